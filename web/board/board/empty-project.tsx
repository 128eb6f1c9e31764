import { Link } from "react-router";
import { usePanelLink } from "../design/use-panel-address.ts";
import { keysOf } from "../palette/commands.ts";
import { KeyCaps } from "../palette/key-cap.tsx";
import { canEdit, canManage, type OpenProject } from "../project/project-context.ts";
import styles from "./empty-project.module.css";

const hints = [
  ["newTask", "writes down a task"],
  ["search", "finds tasks and commands"],
  ["shortcuts", "shows all shortcuts"],
] as const;

/** Says how to begin where a project has no tasks. */
export function EmptyProject({ open }: { readonly open: OpenProject }) {
  const { path, viewerRole } = open;
  const { to, ...options } = usePanelLink(path)("members");
  return (
    <section className={styles.empty} aria-label="First steps">
      <h2 className={styles.title}>This board is empty</h2>
      {canEdit(viewerRole) ? (
        <ul className={styles.hints}>
          {hints.map(([id, text]) => (
            <li key={id} className={`${styles.hint} ${styles.keys}`}>
              <KeyCaps keys={keysOf(id) ?? ""} /> {text}
            </li>
          ))}
          <li className={`${styles.hint} ${styles.finger}`}>“Add task” writes a task down</li>
          <li className={styles.hint}>Carry a card to the next column when its work goes on</li>
          {canManage(viewerRole) && (
            <li className={styles.hint}>
              <Link {...options} to={to}>
                Invite others
              </Link>{" "}
              and see each other's changes at once
            </li>
          )}
        </ul>
      ) : (
        <p className={styles.hint}>Tasks show here as soon as a member writes one down.</p>
      )}
    </section>
  );
}
