import type { Pool, PoolClient } from "pg";
import type { WebhookState } from "../database/generated/enums.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { isoTime, onlyRow } from "../database/sql.ts";
import { toTableSql } from "../engine/log/tables.ts";
import { itemNouns } from "../model/events.ts";
import { noteAction, type Operator } from "./admin-actions.ts";
import { countErasure } from "./profile-change.ts";
import { projectTables } from "./project-log.ts";

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

/** Webhook as operators see it: without its address, which may hold secrets. */
export interface ShownWebhook {
  readonly id: string;
  readonly state: WebhookState;
  /** Why it fails or was paused. */
  readonly reason: string | null;
  /** Number of the last change that was delivered. */
  readonly seq: number;
}

/** Contents of a project as operators see them. */
export interface ProjectContents {
  readonly webhooks: readonly ShownWebhook[];
  readonly owners: readonly { readonly id: string; readonly name: string }[];
  /** Rows and bytes by what they hold, as PostgreSQL stores them, without indexes. */
  readonly sizes: Readonly<Record<string, { readonly rows: number; readonly bytes: number }>>;
}

const sql = toTableSql(projectTables);

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

/** Undefined for an id that no project has. */
export async function findProject(pool: Pool, projectId: string): Promise<ListedProject | undefined> {
  const { rows } = await pool.query<ListedProject>({
    name: "admin-project",
    text: `SELECT ${columns} FROM ${source} WHERE p.id = $1`,
    values: [projectId],
  });
  return rows[0];
}

/** Reads all that a project stores, which takes seconds for a million entries. The project must exist. */
export async function readContents(pool: Pool, projectId: string): Promise<ProjectContents> {
  const sizes = Object.entries(parts).map(
    ([name, rows]) => `
      '${name}', (SELECT json_build_object('rows', count(*), 'bytes', coalesce(sum(pg_column_size(x.*)), 0)) FROM ${rows})`,
  );
  const { rows } = await pool.query<ProjectContents>({
    name: "admin-project-stored",
    text: `
      SELECT
        (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.name)), '[]')
         FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.project_id = p.id AND m.role = 'OWNER') AS owners,
        (SELECT coalesce(json_agg(json_build_object('id', w.id, 'state', w.state, 'reason', w.reason, 'seq', w.seq)
           ORDER BY w.created_at, w.id), '[]') FROM webhooks w WHERE w.project_id = p.id) AS webhooks,
        json_build_object(${sizes.join(",")}) AS sizes
      FROM projects p WHERE p.id = $1`,
    values: [projectId],
  });
  return onlyRow(rows);
}

/** Conditions of the rows that belong to a project, by table, in the order in which foreign keys allow to delete. */
const purges: Readonly<Record<string, string>> = {
  batch_answers: "project_id = $1",
  deleted_items: "project_id = $1",
  ...Object.fromEntries(itemNouns.map(({ table, rows }) => [table, `id IN (SELECT x.id FROM ${rows})`])),
  webhooks: "project_id = $1",
  memberships: "project_id = $1",
  former_members: "project_id = $1",
  invitations: "project_id = $1",
  activities: "project_id = $1",
  project_heads: "project_id = $1",
  projects: "id = $1",
};

/**
 * Removes all that is stored of a deleted project, its log included, for good. Notices of it stay in their places
 * without name, titles and texts. Returns the number of removed rows by table; null for a project that is not deleted.
 * Nobody can add to it meanwhile: a deleted project takes no change.
 */
export async function purgeProject(
  pool: Pool,
  operator: Operator,
  { id, name }: Pick<ListedProject, "id" | "name">,
): Promise<Readonly<Record<string, number>> | null> {
  const purged = await inTransaction(pool, async (client) => {
    if (!(await lockDeleted(client, id))) return null;
    await clearNotices(client, id);
    const removed: Record<string, number> = {};
    for (const [table, condition] of Object.entries(purges)) {
      const { rowCount } = await client.query(`DELETE FROM ${table} WHERE ${condition}`, [id]);
      removed[table] = rowCount ?? 0;
    }
    await noteAction(client, operator, { action: "project purge", target: id, details: { name } });
    return removed;
  });
  if (purged) await countErasure(pool);
  return purged;
}

/**
 * Takes the contents out of all notices of the project. They stay, since they have numbers. Nobody but members was told
 * of it. The rows are locked in the order of pruning.
 */
async function clearNotices(client: PoolClient, projectId: string): Promise<void> {
  await client.query(
    `WITH told AS (
       SELECT person_id, seq FROM notices
       WHERE person_id IN (
           SELECT user_id FROM memberships WHERE project_id = $1
           UNION SELECT user_id FROM former_members WHERE project_id = $1)
         AND body #>> '{project,id}' = $1::uuid::text
       ORDER BY person_id, seq FOR UPDATE)
     UPDATE notices n SET body = (
       SELECT json_object_agg(part.key, CASE part.key
         WHEN 'project' THEN json_build_object('id', $1::uuid, 'name', 'Deleted project')
         WHEN 'taskTitle' THEN '"Deleted task"'
         WHEN 'excerpt' THEN '""'
         ELSE part.value END)
       FROM json_each(n.body) part)
     FROM told WHERE n.person_id = told.person_id AND n.seq = told.seq`,
    [projectId],
  );
}

/** Result of the restoration of a deleted project. */
export type ProjectRestoration = "restored" | "not deleted" | "without owner";

/**
 * Takes back the deletion of a project: all is as before it. The entry of the deletion leaves the log. So clients that
 * saw it take a fresh board, as after a restored database, and all others go on. Paused webhooks stay paused.
 */
export function restoreDeletedProject(
  pool: Pool,
  operator: Operator,
  { id, name, deletedAt }: Pick<ListedProject, "id" | "name" | "deletedAt">,
): Promise<ProjectRestoration> {
  return inTransaction(pool, async (client) => {
    if (!(await lockDeleted(client, id))) return "not deleted";
    if (!(await hasOwner(client, id))) return "without owner";
    const deletedBy = await removeDeletion(client, id);
    await client.query("UPDATE projects SET deleted_at = NULL WHERE id = $1", [id]);
    await noteAction(client, operator, {
      action: "project restore",
      target: id,
      details: { name, deletedAt, deletedBy },
    });
    return "restored";
  });
}

async function hasOwner(client: PoolClient, projectId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM memberships m JOIN users u ON u.id = m.user_id AND u.anonymized_at IS NULL
     WHERE m.project_id = $1 AND m.role = 'OWNER' FOR SHARE OF u`,
    [projectId],
  );
  return rowCount !== 0;
}

/** Removes the entry, which is the newest. Returns the person who made it; null where it was pruned. */
async function removeDeletion(client: PoolClient, projectId: string): Promise<string | null> {
  const { rows } = await client.query<{ actorId: string }>(
    `DELETE FROM activities a USING project_heads h
     WHERE a.project_id = $1 AND h.project_id = $1 AND a.seq = h.seq AND a.type = 'ProjectDeleted'
     RETURNING a.actor_id AS "actorId"`,
    [projectId],
  );
  if (!rows[0]) return null;
  await client.query("UPDATE project_heads SET seq = seq - 1 WHERE project_id = $1", [projectId]);
  await client.query(
    `UPDATE webhooks w SET seq = h.seq, token = ${sql.tokenOfHead("h")}, lease = NULL
     FROM project_heads h WHERE h.project_id = $1 AND w.project_id = $1 AND w.seq > h.seq`,
    [projectId],
  );
  return rows[0].actorId;
}

async function lockDeleted(client: PoolClient, projectId: string): Promise<boolean> {
  await client.query("SELECT FROM project_heads WHERE project_id = $1 FOR UPDATE", [projectId]);
  const { rowCount } = await client.query("SELECT FROM projects WHERE id = $1 AND deleted_at IS NOT NULL FOR UPDATE", [
    projectId,
  ]);
  return rowCount === 1;
}
