import { useMutation } from "@apollo/client/react";
import type { KeyboardEvent } from "react";
import type { BoardTask, BoardUser } from "../../../client/index.ts";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { TextArea } from "../design/field.tsx";
import { useMutationId } from "../design/use-mutation-id.ts";
import { useSubmit } from "../design/use-submit.ts";
import { draftNames } from "../drafts/draft-names.ts";
import { useDrafts } from "../drafts/drafts-context.tsx";
import { useDraft } from "../drafts/use-draft.ts";
import { graphql } from "../generated/gql.ts";
import styles from "./comment-item.module.css";
import { toPendingId } from "./pending-id.ts";

/** Writes a comment, on the screen at once. Unsent text is still there when the task is opened again. */
export function NewComment({ task, me }: { readonly task: BoardTask; readonly me: BoardUser }) {
  const [createComment] = useMutation(CreateCommentDocument);
  const withMutationId = useMutationId();

  const name = draftNames.newComment(task.id);
  const drafts = useDrafts();
  const [body, setBody] = useDraft<string>(name);

  const { error, dismissError, onSubmit } = useSubmit(async () => {
    const input = { taskId: task.id, body: body ?? "" };
    const now = new Date().toISOString();
    const answer = withMutationId(input, (clientMutationId) =>
      createComment({
        variables: { input: { ...input, clientMutationId } },
        optimisticResponse: {
          createComment: {
            __typename: "CreateCommentPayload",
            clientMutationId,
            comment: {
              __typename: "Comment",
              id: toPendingId(clientMutationId),
              body: input.body,
              version: 0,
              createdSeq: lastOfAll,
              createdAt: now,
              updatedAt: now,
              author: me,
            },
          },
        },
      }),
    );
    // It is shown already; a failed one returns to the form, unless the next one is being written.
    setBody(null);
    await answer.catch((reason: unknown) => {
      if (drafts.get(name) === null) setBody(input.body);
      throw reason;
    });
  });

  function onKeyDown(event: KeyboardEvent<HTMLFormElement>): void {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
  }

  return (
    <form className={styles.form} onSubmit={onSubmit} onKeyDown={onKeyDown}>
      <TextArea
        label="New comment"
        value={body ?? ""}
        required
        onChange={({ target }) => setBody(target.value || null)}
      />
      <ErrorNote error={error} onDismiss={dismissError} />
      <div className={styles.buttons}>
        <Button type="submit">Comment</Button>
      </div>
    </form>
  );
}

/** Comes after every comment that the server knows: the largest Int of GraphQL. */
const lastOfAll = 2 ** 31 - 1;

const CreateCommentDocument = graphql(`
  mutation CreateComment($input: CreateCommentInput!) {
    createComment(input: $input) {
      clientMutationId
      comment {
        ...CommentItemParts
      }
    }
  }
`);
