import { useMutation } from "@apollo/client/react";
import { useNavigate } from "react-router";
import { v4 as uuid } from "uuid";
import type { BoardUser, ProjectBoard } from "../../../client/index.ts";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { graphql } from "../generated/gql.ts";

interface RemoveMemberButtonProps {
  readonly user: BoardUser;
  readonly project: ProjectBoard;
  readonly isMe: boolean;
}

/** Removes somebody, or oneself: then it leads away from the project. */
export function RemoveMemberButton({ user, project, isMe }: RemoveMemberButtonProps) {
  const navigate = useNavigate();
  const [removeMember] = useMutation(RemoveMemberDocument);

  async function confirm(): Promise<void> {
    const input = { projectId: project.id, userId: user.id, clientMutationId: uuid() };
    await removeMember({ variables: { input } });
    if (isMe) await navigate("/");
  }

  return isMe ? (
    <ConfirmButton
      look="quiet"
      small
      title={`Leave “${project.name}”?`}
      consequence="You will not see it any more. Tasks that are assigned to you stay so."
      confirmLabel="Leave project"
      onConfirm={confirm}
    >
      Leave
    </ConfirmButton>
  ) : (
    <ConfirmButton
      look="quiet"
      small
      aria-label={`Remove ${user.name}`}
      title={`Remove ${user.name} from “${project.name}”?`}
      consequence="The project closes on their screens at once. Tasks that are assigned to them stay so."
      confirmLabel="Remove member"
      onConfirm={confirm}
    >
      Remove
    </ConfirmButton>
  );
}

const RemoveMemberDocument = graphql(`
  mutation RemoveMember($input: RemoveMemberInput!) {
    removeMember(input: $input) {
      clientMutationId
      userId
      seq
    }
  }
`);
