import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../database/in-transaction.ts";
import { onlyRow } from "../database/sql.ts";
import { storageSql } from "../model/storage.ts";
import { noteAction, type Operator } from "./admin-actions.ts";
import type { StorageLimits } from "./storage-limits.ts";

/** Limits of one project; null: that of the configuration, 0: unlimited. */
export interface OwnLimits {
  readonly bytes: number | null;
  readonly tasks: number | null;
}

/** Use of a limit. */
export interface LimitUse {
  readonly used: number;
  /** The limit in force; 0: unlimited. */
  readonly limit: number;
  /** True: it is the project's own. */
  readonly own: boolean;
}

export interface LimitsUse {
  readonly bytes: LimitUse;
  readonly tasks: LimitUse;
}

/** Limits of the configuration. */
export type ProjectLimits = Pick<StorageLimits, "projectBytes" | "projectTasks">;

/** Counts what the project stores, and tells its limits. The project must exist. */
export async function readLimits(
  client: Pool | PoolClient,
  { projectBytes, projectTasks }: ProjectLimits,
  projectId: string,
): Promise<LimitsUse> {
  const { rows } = await client.query<{ used: { bytes: number; tasks: number }; own: OwnLimits }>({
    name: "admin-limits",
    text: `
      SELECT json_build_object('bytes', ${storageSql.bytes}, 'tasks', ${storageSql.tasks}) AS used,
        json_build_object('bytes', p.max_bytes, 'tasks', p.max_tasks) AS own
      FROM projects p WHERE p.id = $1`,
    values: [projectId],
  });
  const { used, own } = onlyRow(rows);
  return {
    bytes: { used: used.bytes, limit: own.bytes ?? projectBytes, own: own.bytes !== null },
    tasks: { used: used.tasks, limit: own.tasks ?? projectTasks, own: own.tasks !== null },
  };
}

/** Gives a project limits of its own. Absent ones stay. They count from the project's next change on. */
export function setLimits(
  pool: Pool,
  operator: Operator,
  { id, name }: { readonly id: string; readonly name: string },
  limits: Partial<OwnLimits>,
): Promise<void> {
  return inTransaction(pool, async (client) => {
    await client.query(
      `UPDATE projects SET max_bytes = CASE WHEN $2 THEN $3 ELSE max_bytes END,
         max_tasks = CASE WHEN $4 THEN $5 ELSE max_tasks END WHERE id = $1`,
      [id, limits.bytes !== undefined, limits.bytes ?? null, limits.tasks !== undefined, limits.tasks ?? null],
    );
    await noteAction(client, operator, { action: "project limits", target: id, details: { name, ...limits } });
  });
}
