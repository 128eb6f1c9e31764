import { useLabels } from "../../../client/react/index.ts";
import { useColumns } from "../board/use-columns.ts";
import { SidePanel } from "../design/side-panel.tsx";
import { statuses } from "../design/words.ts";
import { UnsavedItemNote } from "../outbox/unsaved-item.tsx";
import { useUnsaved } from "../outbox/use-unsaved.ts";
import { canEdit, useOpenProject } from "../project/project-context.ts";
import { LabelItem } from "./label-item.tsx";
import styles from "./labels-panel.module.css";
import { NewLabel } from "./new-label.tsx";

/** The project's labels: new ones, their names and colours, and their end. */
export function LabelsPanel() {
  const { projectId, path, viewerRole } = useOpenProject();
  const labels = useLabels(projectId);
  const columns = useColumns(projectId);
  const unsaved = useUnsaved(projectId).filter(({ change }) => /Label$/.test(change.kind));
  const isEditable = canEdit(viewerRole);
  const tasks = statuses.flatMap((status) => columns[status]);
  const countOf = (id: string) => tasks.filter((task) => task.labels.some((label) => label.id === id)).length;
  return (
    <SidePanel title="Labels" parent={path}>
      {isEditable && <NewLabel projectId={projectId} labels={labels} />}
      {unsaved.map((item) => (
        <UnsavedItemNote key={item.id} item={item} />
      ))}
      {labels.length === 0 && (
        <p className={styles.empty}>
          No labels yet. Labels group tasks across columns, such as “Bug” or “Design”, and filter the board.
        </p>
      )}
      <ul className={styles.list}>
        {labels.map((label) => (
          <LabelItem
            key={label.id}
            projectId={projectId}
            path={path}
            label={label}
            others={labels.filter(({ id }) => id !== label.id)}
            count={countOf(label.id)}
            isEditable={isEditable}
          />
        ))}
      </ul>
    </SidePanel>
  );
}
