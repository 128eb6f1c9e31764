import type { Pool } from "pg";
import { readIdentity } from "./deployment-identity.ts";

/** The database's identity as it was last read. */
export interface WatchedIdentity {
  readonly current: string;
  /** Calls the listener each time `current` has changed. Returns its own removal. */
  onChange(listener: () => void): () => void;
  /** Ends the watch, after the read under way. */
  close(): Promise<void>;
}

/** Milliseconds between two reads. */
const defaultInterval = 5_000;

/**
 * Reads the identity now, and again every five seconds: `lockstep identity --renew`, a restore and an upgrade of
 * PostgreSQL change it while instances run. A read that fails leaves it as it is. Rejects when the first read does.
 */
export async function watchIdentity(
  pool: Pick<Pool, "query">,
  interval: number = defaultInterval,
): Promise<WatchedIdentity> {
  let current = await readIdentity(pool);
  const listeners = new Set<() => void>();
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let reading = Promise.resolve();

  async function read(): Promise<void> {
    // Users of the database report that it cannot be read.
    const identity = await readIdentity(pool).catch(() => current);
    if (identity === current || isClosed) return;
    current = identity;
    for (const listener of listeners) listener();
  }

  function schedule(): void {
    if (isClosed) return;
    timer = setTimeout(() => {
      reading = read().then(schedule);
    }, interval).unref();
  }

  schedule();
  return {
    get current() {
      return current;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await reading;
    },
  };
}
