import { Client } from "pg";
import { administer } from "./administer.ts";
import { patience } from "./patience.ts";

/** A lock in the hands of a client that does nothing with it, and a look at who waits behind it. */
export interface HeldLock {
  /** The backends that wait for a lock, once there are so many of them. */
  waiting(count: number): Promise<readonly number[]>;
  /**
   * Sends each request once all before it wait, releases, and gives their answers: they get the lock in this order.
   * Releases when it fails, too.
   */
  lineUp<T extends readonly unknown[]>(...requests: { [K in keyof T]: () => Promise<T[K]> }): Promise<T>;
  /** Safe to repeat. */
  release(): Promise<void>;
}

/** The lock that every change of the project takes first. */
export function holdProject(databaseUrl: string, projectId: string): Promise<HeldLock> {
  return hold(databaseUrl, "SELECT FROM project_heads WHERE project_id = $1 FOR NO KEY UPDATE", [projectId]);
}

/** Stops every change where it writes into the log, its last statement before the commit. */
export function holdLog(databaseUrl: string): Promise<HeldLock> {
  return hold(databaseUrl, "LOCK TABLE activities IN SHARE MODE", []);
}

/** Stops every read of the log: subscriptions wait for their first one. */
export function holdReads(databaseUrl: string): Promise<HeldLock> {
  return hold(databaseUrl, "LOCK TABLE project_heads IN ACCESS EXCLUSIVE MODE", []);
}

async function hold(databaseUrl: string, statement: string, values: string[]): Promise<HeldLock> {
  const client = new Client(databaseUrl);
  await client.connect();
  await client.query("BEGIN");
  const { command, rowCount } = await client.query(statement, values);
  if (command === "SELECT" && rowCount !== 1) throw new Error("There is nothing to lock.");

  const lock: HeldLock = {
    async waiting(count) {
      const deadline = Date.now() + patience;
      for (;;) {
        const rows = await administer(databaseUrl, waitingStatement);
        if (rows.length >= count) return rows.map(({ pid }) => Number(pid));
        if (Date.now() > deadline) throw new Error(`${rows.length} instead of ${count} wait for a lock.`);
      }
    },
    async lineUp<T extends readonly unknown[]>(...requests: { [K in keyof T]: () => Promise<T[K]> }) {
      try {
        const answers: Promise<unknown>[] = [];
        for (const request of requests) {
          answers.push(request());
          await lock.waiting(answers.length);
        }
        await lock.release();
        return (await Promise.all(answers)) as unknown as T;
      } finally {
        await lock.release();
      }
    },
    release: () => client.end(),
  };
  return lock;
}

const waitingStatement =
  "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
