import { useMutation } from "@apollo/client/react";
import { useNavigate } from "react-router";
import { v4 as uuid } from "uuid";
import type { BoardTask } from "../../../client/index.ts";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { Refusal } from "../design/refusal.ts";
import { draftNames } from "../drafts/draft-names.ts";
import { useDraft } from "../drafts/use-draft.ts";
import { graphql } from "../generated/gql.ts";

/** Deletes a task as it is shown; what others changed since then is looked at first. */
export function DeleteTaskButton({ task, parent }: { readonly task: BoardTask; readonly parent: string }) {
  const navigate = useNavigate();
  const [, setDraft] = useDraft(draftNames.task(task.id));
  const [deleteTask] = useMutation(DeleteTaskDocument);

  async function confirm(): Promise<void> {
    const input = { taskId: task.id, expectedVersion: task.version, clientMutationId: uuid() };
    const { data } = await deleteTask({ variables: { input } });
    if (data?.deleteTask?.__typename === "TaskConflict") {
      throw new Refusal("Somebody changed the task at this moment. Look at it again before you delete it.");
    }
    setDraft(null);
    await navigate(parent);
  }

  return (
    <ConfirmButton
      look="quiet"
      title={`Delete “${task.title}”?`}
      consequence="Its comments go with it, for everybody. This cannot be undone."
      confirmLabel="Delete task"
      onConfirm={confirm}
    >
      Delete
    </ConfirmButton>
  );
}

const DeleteTaskDocument = graphql(`
  mutation DeleteTask($input: DeleteTaskInput!) {
    deleteTask(input: $input) {
      __typename
      ... on DeleteTaskPayload {
        taskId
        clientMutationId
      }
      ... on TaskConflict {
        ...TaskConflictParts
      }
    }
  }
`);
