import { createHash } from "node:crypto";
import type { Pool } from "pg";

/**
 * Identity of the database: a hash of a random row in it, of the cluster's system identifier and of the database's oid.
 * A dump that is restored and a database that is made from a template get another one, a standby that is promoted keeps
 * it. A copy of the whole volume keeps it, too, until `renewIdentity`. It tells nothing of what it is made from.
 */
export async function readIdentity(pool: Pick<Pool, "query">): Promise<string> {
  const { rows } = await pool.query<{ parts: string }>(`
    SELECT concat_ws(
      ' ',
      (SELECT secret FROM deployment_identity),
      (SELECT system_identifier FROM pg_control_system()),
      (SELECT oid FROM pg_database WHERE datname = current_database())
    ) AS parts`);
  return createHash("sha256")
    .update(rows[0]?.parts ?? "")
    .digest("hex")
    .slice(0, identityLength);
}

/** 64 bits. */
const identityLength = 16;

/** Gives the database another identity. Running instances take it over within five seconds. */
export async function renewIdentity(pool: Pick<Pool, "query">): Promise<void> {
  await pool.query(`
    INSERT INTO deployment_identity DEFAULT VALUES
    ON CONFLICT (id) DO UPDATE SET secret = excluded.secret`);
}
