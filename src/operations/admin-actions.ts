import type { Pool, PoolClient } from "pg";
import { v7 as uuidv7 } from "uuid";
import { isoTime } from "../database/sql.ts";

/** The operator who runs a command. */
export interface Operator {
  /** User of the operating system. */
  readonly osUser: string;
  readonly host: string;
}

export interface AdminAction extends Operator {
  /** ISO 8601. */
  readonly at: string;
  /** Words of the command, such as "user disable". */
  readonly action: string;
  /** Id of the person, project or access token. */
  readonly target: string;
  readonly details: object;
}

/** Adds an action to the audit log. To be called in the transaction of the action itself. */
export async function noteAction(
  client: Pool | PoolClient,
  { osUser, host }: Operator,
  { action, target, details = {} }: Pick<AdminAction, "action" | "target"> & Partial<Pick<AdminAction, "details">>,
): Promise<void> {
  await client.query({
    name: "admin-note",
    text: "INSERT INTO admin_actions (id, os_user, host, action, target, details) VALUES ($1, $2, $3, $4, $5, $6)",
    values: [uuidv7(), osUser, host, action, target, JSON.stringify(details)],
  });
}

/** The newest actions, the newest first. */
export async function listActions(pool: Pool, limit: number): Promise<readonly AdminAction[]> {
  const { rows } = await pool.query<AdminAction>({
    name: "admin-list",
    text: `
      SELECT ${isoTime("at")} AS at, os_user AS "osUser", host, action, target, details
      FROM admin_actions ORDER BY admin_actions.at DESC, id DESC LIMIT $1`,
    values: [limit],
  });
  return rows;
}
