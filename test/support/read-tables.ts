import { administer } from "./administer.ts";

const tables = ["users", "projects", "project_heads", "memberships", "tasks", "comments", "activities"];

/** Number of rows of each table, and a digest of their contents: equal twice when nothing was written between. */
export async function readTables(databaseUrl: string): Promise<Record<string, unknown>> {
  const columns = tables.map(
    (table) =>
      `(SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM ${table} t) AS ${table}`,
  );
  const [row] = await administer(databaseUrl, `SELECT ${columns.join(", ")}`);
  if (!row) throw new Error("PostgreSQL answered without a row.");
  return row;
}
