import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { hasSqlState, isDeadlock } from "./find-outage.ts";

/** Patience of a migration with locks that others hold. */
export interface LockPatience {
  /**
   * Milliseconds that a statement waits for a lock before the script is taken back. Later transactions queue behind a
   * waiting migration, so this also bounds the delay of writers. It is less than the least `lock_timeout` of an
   * instance, 1 s.
   */
  readonly lockTimeout: number;
  /**
   * Milliseconds since its first failure after which the script is not tried again; anew if a try got on for longer.
   */
  readonly total: number;
  /** Hears, once for each, who holds up the script. */
  readonly onWait: (message: string) => void;
}

export const standardPatience: LockPatience = { lockTimeout: 500, total: 120_000, onWait: () => undefined };

/** Milliseconds between two tries, doubled up to the second. Writers that queued behind a try go on meanwhile. */
const [firstPause, longestPause] = [1_000, 10_000];

/**
 * Runs a script in one transaction, with `finish` as its last statement. Repeats it while others hold its locks or
 * PostgreSQL ends it to resolve a deadlock. Throws when that lasts too long.
 *
 * Where a line of the script begins with `-- Commits by itself.`, all up to the next such line is one statement that
 * commits by itself. Examples are a fill batch by batch and CREATE INDEX CONCURRENTLY. PostgreSQL lets it do so only if
 * nothing else is sent with it. It sets its own limit to waits for locks. Such a script is tried again from its
 * beginning, so it must be able to find its own work done. `finish` then follows in a transaction of its own.
 */
export async function runPatiently(
  pool: Pick<Pool, "query">,
  script: string,
  finish: string,
  { lockTimeout, total, onWait }: LockPatience,
): Promise<void> {
  // Names the script in `pg_stat_activity`; behind a pooler its connection is not known otherwise.
  const mark = `/* lockstep-${randomUUID()} */`;
  const limits = `SET LOCAL lock_timeout = ${lockTimeout}; SET LOCAL statement_timeout = 0`;
  const parts = script.split(/^(?=-- Commits by itself\.)/m);
  if (parts.at(-1)?.startsWith(commitsByItself)) parts.push(finish);
  else parts.push(`${parts.pop()};\n${finish}`);
  const statements = parts.map((part) => (part.startsWith(commitsByItself) ? part : `${limits}; ${part}`));
  let deadline = 0;
  const told = new Set<string>();
  let holder = "an unknown client";

  async function look(): Promise<void> {
    const { rows } = await pool.query<Holder>(holdersStatement, [mark]);
    for (const row of rows) {
      holder = describe(row);
      if (!told.has(`${row.pid}`)) onWait(`A migration waits for ${holder}; it is tried again until that ends.`);
      told.add(`${row.pid}`);
    }
  }

  for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
    // Without a holder's name the migration goes on all the same.
    const looking = setInterval(() => look().catch(() => undefined), lockTimeout / 2);
    const begunAt = performance.now();
    try {
      for (const statement of statements) await pool.query(`${mark} ${statement}`);
      return;
    } catch (error) {
      if (!hasSqlState(error, lockNotAvailable) && !isDeadlock(error)) throw error;
      if (deadline === 0 || performance.now() - begunAt > total) deadline = performance.now() + total;
      if (performance.now() + pause > deadline) {
        throw new Error(
          `it waited ${Math.round(total / 1_000)} s for ${holder}: end that transaction, then try again`,
          { cause: error },
        );
      }
    } finally {
      clearInterval(looking);
    }
    await sleep(pause);
  }
}

const commitsByItself = "-- Commits by itself.";

const lockNotAvailable = "55P03";

interface Holder {
  readonly pid: number;
  readonly user: string | null;
  readonly application: string | null;
  readonly state: string | null;
  readonly seconds: number | null;
  readonly query: string | null;
}

const holdersStatement = `
  SELECT DISTINCT holder.pid, holder.usename AS user, holder.application_name AS application, holder.state,
    extract(epoch FROM now() - holder.xact_start)::int AS seconds, holder.query
  FROM pg_stat_activity waiting, unnest(pg_blocking_pids(waiting.pid)) AS blocking(pid)
    JOIN pg_stat_activity holder ON holder.pid = blocking.pid
  WHERE waiting.datname = current_database() AND waiting.wait_event_type = 'Lock' AND starts_with(waiting.query, $1)`;

/** In a few words. Quotes the statement only up to its first literal: later parts may hold secrets. */
function describe({ pid, user, application, state, seconds, query }: Holder): string {
  const [beginning = ""] = (query ?? "").split(/['$]/, 1);
  const shown = beginning.replace(/\s+/g, " ").trim().slice(0, 100);
  const program = application ? `, ${application}` : "";
  return `process ${pid} of PostgreSQL (${user ?? "unknown user"}${program}, ${state ?? "unknown state"}, in its transaction for ${seconds ?? 0} s: ${shown || "no statement"})`;
}
