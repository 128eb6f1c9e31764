import { useMutation } from "@apollo/client/react";
import { v4 as uuid } from "uuid";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { graphql } from "../generated/gql.ts";

export function DeleteCommentButton({ comment }: { readonly comment: { readonly id: string } }) {
  const [deleteComment] = useMutation(DeleteCommentDocument);
  const confirm = () => deleteComment({ variables: { input: { commentId: comment.id, clientMutationId: uuid() } } });
  return (
    <ConfirmButton
      look="quiet"
      small
      title="Delete this comment?"
      consequence="It is gone for everybody. This cannot be undone."
      confirmLabel="Delete comment"
      onConfirm={confirm}
    >
      Delete<span className="visuallyHidden"> comment</span>
    </ConfirmButton>
  );
}

const DeleteCommentDocument = graphql(`
  mutation DeleteComment($input: DeleteCommentInput!) {
    deleteComment(input: $input) {
      commentId
      taskId
      clientMutationId
    }
  }
`);
