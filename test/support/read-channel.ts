import { Pool } from "pg";
import { readIdentity } from "../../src/database/deployment-identity.ts";

/** The channel on which instances with this database tell each other of the project. */
export async function readChannel(databaseUrl: string, projectId: string): Promise<string> {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  try {
    return `lockstep:${await readIdentity(pool)}:{project:${projectId}}`;
  } finally {
    await pool.end();
  }
}
