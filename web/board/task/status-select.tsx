import type { BoardTask } from "../../../client/index.ts";
import { useMoveTask } from "../board/use-move-task.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { Select } from "../design/field.tsx";
import { useAction } from "../design/use-action.ts";
import { statuses, statusNames } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { useOpenProject } from "../project/project-context.ts";
import styles from "./task-panel.module.css";

/** Moves the task to the end of another column, at once. */
export function StatusSelect({ task, isEditable }: { readonly task: BoardTask; readonly isEditable: boolean }) {
  const { project } = useOpenProject();
  const { run, error, dismissError } = useAction(useMoveTask());

  function move(status: TaskStatus): void {
    const last = project.tasks.findLast((other) => other.status === status && other.id !== task.id);
    const to = { taskId: task.id, status, afterTaskId: null, beforeTaskId: null };
    void run({ task, to, between: [last?.position ?? null, null] });
  }

  return (
    <div className={styles.status}>
      <Select
        label="Status"
        value={task.status}
        disabled={!isEditable}
        onChange={({ target }) => move(target.value as TaskStatus)}
      >
        {statuses.map((status) => (
          <option key={status} value={status}>
            {statusNames[status]}
          </option>
        ))}
      </Select>
      <ErrorNote error={error} onDismiss={dismissError} />
    </div>
  );
}
