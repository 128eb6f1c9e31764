import { BadUserInputError } from "../errors/expected-error.ts";
import type { ProjectChange } from "./operation.ts";

/** Error for an id that is taken: the same wherever and whoever's it is. */
export function takenId(): BadUserInputError {
  return BadUserInputError.at(["input", "id"], "This id is taken. Choose another one.");
}

/** Project and maker of an item that exists, by its noun. */
const items = {
  task: "SELECT project_id, created_by_id AS maker_id FROM tasks WHERE id = $1",
  comment:
    "SELECT t.project_id, c.author_id AS maker_id FROM comments c JOIN tasks t ON t.id = c.task_id WHERE c.id = $1",
  label: "SELECT project_id, created_by_id AS maker_id FROM labels WHERE id = $1",
};

const kinds = { task: "TASK", comment: "COMMENT", label: "LABEL" } as const;

/**
 * Tells if the actor made an item with this id in this project; false if the id is free. Throws BadUserInputError for an id
 * that is taken, also by a deleted item. A race for an id in two projects ends at the unique key; the change is then made once more.
 */
export async function isMade(
  { client, projectId, actor }: Pick<ProjectChange, "client" | "projectId" | "actor">,
  noun: keyof typeof items,
  id: string,
): Promise<boolean> {
  const { rows } = await client.query<{ isOwn: boolean }>({
    name: `made-${noun}`,
    text: `
      SELECT project_id = $2 AND maker_id IS NOT DISTINCT FROM $3 AS "isOwn" FROM (${items[noun]}) item
      UNION ALL
      SELECT FALSE FROM deleted_items WHERE kind = '${kinds[noun]}' AND id = $1`,
    values: [id, projectId, actor.id],
  });
  const [item] = rows;
  if (item && !item.isOwn) throw takenId();
  return item !== undefined;
}
