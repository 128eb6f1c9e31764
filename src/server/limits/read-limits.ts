import type { Pool, QueryResultRow } from "pg";
import type { ReadStatement } from "../../database/read-rows.ts";
import type { Reads } from "../../operations/reads.ts";
import { Turns } from "./turns.ts";

/** Limits that all requests of an instance share. */
export interface ReadLimits {
  readonly pool: Pool;
  /** By user: statements in flight. */
  readonly statements: Turns;
  /** Shared by all users, who take turns: statements that search through texts. */
  readonly searches: Turns;
  /** Shared by all users, who take turns: connections of the pool. */
  readonly connections: Turns;
  /** By user: large answers that are read, or wait for their client to read them. */
  readonly largeAnswers: Turns;
  /** Largest answer to a query, in bytes. */
  readonly answerBytes: number;
  /** Maximum time of the statements of one query together, in milliseconds. */
  readonly databaseTime: number;
  /** By user: bytes of answers that are not large, and wait for their client to read them. */
  readonly waiting: Map<string, number>;
}

/** The key of what all users share. */
export const everybody = "";

/** Time that a statement, or a large answer, waits for its turn, in milliseconds. */
const patience = 5_000;

export function createReadLimits(options: Pick<ReadLimits, "pool" | "answerBytes" | "databaseTime">): ReadLimits {
  const { max } = options.pool.options;
  // Each user has no more of them waiting than may be in flight.
  const shared = { mostWaiting: Number.POSITIVE_INFINITY, patience };
  return {
    ...options,
    waiting: new Map(),
    searches: new Turns({
      ...shared,
      most: Math.max(1, Math.floor(max / 3)),
      refusal: "The server has too many searches under way",
    }),
    connections: new Turns({ ...shared, most: max, refusal: "The server has too many reads under way" }),
    statements: new Turns({
      most: 4,
      mostWaiting: 1_000,
      patience,
      refusal: "This user has too many reads under way",
    }),
    largeAnswers: new Turns({
      most: 2,
      mostWaiting: 100,
      patience,
      refusal: "This user has too many large answers under way",
    }),
  };
}

/** Returns reads for what is read once for many requests: they take turns with those of the users. */
export function sharedReads({ pool, connections }: ReadLimits): Reads {
  return {
    async query<Row extends QueryResultRow>({ name, text, values }: ReadStatement) {
      const release = await connections.take(everybody, { by: everybody, signal: null });
      try {
        return await pool.query<Row>({ name, text, values: [...values] });
      } finally {
        release();
      }
    },
  };
}

/** Returns the pool as metrics show it: statements wait for a turn instead of a connection. */
export function showReadPool({ pool, connections }: ReadLimits) {
  return {
    options: pool.options,
    get totalCount() {
      return pool.totalCount;
    },
    get idleCount() {
      return pool.idleCount;
    },
    get waitingCount() {
      return connections.countWaiting(everybody);
    },
  };
}
