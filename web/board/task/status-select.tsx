import type { Task } from "../../../client/core/lockstep/index.ts";
import { useTaskActions } from "../../../client/react/index.ts";
import { Select } from "../design/field.tsx";
import { statuses, statusNames } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { useOpenProject } from "../project/project-context.ts";

/** Moves the task to the end of another column, at once. */
export function StatusSelect({ task, isEditable }: { readonly task: Task; readonly isEditable: boolean }) {
  const { move } = useTaskActions(useOpenProject().projectId);
  return (
    <Select
      label="Status"
      value={task.status}
      disabled={!isEditable}
      onChange={({ target }) => void move(task.id, { status: target.value as TaskStatus })}
    >
      {statuses.map((status) => (
        <option key={status} value={status}>
          {statusNames[status]}
        </option>
      ))}
    </Select>
  );
}
