import { useMutation } from "@apollo/client/react";
import type { BoardTask, BoardUser } from "../../../client/index.ts";
import { useFindAuthor } from "../conflict/use-find-author.ts";
import { useMutationId } from "../design/use-mutation-id.ts";
import { graphql } from "../generated/gql.ts";
import type { TaskConflictPartsFragment } from "../generated/graphql.ts";
import { useOpenProject } from "../project/project-context.ts";
import type { TaskDraft } from "./task-draft.ts";

/** Changes of others to the same task, and their author; null if unknown. */
export type FoundConflict = TaskConflictPartsFragment & { readonly author: string | null };

/** Saves a draft, on the screen at once. Resolves with the conflict when others changed the same; rejects otherwise. */
export function useSaveTask(task: BoardTask, people: readonly BoardUser[]) {
  const [updateTask] = useMutation(UpdateTaskDocument);
  const withMutationId = useMutationId();
  const findAuthor = useFindAuthor(useOpenProject().project.id);

  return async ({ version, values }: TaskDraft): Promise<FoundConflict | null> => {
    const input = { taskId: task.id, expectedVersion: version, ...values };
    const { assigneeId = task.assignee?.id ?? null, ...others } = values;
    const assignee =
      people.find(({ id }) => id === assigneeId) ?? (assigneeId === null ? null : (task.assignee ?? null));
    const { data } = await withMutationId(input, (clientMutationId) =>
      updateTask({
        variables: { input: { ...input, clientMutationId } },
        optimisticResponse: {
          updateTask: { __typename: "UpdateTaskPayload", clientMutationId, task: { ...task, ...others, assignee } },
        },
      }),
    );
    if (data?.updateTask?.__typename !== "TaskConflict") return null;
    const conflict = data.updateTask;
    const author = await findAuthor(
      (change) =>
        change.__typename === "TaskUpdated" &&
        change.task.id === task.id &&
        change.taskChanges.some((field) => conflict.conflictingFields.includes(field)),
    );
    return { ...conflict, author };
  };
}

graphql(`
  fragment TaskConflictParts on TaskConflict {
    currentVersion
    conflictingFields
    task {
      ...ChangedTaskParts
    }
  }
`);

const UpdateTaskDocument = graphql(`
  mutation UpdateTask($input: UpdateTaskInput!) {
    updateTask(input: $input) {
      __typename
      ... on UpdateTaskPayload {
        clientMutationId
        task {
          ...ChangedTaskParts
        }
      }
      ... on TaskConflict {
        ...TaskConflictParts
      }
    }
  }
`);
