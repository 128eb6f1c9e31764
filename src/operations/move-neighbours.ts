import type { QueryResultRow } from "pg";
import { type TaskSnapshot, taskColumns, taskJoins } from "../model/task.ts";
import type { PlacedTask } from "./find-room.ts";
import type { ProjectChange } from "./operation.ts";

/**
 * Writes the positions of tasks that make room for another. Each is the task's next version and a change of its own, in
 * the given order. Takes two statements for any number of tasks.
 */
export async function moveNeighbours(
  { client, at, recordFirst }: Pick<ProjectChange, "client" | "at" | "recordFirst">,
  moved: readonly PlacedTask[],
): Promise<void> {
  if (moved.length === 0) return;
  const { rows } = await client.query<TaskSnapshot & QueryResultRow>({
    name: "task-neighbours",
    text: `
      WITH t AS (
        UPDATE tasks SET position = moved.position, version = version + 1, updated_at = $3,
          field_versions = field_versions || jsonb_build_object('POSITION', version + 1)
        FROM unnest($1::uuid[], $2::text[]) AS moved(task_id, position)
        WHERE id = moved.task_id RETURNING tasks.*)
      SELECT ${taskColumns} FROM t ${taskJoins} ORDER BY array_position($1::uuid[], t.id)`,
    values: [moved.map(({ id }) => id), moved.map(({ position }) => position), at],
  });
  recordFirst(rows.map((task) => ({ type: "TaskUpdated", task, taskChanges: ["POSITION"], mergedFields: [] })));
}
