import { useRef, useState } from "react";
import type { Member } from "../../../client/core/lockstep/index.ts";
import { useMemberActions } from "../../../client/react/index.ts";
import { Avatar } from "../design/avatar.tsx";
import { ChoiceList } from "../design/choice-list.tsx";
import { ConfirmDialog } from "../design/confirm-dialog.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { Icon } from "../design/icon.tsx";
import { Popover } from "../design/popover.tsx";
import { useAction } from "../design/use-action.ts";
import { UserText } from "../design/user-text.tsx";
import { roleNames } from "../design/words.ts";
import type { ProjectRole } from "../generated/graphql.ts";
import { canManage, type OpenProject } from "../project/project-context.ts";
import { grantableRoles } from "./grantable-roles.ts";
import styles from "./member-item.module.css";
import { ownerConsequence } from "./owner-consequence.ts";
import { RemoveMemberButton } from "./remove-member-button.tsx";
import { requireOnline } from "./require-online.ts";

interface MemberItemProps {
  readonly member: Member;
  readonly open: OpenProject;
  readonly isHere: boolean;
}

export function MemberItem({ member: { user, role }, open, isHere }: MemberItemProps) {
  const { projectId, project, viewerRole, me } = open;
  const { changeRole } = useMemberActions(projectId);
  const { run, error, dismissError } = useAction(async (newRole: ProjectRole) =>
    requireOnline(await changeRole(user.id, newRole)),
  );
  const [asked, setAsked] = useState<ProjectRole>(role);
  const dialog = useRef<HTMLDialogElement>(null);
  const [local, domain] = user.email?.split(/(?=@)/) ?? [];
  const isMe = user.id === me.id;
  const grantable = grantableRoles(viewerRole);
  const mayManage = canManage(viewerRole) && grantable.includes(role);

  /** Asks first for what the person cannot take back alone. */
  function choose(newRole: ProjectRole): void {
    if (newRole === role) return;
    if (!isMe && newRole !== "OWNER") return void run(newRole);
    setAsked(newRole);
    dialog.current?.showModal();
  }

  return (
    <li className={styles.member}>
      <Avatar user={user} named={false} />
      <div className={styles.text}>
        <p className={styles.name}>
          <UserText>{user.name}</UserText>
          {isMe && " (you)"}
        </p>
        {isHere && <p className={styles.here}>Here now</p>}
      </div>
      <div className={styles.controls}>
        {mayManage ? (
          <Popover
            label={`Role of ${user.name}: ${roleNames[role]}`}
            button={
              <>
                {roleNames[role]}
                <Icon name="switch" size={12} />
              </>
            }
            buttonClass={styles.select}
            popup="menu"
          >
            {(close) => (
              <ChoiceList
                label={`Role of ${user.name}`}
                choices={grantable.map((id) => ({ id, name: roleNames[id] }))}
                chosen={[role]}
                onChoose={(id) => {
                  close();
                  choose(id as ProjectRole);
                }}
              />
            )}
          </Popover>
        ) : (
          <span className={styles.role}>{roleNames[role]}</span>
        )}
        {(mayManage || isMe) && <RemoveMemberButton user={user} project={project} isMe={isMe} />}
      </div>
      {mayManage && (
        <ConfirmDialog
          dialog={dialog}
          {...(isMe ? giveUp(asked) : makeOwner(user.name))}
          onConfirm={async () => requireOnline(await changeRole(user.id, asked))}
        />
      )}
      {user.email && (
        <p className={styles.email}>
          {local}
          <wbr />
          {domain}
        </p>
      )}
      {error !== null && (
        <div className={styles.error}>
          <ErrorNote error={error} onDismiss={dismissError} />
        </div>
      )}
    </li>
  );
}

function makeOwner(name: string) {
  return {
    title: (
      <>
        Make <UserText>{name}</UserText> an owner?
      </>
    ),
    consequence: ownerConsequence,
    confirmLabel: "Make owner",
  };
}

function giveUp(role: ProjectRole) {
  return {
    title: "Give up your role?",
    consequence: `You are ${roleNames[role]} then. Somebody else has to give your role back to you.`,
    confirmLabel: "Give up",
  };
}
