import type { ItemNoun } from "../model/noun.ts";
import { NotVisibleError } from "./not-visible-error.ts";
import type { Retryable } from "./operation.ts";
import type { Reads } from "./reads.ts";
import type { Viewer } from "./viewer.ts";

/** Projects of items by the items' ids, as far as they were looked up lately. */
export interface ItemProjects {
  get(itemId: string): string | undefined;
  set(itemId: string, projectId: string): unknown;
}

/**
 * The viewer, and the pool to read with. A change reads with its own pool: its first step is limited like the change.
 */
interface Locating {
  readonly viewer: Viewer;
  readonly pool: Reads;
  /** A query has none: it checks the membership here alone. */
  readonly itemProjects?: ItemProjects;
}

/** The project that the input names. */
export function givenProject(_context: Locating, { projectId }: { readonly projectId: string }): string {
  return projectId;
}

/**
 * The project of an item, which never changes. Once the item is gone, the project in which the viewer's change of this
 * `clientMutationId` is remembered. Throws NotFoundError, also for whoever is no member, unless the item was looked up
 * before: then the change itself throws it.
 */
export async function requireProjectOf(
  noun: ItemNoun,
  context: Locating,
  itemId: string,
  request: Retryable,
): Promise<string> {
  const known = context.itemProjects?.get(itemId);
  if (known !== undefined) return known;
  const place = { name: `locate-${noun.name}`, sources: [ofItem(noun)], id: itemId };
  const projectId = await locate(context, place, request);
  context.itemProjects?.set(itemId, projectId);
  return projectId;
}

/** The same, also of an item that was deleted. */
export function requireProjectOfAny(
  noun: ItemNoun,
  context: Locating,
  itemId: string,
  request: Retryable,
): Promise<string> {
  const sources = [ofItem(noun), ofDeleted(noun)];
  return locate(context, { name: `locate-any-${noun.name}`, sources, id: itemId }, request);
}

function ofItem({ owner }: ItemNoun): string {
  return `
    SELECT m.project_id FROM (${owner}) item JOIN memberships m ON m.project_id = item.project_id AND m.user_id = $2`;
}

function ofDeleted({ kind }: ItemNoun): string {
  return `
    SELECT m.project_id FROM deleted_items d JOIN memberships m ON m.project_id = d.project_id AND m.user_id = $2
    WHERE d.kind = '${kind}' AND d.id = $1`;
}

async function locate(
  { pool, viewer }: Locating,
  { name, sources, id }: { readonly name: string; readonly sources: readonly string[]; readonly id: string },
  { clientMutationId = null }: Retryable,
): Promise<string> {
  const { rows } = await pool.query<{ projectId: string | null }>({
    name,
    text: `
      SELECT coalesce(
        ${sources.map((sql) => `(${sql})`).join(", ")},
        (SELECT project_id FROM activities WHERE actor_id = $2 AND client_mutation_id = $3)) AS "projectId"`,
    values: [id, viewer.userId, clientMutationId],
  });
  const projectId = rows[0]?.projectId ?? null;
  if (projectId === null) throw new NotVisibleError();
  return projectId;
}
