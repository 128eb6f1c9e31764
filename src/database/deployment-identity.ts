import { createHash } from "node:crypto";
import type { Pool } from "pg";
import { repeat } from "../timers/repeat.ts";

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

/** The database's identity as it was last read. */
export interface WatchedIdentity {
  readonly current: string;
  /** Calls the listener each time `current` has changed. Returns its own removal. */
  onChange(listener: () => void): () => void;
  /** Ends the watch, after the read under way. */
  close(): Promise<void>;
}

/**
 * Reads the identity now, and again after each `interval` (milliseconds, default 5,000): `lockstep identity --renew`, a
 * restore and an upgrade of PostgreSQL change it while instances run. A read that fails leaves it as it is. Rejects
 * when the first read does.
 */
export async function watchIdentity(pool: Pick<Pool, "query">, interval = 5_000): Promise<WatchedIdentity> {
  let current = await readIdentity(pool);
  const listeners = new Set<() => void>();

  async function read(signal: AbortSignal): Promise<void> {
    // Every other user of the database reports that it cannot be read.
    const identity = await readIdentity(pool).catch(() => current);
    if (identity === current || signal.aborted) return;
    current = identity;
    for (const listener of listeners) listener();
  }

  const { close } = repeat(read, { interval, delay: interval });
  return {
    get current() {
      return current;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close,
  };
}
