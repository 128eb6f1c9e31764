import type { Task } from "../../../client/core/lockstep/index.ts";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { useCommandCenter } from "../palette/command-center.tsx";
import type { OpenProject } from "../project/project-context.ts";
import styles from "./selection-bar.module.css";
import { useTaskEdits } from "./use-task-edits.ts";

interface SelectionBarProps {
  readonly open: OpenProject;
  readonly tasks: readonly Task[];
  readonly onClear: () => void;
}

const fields = [
  ["status", "Move"],
  ["labels", "Label"],
  ["assignee", "Assign"],
  ["priority", "Priority"],
  ["due", "Due"],
] as const;

/** Acts on all selected tasks at once. */
export function SelectionBar({ open: project, tasks, onClear }: SelectionBarProps) {
  const { open } = useCommandCenter();
  const { remove } = useTaskEdits(project.projectId);
  const taskIds = tasks.map(({ id }) => id);
  const count = tasks.length === 1 ? "1 task" : `${tasks.length} tasks`;

  function removeAll(): void {
    remove(tasks);
    onClear();
  }

  return (
    <section className={styles.bar} data-selection aria-label="Selected tasks">
      <p className={styles.count} role="status">
        {count} selected
      </p>
      <div className={styles.actions}>
        {fields.map(([field, label]) => (
          <Button
            key={field}
            small
            look="quiet"
            aria-haspopup="dialog"
            onClick={({ currentTarget }) => open({ kind: field, taskIds }, currentTarget)}
          >
            {label}
          </Button>
        ))}
        <Button small look="danger" onClick={removeAll}>
          Delete
        </Button>
      </div>
      <Button small square look="quiet" aria-label="Unselect all" onClick={onClear}>
        <Icon name="close" size={12} />
      </Button>
    </section>
  );
}
