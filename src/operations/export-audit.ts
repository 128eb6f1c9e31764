import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../database/in-transaction.ts";
import { isoTime } from "../database/sql.ts";
import { completeAction, noteAction, type Operator } from "./admin-actions.ts";

/** Rows that are read and written at a time. */
const batch = 500;

export interface AuditOptions {
  /** ISO 8601; included. */
  readonly from: string;
  /** ISO 8601; not included. */
  readonly to: string;
  /** Null: all projects, and what operators did. */
  readonly projectId: string | null;
  /** Writes lines. The export waits for it, and ends when it rejects. */
  readonly write: (lines: string) => Promise<void>;
}

/**
 * Writes who did what in a period, as one moment saw it, in lines of JSON. Changes come first, by project and number.
 * Actions of operators follow by time. Texts that people wrote are not part of it. Returns the number of lines.
 * The note of the export lacks that number if it did not reach its end.
 */
export async function exportAudit(
  pool: Pool,
  operator: Operator,
  { from, to, projectId, write }: AuditOptions,
): Promise<number> {
  const details = { from, to };
  const target = projectId ?? "all projects";
  const note = await noteAction(pool, operator, { action: "audit export", target, details });
  const lines = await inTransaction(pool, async (client) => {
    await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    // A disk may be slow.
    await client.query("SET LOCAL idle_in_transaction_session_timeout = 0");
    // All rows are read, so the first ones need not come fast.
    await client.query("SET LOCAL cursor_tuple_fraction = 1");
    const [begin, end] = [client.escapeLiteral(from), client.escapeLiteral(to)];
    const period = (column: string) => `${column} >= ${begin} AND ${column} < ${end}`;
    const ofProject = projectId === null ? "" : `AND a.project_id = ${client.escapeLiteral(projectId)}`;
    const ofChanges = await writeAll(client, auditedChanges(`${period("a.at")} ${ofProject}`), write);
    return ofChanges + (projectId === null ? await writeAll(client, actions(period("x.at")), write) : 0);
  });
  await completeAction(pool, note, { ...details, lines });
  return lines;
}

/**
 * SQL query of the changes that meet a condition on `activities a`. A person is told as the deployment knows the person
 * now, so that an erasure holds here, too.
 */
export function auditedChanges(condition: string): string {
  return `
    SELECT json_build_object(
      'kind', 'change', 'at', ${isoTime("a.at")}, 'project', a.project_id, 'seq', a.seq, 'type', a.type,
      'actor', json_build_object('id', a.actor_id, 'name', u.name, 'email', u.email),
      'task', a.task_id, 'comment', a.comment_id, 'fields', a.fields,
      'address', a.address, 'userAgent', a.user_agent,
      'accessToken', CASE WHEN a.access_token_id IS NOT NULL
        THEN json_build_object('id', a.access_token_id, 'name', a.access_token_name) END) AS line
    FROM activities a LEFT JOIN users u ON u.id = a.actor_id
    WHERE ${condition} ORDER BY a.project_id, a.seq`;
}

function actions(condition: string): string {
  return `
  SELECT json_build_object('kind', 'operator', 'at', ${isoTime("x.at")}, 'osUser', x.os_user, 'host', x.host,
    'action', x.action, 'target', x.target, 'details', x.details) AS line
  FROM admin_actions x WHERE ${condition} ORDER BY x.at, x.id`;
}

/** A cursor of PostgreSQL takes no parameters. */
async function writeAll(client: PoolClient, text: string, write: AuditOptions["write"]): Promise<number> {
  await client.query(`DECLARE audit NO SCROLL CURSOR FOR ${text}`);
  for (let count = 0; ; ) {
    const { rows } = await client.query<{ line: object }>(`FETCH ${batch} FROM audit`);
    if (rows.length === 0) {
      await client.query("CLOSE audit");
      return count;
    }
    count += rows.length;
    await write(rows.map(({ line }) => `${JSON.stringify(line)}\n`).join(""));
  }
}
