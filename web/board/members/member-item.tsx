import { useMutation } from "@apollo/client/react";
import { v4 as uuid } from "uuid";
import type { BoardMember, BoardUser, ProjectBoard } from "../../../client/index.ts";
import { Avatar } from "../design/avatar.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { useAction } from "../design/use-action.ts";
import { roleNames } from "../design/words.ts";
import { graphql } from "../generated/gql.ts";
import type { ProjectRole } from "../generated/graphql.ts";
import { canManage } from "../project/project-context.ts";
import { grantableRoles } from "./grantable-roles.ts";
import styles from "./member-item.module.css";
import { RemoveMemberButton } from "./remove-member-button.tsx";

interface MemberItemProps {
  readonly member: BoardMember;
  readonly project: ProjectBoard;
  readonly me: BoardUser;
  readonly isHere: boolean;
}

export function MemberItem({ member: { user, role }, project, me, isHere }: MemberItemProps) {
  const [updateMemberRole] = useMutation(UpdateMemberRoleDocument);
  const { run, isBusy, error, dismissError } = useAction((newRole: ProjectRole) => {
    const input = { projectId: project.id, userId: user.id, role: newRole, clientMutationId: uuid() };
    return updateMemberRole({ variables: { input } });
  });
  const [local, domain] = user.email?.split(/(?=@)/) ?? [];
  const isMe = user.id === me.id;
  const grantable = grantableRoles(project.viewerRole);
  const mayManage = canManage(project.viewerRole) && grantable.includes(role);

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

graphql(`
  fragment MemberItemParts on Member {
    id
    role
    joinedAt
    user {
      id
      name
      email
    }
  }
`);

const UpdateMemberRoleDocument = graphql(`
  mutation UpdateMemberRole($input: UpdateMemberRoleInput!) {
    updateMemberRole(input: $input) {
      clientMutationId
      seq
      member {
        ...MemberItemParts
      }
    }
  }
`);
