import { createHash } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../database/in-transaction.ts";
import { completeAction, noteAction, type Operator } from "./admin-actions.ts";
import {
  type ExportEnd,
  type ExportHeader,
  type ExportPart,
  exportParts,
  exportVersion,
  head,
  person,
} from "./export-parts.ts";

/** Rows that are read and written at a time. */
const batch = 500;

export interface ExportOptions {
  readonly projectId: string;
  /** True: with all changes that the log keeps. */
  readonly history: boolean;
  /** Writes lines. The export waits for it, and ends when it rejects. */
  readonly write: (lines: string) => Promise<void>;
}

/**
 * Writes all that is stored of a project, as one moment saw it: lines of JSON, the same for the same state. Returns
 * their number. Null: no project has the id. The note of the export lacks the number if it did not reach its end.
 */
export async function exportProject(
  pool: Pool,
  operator: Operator,
  { projectId, history, write }: ExportOptions,
): Promise<number | null> {
  const hash = createHash("sha256");
  let lines = 0;
  const writeAll = async (values: readonly object[]) => {
    const text = values.map((value) => `${JSON.stringify(value)}\n`).join("");
    hash.update(text);
    lines += values.length;
    await write(text);
  };
  if (!(await isThere(pool, projectId))) return null;
  const note = await noteAction(pool, operator, { action: "export", target: projectId, details: { history } });
  const exists = await inTransaction(pool, async (client) => {
    await beginReading(client);
    if (!(await isThere(client, projectId))) return false;
    const header: ExportHeader = { kind: "lockstep-export", version: exportVersion, project: projectId, history };
    await writeAll([header]);
    for (const part of exportParts.filter(({ isOfHistory }) => history || !isOfHistory)) {
      for await (const rows of readPart(client, part, projectId, history)) {
        await writeAll(rows.map((row) => ({ kind: part.kind, row })));
      }
    }
    return true;
  });
  if (!exists) return null;
  const end: ExportEnd = { kind: "end", lines, sha256: hash.digest("hex") };
  await write(`${JSON.stringify(end)}\n`);
  await completeAction(pool, note, { history, lines });
  return lines + 1;
}

async function isThere(client: Pool | PoolClient, projectId: string): Promise<boolean> {
  const { rowCount } = await client.query("SELECT FROM project_heads WHERE project_id = $1", [projectId]);
  return rowCount !== 0;
}

/** One snapshot for all statements. Times are written in UTC. A slow disk may keep the transaction waiting. */
async function beginReading(client: PoolClient): Promise<void> {
  await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  await client.query("SET LOCAL TimeZone = 'UTC'");
  await client.query("SET LOCAL idle_in_transaction_session_timeout = 0");
}

async function* readPart(client: PoolClient, part: ExportPart, projectId: string, history: boolean) {
  const { kind, large = [], order, table, columns } = part;
  const select = columns.map((name) => `x.${name}${large.includes(name) ? "::text" : ""} AS ${name}`);
  const sources = part === head && !history ? headWithoutLog : `${table} x WHERE ${rowsOf(part)}`;
  const text = `SELECT ${select.join(", ")} FROM ${sources} ORDER BY ${order}`;
  // Ids alone come here, so that the statement needs no parameters: a cursor of PostgreSQL takes none.
  const cursor = `export_${kind.toLowerCase()}`;
  await client.query(
    `DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT row_to_json(r) AS row FROM (${text.replaceAll("$1", `'${projectId}'::uuid`)}) r`,
  );
  for (;;) {
    const { rows } = await client.query<{ row: object }>(`FETCH ${batch} FROM ${cursor}`);
    if (rows.length === 0) break;
    yield rows.map(({ row }) => row);
  }
  await client.query(`CLOSE ${cursor}`);
}

/** SQL condition of the part's rows as `x`; `$1` is the project. */
function rowsOf(part: ExportPart): string {
  if (part === person) return `x.id IN (${people.join(" UNION ")})`;
  return part.owner ? `x.${part.owner} = $1` : "x.task_id IN (SELECT t.id FROM tasks t WHERE t.project_id = $1)";
}

/** Nobody else is named by rows: who made the project, deleted an item or acted was a member then. */
const people = [
  "SELECT user_id FROM memberships WHERE project_id = $1",
  "SELECT user_id FROM former_members WHERE project_id = $1",
  "SELECT created_by_id FROM tasks WHERE project_id = $1",
  "SELECT assignee_id FROM tasks WHERE project_id = $1 AND assignee_id IS NOT NULL",
  "SELECT c.author_id FROM comments c JOIN tasks t ON t.id = c.task_id WHERE t.project_id = $1",
];

/** Without its log a project stands as if all of it was pruned. Its newest cursor stays valid. */
const headWithoutLog = `(
  SELECT h.project_id, h.seq, h.at, h.seq AS pruned_through, coalesce(
    (SELECT a.token FROM activities a WHERE a.project_id = h.project_id AND a.seq = h.seq),
    CASE WHEN h.pruned_through = h.seq THEN h.pruned_token END) AS pruned_token
  FROM project_heads h WHERE h.project_id = $1) x`;
