import { Link } from "react-router";
import { roleNames } from "../design/words.ts";
import { graphql } from "../generated/gql.ts";
import type { ProjectItemPartsFragment } from "../generated/graphql.ts";
import styles from "./project-item.module.css";

export function ProjectItem({ project }: { readonly project: ProjectItemPartsFragment }) {
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
      <span className={styles.role}>{roleNames[project.viewerRole]}</span>
    </Link>
  );
}

graphql(`
  fragment ProjectItemParts on Project {
    id
    name
    description
    viewerRole
  }
`);
