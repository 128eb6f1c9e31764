import { SidePanel } from "../design/side-panel.tsx";
import { useOpenProject } from "../project/project-context.ts";
import { UnsavedItemNote } from "./unsaved-item.tsx";
import styles from "./unsaved-panel.module.css";
import { useUnsaved } from "./use-unsaved.ts";

/** Everything of the project that needs a decision, wherever it was written. */
export function UnsavedPanel() {
  const { projectId, path, titles } = useOpenProject();
  const items = useUnsaved(projectId);
  return (
    <SidePanel title="Not saved" parent={path}>
      {items.length === 0 && <p className={styles.empty}>Everything is saved.</p>}
      <ul className={styles.list}>
        {items.map((item) => (
          <li key={item.id}>
            <UnsavedItemNote item={item} titleOf={(taskId) => titles.get(taskId)} />
          </li>
        ))}
      </ul>
    </SidePanel>
  );
}
