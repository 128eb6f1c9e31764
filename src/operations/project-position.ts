import type { LogPosition } from "../engine/log/cursor.ts";
import { toTableSql } from "../engine/log/tables.ts";
import { projectTables } from "./project-log.ts";
import type { Reads } from "./reads.ts";

const sql = toTableSql(projectTables);

/** Position of a project's newest change; undefined for no such project. */
export async function findPosition(reads: Reads, projectId: string): Promise<LogPosition | undefined> {
  const { rows } = await reads.query<LogPosition>({
    name: "project-position",
    text: `SELECT h.seq, ${sql.tokenOfHead("h")} AS token FROM project_heads h WHERE h.project_id = $1`,
    values: [projectId],
  });
  return rows[0];
}
