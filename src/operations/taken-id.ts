import { BadUserInputError } from "../errors/expected-error.ts";
import type { ItemNoun } from "../model/noun.ts";
import type { ProjectChange } from "./operation.ts";

/** Error for an id that is taken: the same wherever and whoever's it is. */
export function takenId(): BadUserInputError {
  return BadUserInputError.at(["input", "id"], "This id is taken. Choose another one.");
}

/**
 * Tells if the actor made an item with this id in this project; false if the id is free. Throws BadUserInputError for
 * an id that is taken, also by a deleted item. A race for an id in two projects ends at the unique key; the change is
 * then made once more.
 */
export async function isMade(
  { client, projectId, actor }: Pick<ProjectChange, "client" | "projectId" | "actor">,
  { name, kind, owner }: ItemNoun,
  id: string,
): Promise<boolean> {
  const { rows } = await client.query<{ isOwn: boolean }>({
    name: `made-${name}`,
    text: `
      SELECT project_id = $2 AND maker_id IS NOT DISTINCT FROM $3 AS "isOwn" FROM (${owner}) item
      UNION ALL
      SELECT FALSE FROM deleted_items WHERE kind = '${kind}' AND id = $1`,
    values: [id, projectId, actor.id],
  });
  const [item] = rows;
  if (item && !item.isOwn) throw takenId();
  return item !== undefined;
}
