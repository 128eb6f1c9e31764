import { Link } from "react-router";
import { SidePanel } from "../design/side-panel.tsx";
import { usePanelLink } from "../design/use-panel-address.ts";
import { DeleteProject } from "./delete-project.tsx";
import { canManage, useOpenProject } from "./project-context.ts";
import { ProjectForm } from "./project-form.tsx";
import styles from "./settings-panel.module.css";

/** The project's name and description, and its end. */
export function SettingsPanel() {
  const { project, viewerRole, path } = useOpenProject();
  const linkTo = usePanelLink(path);
  return (
    <SidePanel title="Project" parent={path}>
      <ProjectForm project={project} viewerRole={viewerRole} />
      <p>
        <Link {...linkTo("labels")}>Labels</Link>
      </p>
      <p>
        <Link {...linkTo("history")}>History</Link>
      </p>
      {canManage(viewerRole) && (
        <p>
          <Link {...linkTo("webhooks")}>Webhooks</Link>
        </p>
      )}
      {viewerRole === "OWNER" && (
        <section className={styles.danger} aria-label="Delete project">
          <p className={styles.text}>Deleting the project takes it away from all its members.</p>
          <DeleteProject project={project} />
        </section>
      )}
    </SidePanel>
  );
}
