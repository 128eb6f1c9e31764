import { useMutation } from "@apollo/client/react";
import { generateKeyBetween } from "fractional-indexing";
import type { BoardTask } from "../../../client/index.ts";
import { type Action, useAction } from "../design/use-action.ts";
import { graphql } from "../generated/gql.ts";
import type { Place } from "./arrange.ts";

export interface Move {
  readonly task: BoardTask;
  readonly to: Place;
  /** The neighbours' positions there. */
  readonly between: readonly [after: string | null, before: string | null];
}

/** Moves a task, on the screen at once. */
export function useMoveTask(): Action<Move> {
  const [moveTask] = useMutation(MoveTaskDocument);
  return useAction(({ task, to: { status, afterTaskId, beforeTaskId }, between }: Move) => {
    const clientMutationId = crypto.randomUUID();
    return moveTask({
      variables: { input: { taskId: task.id, status, afterTaskId, beforeTaskId, clientMutationId } },
      optimisticResponse: {
        moveTask: {
          __typename: "MoveTaskPayload",
          clientMutationId,
          task: { ...task, status, position: generateKeyBetween(...between) },
        },
      },
    });
  });
}

const MoveTaskDocument = graphql(`
  mutation MoveTask($input: MoveTaskInput!) {
    moveTask(input: $input) {
      clientMutationId
      task {
        ...ChangedTaskParts
      }
    }
  }
`);
