import type { Member } from "../../../client/core/lockstep/index.ts";
import { useMemberActions } from "../../../client/react/index.ts";
import { Avatar } from "../design/avatar.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { useAction } from "../design/use-action.ts";
import { roleNames } from "../design/words.ts";
import type { ProjectRole } from "../generated/graphql.ts";
import { canManage, type OpenProject } from "../project/project-context.ts";
import { grantableRoles } from "./grantable-roles.ts";
import styles from "./member-item.module.css";
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
  const { run, isBusy, error, dismissError } = useAction(async (newRole: ProjectRole) =>
    requireOnline(await changeRole(user.id, newRole)),
  );
  const [local, domain] = user.email?.split(/(?=@)/) ?? [];
  const isMe = user.id === me.id;
  const grantable = grantableRoles(viewerRole);
  const mayManage = canManage(viewerRole) && grantable.includes(role);

  return (
    <li className={styles.member}>
      <Avatar user={user} named={false} />
      <div className={styles.text}>
        <p className={styles.name}>
          {user.name}
          {isMe && " (you)"}
        </p>
        {isHere && <p className={styles.here}>Here now</p>}
      </div>
      <div className={styles.controls}>
        {mayManage ? (
          <select
            className={styles.select}
            aria-label={`Role of ${user.name}`}
            value={role}
            disabled={isBusy}
            onChange={({ target }) => void run(target.value as ProjectRole)}
          >
            {grantable.map((each) => (
              <option key={each} value={each}>
                {roleNames[each]}
              </option>
            ))}
          </select>
        ) : (
          <span className={styles.role}>{roleNames[role]}</span>
        )}
        {(mayManage || isMe) && <RemoveMemberButton user={user} project={project} isMe={isMe} />}
      </div>
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
