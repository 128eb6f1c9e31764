import { useNavigate } from "react-router";
import type { ProjectFields, User } from "../../../client/core/lockstep/index.ts";
import { useMemberActions } from "../../../client/react/index.ts";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { UserText } from "../design/user-text.tsx";
import { requireOnline } from "./require-online.ts";

interface RemoveMemberButtonProps {
  readonly user: User;
  readonly project: ProjectFields;
  readonly isMe: boolean;
}

/** Removes somebody, or oneself: then it leads away from the project. */
export function RemoveMemberButton({ user, project, isMe }: RemoveMemberButtonProps) {
  const navigate = useNavigate();
  const { remove } = useMemberActions(project.id);

  async function confirm(): Promise<void> {
    requireOnline(await remove(user.id));
    if (isMe) await navigate("/");
  }

  return isMe ? (
    <ConfirmButton
      look="quiet"
      small
      title={
        <>
          Leave “<UserText>{project.name}</UserText>”?
        </>
      }
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
      title={
        <>
          Remove <UserText>{user.name}</UserText> from “<UserText>{project.name}</UserText>”?
        </>
      }
      consequence="The project closes on their screens at once. Tasks that are assigned to them stay so."
      confirmLabel="Remove member"
      onConfirm={confirm}
    >
      Remove
    </ConfirmButton>
  );
}
