import type { Client } from "pg";
import { administer } from "./administer.ts";

const tables = ["users", "projects", "project_heads", "memberships", "tasks", "comments", "activities"];

/**
 * Number of rows of each table, and a digest of their contents: equal twice when nothing was written between. Those who
 * ask often give a connection in the place of the address: a new one costs more than the question.
 */
export async function readTables(database: string | Client): Promise<Record<string, unknown>> {
  const columns = tables.map(
    (table) =>
      `(SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM ${table} t) AS ${table}`,
  );
  const statement = `SELECT ${columns.join(", ")}`;
  const [row] =
    typeof database === "string" ? await administer(database, statement) : (await database.query(statement)).rows;
  if (!row) throw new Error("PostgreSQL answered without a row.");
  return row;
}
