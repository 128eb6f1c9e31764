import { useMutation } from "@apollo/client/react";
import { generateKeyBetween } from "fractional-indexing";
import { v4 as uuid } from "uuid";
import type { BoardTask } from "../../../client/index.ts";
import { inTurn } from "../account/turn-link.ts";
import { codeOf } from "../design/describe-error.ts";
import { Refusal } from "../design/refusal.ts";
import { graphql } from "../generated/gql.ts";
import type { Place } from "./arrange.ts";

export interface Move {
  readonly task: BoardTask;
  readonly to: Place;
  /** The neighbours' positions there. */
  readonly between: readonly [after: string | null, before: string | null];
}

/**
 * Moves a task, on the screen at once. The server hears of one move after the other, since a neighbour may be where it
 * is shown only by a move of its own. Rejects when the task could not be moved.
 */
export function useMoveTask(): (move: Move) => Promise<unknown> {
  const [moveTask] = useMutation(MoveTaskDocument);
  return async ({ task, to: { status, afterTaskId, beforeTaskId }, between }) => {
    const clientMutationId = uuid();
    try {
      await moveTask({
        context: inTurn,
        variables: { input: { taskId: task.id, status, afterTaskId, beforeTaskId, clientMutationId } },
        optimisticResponse: {
          moveTask: {
            __typename: "MoveTaskPayload",
            clientMutationId,
            task: { ...task, status, position: imaginePosition(...between) },
          },
        },
      });
    } catch (error) {
      // Only the neighbours among its arguments can have been wrong.
      if (codeOf(error) !== "BAD_USER_INPUT") throw error;
      throw new Refusal("The tasks around that place were moved at the same moment. Move it again.");
    }
  };
}

/** Where it is shown until the server says where it stands: what is shown of others may not be confirmed either. */
function imaginePosition(after: string | null, before: string | null): string {
  const hasRoom = after === null || before === null || after < before;
  return generateKeyBetween(after, hasRoom ? before : null);
}

const MoveTaskDocument = graphql(`
  mutation MoveTask($input: MoveTaskInput!) {
    moveTask(input: $input) {
      ... on MoveTaskPayload {
        clientMutationId
        task {
          ...ChangedTaskParts
        }
      }
    }
  }
`);
