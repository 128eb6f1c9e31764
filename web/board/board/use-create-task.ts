import { useMutation } from "@apollo/client/react";
import { generateKeyBetween } from "fractional-indexing";
import type { BoardTask, BoardUser } from "../../../client/index.ts";
import { useMutationId } from "../design/use-mutation-id.ts";
import { graphql } from "../generated/gql.ts";
import type { ChangedTaskPartsFragment, TaskStatus } from "../generated/graphql.ts";
import { toPendingId } from "../task/pending-id.ts";

export interface NewTaskPlace {
  readonly projectId: string;
  readonly status: TaskStatus;
  /** The one that it comes behind. */
  readonly last: BoardTask | null;
  readonly me: BoardUser;
}

/** Makes a task at a column's end, on the screen at once. Rejects when it could not be made. */
export function useCreateTask({ projectId, status, last, me }: NewTaskPlace): (title: string) => Promise<unknown> {
  const [createTask] = useMutation(CreateTaskDocument);
  const withMutationId = useMutationId();

  return (title) => {
    const input = { projectId, title, status };
    return withMutationId(input, (clientMutationId) =>
      createTask({
        variables: { input: { ...input, clientMutationId } },
        optimisticResponse: {
          createTask: {
            __typename: "CreateTaskPayload",
            clientMutationId,
            task: imagineTask(title, toPendingId(clientMutationId)),
          },
        },
      }),
    );
  };

  function imagineTask(title: string, id: string): ChangedTaskPartsFragment {
    const now = new Date().toISOString();
    return {
      __typename: "Task",
      id,
      title,
      description: null,
      status,
      priority: "NONE",
      position: generateKeyBetween(last?.position ?? null, null),
      dueAt: null,
      version: 0,
      commentCount: 0,
      createdAt: now,
      updatedAt: now,
      assignee: null,
      labels: [],
      createdBy: me,
    };
  }
}

const CreateTaskDocument = graphql(`
  mutation CreateTask($input: CreateTaskInput!) {
    createTask(input: $input) {
      clientMutationId
      task {
        ...ChangedTaskParts
      }
    }
  }
`);
