import { administer } from "./administer.ts";

/** Names of the tables that hold a text anywhere, in order. */
export async function findTables(databaseUrl: string, text: string): Promise<string[]> {
  const tables = await administer(
    databaseUrl,
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await administer(
      databaseUrl,
      `SELECT FROM "${String(name)}" t WHERE position('${text}' IN row_to_json(t)::text) > 0 LIMIT 1`,
    );
    if (rows.length > 0) found.push(String(name));
  }
  return found.sort();
}
