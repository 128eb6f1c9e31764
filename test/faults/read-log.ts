import { Client } from "pg";
import type { LogRow } from "./history.ts";

/** The whole log, ascending within each project. */
export async function readLog(databaseUrl: string): Promise<LogRow[]> {
  return query<LogRow>(
    databaseUrl,
    `SELECT project_id AS "projectId", seq, type, actor_id AS "actorId", client_mutation_id AS "clientMutationId",
       to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, snapshot
     FROM activities ORDER BY project_id, seq`,
  );
}

/** Head of each project, by its id. */
export async function readHeads(databaseUrl: string): Promise<Map<string, number>> {
  const rows = await query<{ id: string; seq: number }>(databaseUrl, "SELECT project_id AS id, seq FROM project_heads");
  return new Map(rows.map(({ id, seq }) => [id, seq]));
}

/** On a connection of its own. */
async function query<TRow>(databaseUrl: string, text: string): Promise<TRow[]> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    return (await client.query(text)).rows as TRow[];
  } finally {
    await client.end();
  }
}
