import { PrismaPg } from "@prisma/adapter-pg";
import { type ClientBase, Pool, type PoolConfig } from "pg";
import type { Tracer } from "../tracing/tracer.ts";
import { PrismaClient } from "./generated/client.ts";
import { HangingUpClient, type SessionLimits, transactionClient } from "./pg-compat.ts";
import { applySessionSettings, isTransactionPooled } from "./session-settings.ts";
import { onlyRow } from "./sql.ts";
import { traceClient, tracePool } from "./trace-statements.ts";

export interface Database {
  /** For what people change, and for accounts; Prisma shares it. */
  readonly pool: Pool;
  /** For what people ask alone, so that no reader keeps a writer waiting. */
  readonly readPool: Pool;
  readonly prisma: PrismaClient;
  /** For the live side of the log and the reconciler alone, so that writers waiting for a lock never stop it. */
  readonly logPool: Pool;
  /** For the pages of replays alone, so that these never stop the live side. */
  readonly replayPool: Pool;
  /** Tells if PostgreSQL answers within two seconds and can be written to, which a standby cannot. */
  isReachable(): Promise<boolean>;
  /** Seconds that PostgreSQL's clock is ahead of this process'; null if PostgreSQL does not answer in two seconds. */
  measureClockSkew(): Promise<number | null>;
  close(): Promise<void>;
}

export interface DatabaseSettings {
  /** Maximum connections of `pool` and `readPool` together, half each; at least 2. */
  readonly poolSize: number;
  /** Milliseconds for which a change waits for a lock, and for which a statement of `pool` may run; 0: any time. */
  readonly lockTimeout: number;
  readonly statementTimeout: number;
  /** Follows statements. Default: nothing does. */
  readonly tracer?: Tracer | undefined;
}

/**
 * Opens lazily: the first statement connects. `onError` hears of idle connections that broke, which the pools replace.
 */
export function openDatabase(
  url: string,
  onError: (error: Error) => void,
  { poolSize = 20, lockTimeout = 2_000, statementTimeout = 15_000, tracer }: Partial<DatabaseSettings> = {},
): Database {
  const limits = { ...idleLimit, lock_timeout: lockTimeout, statement_timeout: statementTimeout };
  // The limits above are PostgreSQL's to keep, which a stalled or vanished one does not.
  const queryTimeout = statementTimeout > 0 ? { query_timeout: statementTimeout + 2_000 } : {};
  const pool = openPool(limits, { max: Math.ceil(poolSize / 2), ...queryTimeout, pipeline: true });
  const readPool = openPool(limits, { max: Math.floor(poolSize / 2), ...queryTimeout });
  // The log's reads are short, and tried again.
  const readLimits = { ...limits, statement_timeout: 4_000 };
  const logPool = openPool(readLimits, { max: 2, query_timeout: 5_000 });
  const replayPool = openPool(readLimits, { max: 2, query_timeout: 5_000 });
  // A busy server is a reachable one: the question waits behind nothing else.
  const healthPool = openPool(readLimits, { max: 1, query_timeout: 2_000, connectionTimeoutMillis: 2_000 });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    prisma,
    readPool,
    logPool,
    replayPool,
    async isReachable() {
      const answer = await askSoon<{ takesChanges: boolean }>(
        `SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off' AS "takesChanges"`,
      );
      return answer?.takesChanges ?? false;
    },
    async measureClockSkew() {
      const before = Date.now();
      const answer = await askSoon<{ now: number }>(
        `SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS "now"`,
      );
      return answer && (answer.now - (before + Date.now()) / 2) / 1_000;
    },
    async close() {
      await prisma.$disconnect();
      await Promise.all([pool, readPool, logPool, replayPool, healthPool].map((each) => each.end()));
    },
  };

  /** The only row, or null for any failure and after two seconds. */
  function askSoon<Row extends object>(text: string): Promise<Row | null> {
    const tooLate = new Promise<null>((resolve) => setTimeout(resolve, 2_000, null).unref());
    const answer = healthPool.query<Row>(text).then(
      ({ rows }) => onlyRow(rows),
      () => null,
    );
    return Promise.race([answer, tooLate]);
  }

  async function prepare(client: ClientBase, limits: SessionLimits): Promise<void> {
    if (isTransactionPooled(url)) return;
    await applySessionSettings(client);
    // `pg` leaves a limit of 0 to the defaults of the role.
    if (limits.statement_timeout === 0) await client.query("SET statement_timeout = 0");
  }

  function openPool(limits: SessionLimits, config: PoolConfig): Pool {
    const isPooled = isTransactionPooled(url);
    const Plain = isPooled ? transactionClient(limits) : HangingUpClient;
    const limited = { Client: tracer ? traceClient(Plain, tracer) : Plain, ...(!isPooled && limits) };
    const onConnect = (client: ClientBase) => prepare(client, limits);
    // The pool waits for the check before it hands the connection out, whatever the type of `onConnect` says.
    // The pool's own listener is off a connection that is in use, and one can break before its user listens.
    const pool = new Pool({ ...connection, ...limited, ...config, connectionString: url, onConnect })
      .on("error", onError)
      .on("connect", (client) => client.on("error", () => undefined))
      // The waiting caller listens.
      .setMaxListeners(0);
    if (tracer) tracePool(pool, tracer);
    return pool;
  }
}

const connection = {
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} satisfies PoolConfig;

/** With PostgreSQL's defaults one frozen client could hold a project's lock for ever. */
const idleLimit = { idle_in_transaction_session_timeout: 5_000 };
