import { useMutation } from "@apollo/client/react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { ConflictingField } from "../conflict/conflicting-field.tsx";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { TextArea } from "../design/field.tsx";
import { useMutationId } from "../design/use-mutation-id.ts";
import { useSubmit } from "../design/use-submit.ts";
import { draftNames } from "../drafts/draft-names.ts";
import { useDraft } from "../drafts/use-draft.ts";
import { graphql } from "../generated/gql.ts";
import type { CommentItemPartsFragment } from "../generated/graphql.ts";
import styles from "./comment-item.module.css";

/** Edited text, and the version of the comment that it is based on. */
export interface CommentDraft {
  readonly version: number;
  readonly body: string;
}

interface EditCommentProps {
  readonly comment: CommentItemPartsFragment;
  readonly onClose: () => void;
}

/** Edits one's own comment; what was changed meanwhile, in another window of one's own, is put beside it. */
export function EditComment({ comment, onClose }: EditCommentProps) {
  const [updateComment] = useMutation(UpdateCommentDocument);
  const withMutationId = useMutationId();
  const [draft, setDraft] = useDraft<CommentDraft>(draftNames.comment(comment.id));
  const { version, body } = draft ?? comment;
  const [theirs, setTheirs] = useState<string | null>(null);
  const [isTheirs, setIsTheirs] = useState(false);
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => text.current?.focus(), []);

  const { isBusy, error, dismissError, onSubmit } = useSubmit(async () => {
    if (isTheirs || body === comment.body) return drop();
    const input = { commentId: comment.id, body, expectedVersion: version };
    const { data } = await withMutationId(input, (clientMutationId) =>
      updateComment({
        variables: { input: { ...input, clientMutationId } },
        optimisticResponse: {
          updateComment: { __typename: "UpdateCommentPayload", clientMutationId, comment: { ...comment, body } },
        },
      }),
    );
    if (data?.updateComment?.__typename !== "CommentConflict") return drop();
    setDraft({ version: data.updateComment.currentVersion, body });
    setTheirs(data.updateComment.comment.body);
  });

  function drop(): void {
    setDraft(null);
    onClose();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onClose();
  }

  return (
    <form className={styles.form} onSubmit={onSubmit} onKeyDown={onKeyDown}>
      <TextArea
        ref={text}
        label="Edit comment"
        value={body}
        required
        disabled={isBusy}
        onChange={({ target }) => setDraft({ version, body: target.value })}
      />
      {theirs !== null && (
        <ConflictingField name="comment" mine={body} theirs={theirs} isTheirs={isTheirs} onChoose={setIsTheirs} />
      )}
      <ErrorNote error={error} onDismiss={dismissError} />
      <div className={styles.buttons}>
        <Button type="submit" look="primary" small disabled={isBusy}>
          Save
        </Button>
        <Button look="quiet" small onClick={drop}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

const UpdateCommentDocument = graphql(`
  mutation UpdateComment($input: UpdateCommentInput!) {
    updateComment(input: $input) {
      __typename
      ... on UpdateCommentPayload {
        clientMutationId
        comment {
          ...CommentItemParts
        }
      }
      ... on CommentConflict {
        currentVersion
        comment {
          ...CommentItemParts
        }
      }
    }
  }
`);
