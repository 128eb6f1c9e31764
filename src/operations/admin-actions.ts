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

/**
 * Adds an action to the audit log, and returns the id of its entry. To be called in the transaction of the action
 * itself; an action that gives data away is noted before it begins.
 */
export async function noteAction(
  client: Pool | PoolClient,
  { osUser, host }: Operator,
  { action, target, details = {} }: Pick<AdminAction, "action" | "target"> & Partial<Pick<AdminAction, "details">>,
): Promise<string> {
  const id = uuidv7();
  await client.query({
    name: "admin-note",
    text: "INSERT INTO admin_actions (id, os_user, host, action, target, details) VALUES ($1, $2, $3, $4, $5, $6)",
    values: [id, osUser, host, action, target, JSON.stringify(details)],
  });
  return id;
}

/** Completes the details of an action that was noted before it began. */
export async function completeAction(client: Pool | PoolClient, id: string, details: object): Promise<void> {
  await client.query({
    name: "admin-complete",
    text: "UPDATE admin_actions SET details = $2 WHERE id = $1",
    values: [id, JSON.stringify(details)],
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
