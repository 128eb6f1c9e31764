import { SidePanel } from "../design/side-panel.tsx";
import { canManage, useOpenProject } from "../project/project-context.ts";
import { AddMember } from "./add-member.tsx";
import { MemberItem } from "./member-item.tsx";
import styles from "./members-panel.module.css";

/** Members of the project and their roles. */
export function MembersPanel() {
  const { project, me, path } = useOpenProject();
  const here = new Set(project.present.map(({ id }) => id));
  return (
    <SidePanel title="Members" parent={path}>
      {canManage(project.viewerRole) && <AddMember project={project} />}
      <ul className={styles.list}>
        {project.members.map((member) => (
          <MemberItem key={member.id} member={member} project={project} me={me} isHere={here.has(member.user.id)} />
        ))}
      </ul>
    </SidePanel>
  );
}
