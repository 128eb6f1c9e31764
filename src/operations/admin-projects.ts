import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../database/in-transaction.ts";
import { isoTime } from "../database/sql.ts";
import { itemNouns } from "../model/events.ts";
import { noteAction, type Operator } from "./admin-actions.ts";

/** A project as operators see it. Times are ISO 8601. */
export interface ListedProject {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly deletedAt: string | null;
  /** Number of its newest change. */
  readonly seq: number;
  readonly members: number;
}

export interface ShownProject extends ListedProject {
  readonly owners: readonly { readonly id: string; readonly name: string }[];
  /** Rows and bytes by what they hold, as PostgreSQL stores them, without indexes. */
  readonly sizes: Readonly<Record<string, { readonly rows: number; readonly bytes: number }>>;
}

const columns = `
  p.id, p.name, ${isoTime("p.created_at")} AS "createdAt", ${isoTime("p.deleted_at")} AS "deletedAt",
  coalesce(h.seq, 0) AS seq, (SELECT count(*)::int FROM memberships m WHERE m.project_id = p.id) AS members`;
const source = "projects p LEFT JOIN project_heads h ON h.project_id = p.id";

/** Sources of the rows that a project stores, by part. `$1` is the project. */
const parts: Readonly<Record<string, string>> = {
  ...Object.fromEntries(itemNouns.map(({ table, rows }) => [table, rows])),
  deletedItems: "deleted_items x WHERE x.project_id = $1",
  log: "activities x WHERE x.project_id = $1",
  answers: "batch_answers x WHERE x.project_id = $1",
  webhooks: "webhooks x WHERE x.project_id = $1",
};

/** Projects whose name holds the text, deleted ones too, the newest first. */
export async function listProjects(pool: Pool, search: string, limit: number): Promise<readonly ListedProject[]> {
  const { rows } = await pool.query<ListedProject>({
    name: "admin-projects",
    text: `
      SELECT ${columns} FROM ${source} WHERE position(lower($1) IN lower(p.name)) > 0
      ORDER BY p.number DESC LIMIT $2`,
    values: [search, limit],
  });
  return rows;
}

/** Reads all that the project stores. Undefined for an id that no project has. */
export async function showProject(pool: Pool, projectId: string): Promise<ShownProject | undefined> {
  const sizes = Object.entries(parts).map(
    ([name, rows]) => `
      '${name}', (SELECT json_build_object('rows', count(*), 'bytes', coalesce(sum(pg_column_size(x.*)), 0)) FROM ${rows})`,
  );
  const { rows } = await pool.query<ShownProject>({
    name: "admin-project",
    text: `
      SELECT ${columns},
        (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.name)), '[]')
         FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.project_id = p.id AND m.role = 'OWNER') AS owners,
        json_build_object(${sizes.join(",")}) AS sizes
      FROM ${source} WHERE p.id = $1`,
    values: [projectId],
  });
  return rows[0];
}

/** In the order in which foreign keys allow it. */
const purges = [
  "DELETE FROM batch_answers WHERE project_id = $1",
  "DELETE FROM deleted_items WHERE project_id = $1",
  ...itemNouns.map(({ table, rows }) => `DELETE FROM ${table} WHERE id IN (SELECT x.id FROM ${rows})`),
  "DELETE FROM webhooks WHERE project_id = $1",
  "DELETE FROM memberships WHERE project_id = $1",
  "DELETE FROM former_members WHERE project_id = $1",
  "DELETE FROM invitations WHERE project_id = $1",
  "DELETE FROM activities WHERE project_id = $1",
  "DELETE FROM project_heads WHERE project_id = $1",
  "DELETE FROM projects WHERE id = $1",
];

/**
 * Removes all that is stored of a deleted project, its log included, for good. Returns false for one that is not
 * deleted. Nobody can add to it meanwhile: a deleted project takes no change.
 */
export function purgeProject(
  pool: Pool,
  operator: Operator,
  { id, name }: Pick<ListedProject, "id" | "name">,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    if (!(await lockDeleted(client, id))) return false;
    for (const text of purges) await client.query(text, [id]);
    await noteAction(client, operator, { action: "project purge", target: id, details: { name } });
    return true;
  });
}

async function lockDeleted(client: PoolClient, projectId: string): Promise<boolean> {
  await client.query("SELECT FROM project_heads WHERE project_id = $1 FOR UPDATE", [projectId]);
  const { rowCount } = await client.query("SELECT FROM projects WHERE id = $1 AND deleted_at IS NOT NULL FOR UPDATE", [
    projectId,
  ]);
  return rowCount === 1;
}
