import { useMembers, usePresence } from "../../../client/react/index.ts";
import { SidePanel } from "../design/side-panel.tsx";
import { Invitations } from "../invitations/invitations.tsx";
import { canManage, useOpenProject } from "../project/project-context.ts";
import { MemberItem } from "./member-item.tsx";
import styles from "./members-panel.module.css";

/** Members of the project and their roles. */
export function MembersPanel() {
  const open = useOpenProject();
  const { projectId, viewerRole, path } = open;
  const here = new Set(usePresence(projectId).map(({ user }) => user.id));
  const members = useMembers(projectId);
  return (
    <SidePanel title="Members" parent={path}>
      {canManage(viewerRole) && <Invitations projectId={projectId} viewerRole={viewerRole} />}
      <ul className={styles.list}>
        {members.map((member) => (
          <MemberItem key={member.user.id} member={member} open={open} isHere={here.has(member.user.id)} />
        ))}
      </ul>
    </SidePanel>
  );
}
