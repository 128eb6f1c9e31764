import { Link } from "react-router";
import type { ProjectSummary } from "../../../client/core/lockstep/index.ts";
import { Avatar } from "../design/avatar.tsx";
import { roleNames } from "../design/words.ts";
import styles from "./project-item.module.css";

/** A project of the list, with its first members and what is left to do. */
export function ProjectItem({ project }: { readonly project: ProjectSummary }) {
  const { nodes, totalCount } = project.members;
  const open = project.openTasks.totalCount;
  const isAlone = totalCount === 1;
  return (
    <Link to={`/projects/${project.id}`} className={styles.item}>
      <div className={styles.text}>
        <h3 className={styles.name} dir="auto">
          {project.name}
        </h3>
        {project.description && (
          <p className={styles.description} dir="auto">
            {project.description}
          </p>
        )}
      </div>
      <span className={styles.facts}>
        {!isAlone && (
          <span className={styles.people} role="img" aria-label={`${totalCount} members`}>
            {nodes.map(({ id, user }) => (
              <Avatar key={id} user={user} small named={false} />
            ))}
            {totalCount > nodes.length && <span aria-hidden="true">+{totalCount - nodes.length}</span>}
          </span>
        )}
        <span>{open === 1 ? "1 open task" : `${open} open tasks`}</span>
        <span className={styles.role}>{roleNames[project.viewerRole]}</span>
      </span>
    </Link>
  );
}
