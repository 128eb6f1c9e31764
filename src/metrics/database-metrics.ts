import { Gauge, type Registry } from "prom-client";
import { registerGauge } from "./register-read.ts";

/** PostgreSQL, as the instance sees it. */
export interface DatabaseSources {
  readonly pools: Readonly<Record<"changes" | "queries" | "log" | "replays", DatabasePool>>;
  /** Seconds that PostgreSQL's clock is ahead of the instance's; null: it cannot be asked. */
  readonly measureClockSkew: () => Promise<number | null>;
  /** Resolves with true when PostgreSQL answers in time and takes changes, as `/readyz` asks. */
  readonly checkDatabase: () => Promise<boolean>;
}

/** State of a pool of `pg`. */
interface DatabasePool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max: number };
}

export function watchDatabase(registry: Registry, { pools, measureClockSkew, checkDatabase }: DatabaseSources): void {
  const skew = new Gauge({
    name: "lockstep_clock_skew_seconds",
    help: "How far PostgreSQL's clock is ahead of the instance's, when it was last asked.",
    registers: [registry],
    // The answer is for the next who asks: metrics do not wait for a database.
    collect() {
      void measureClockSkew().then((seconds) => (seconds === null ? skew.reset() : skew.set(seconds)));
    },
  });
  const usable = new Gauge({
    name: "lockstep_database_usable",
    help: "1 if PostgreSQL answered and took changes when it was last asked, as in /readyz, else 0.",
    registers: [registry],
    collect() {
      void checkDatabase().then((isUsable) => usable.set(Number(isUsable)));
    },
  });
  // The instance has started, which needs PostgreSQL.
  usable.set(1);
  new Gauge({
    name: "lockstep_database_connections",
    help: "Connections to PostgreSQL, by pool and by whether they are busy or idle.",
    labelNames: ["pool", "state"],
    registers: [registry],
    collect() {
      for (const [pool, { totalCount, idleCount }] of Object.entries(pools)) {
        this.set({ pool, state: "busy" }, totalCount - idleCount);
        this.set({ pool, state: "idle" }, idleCount);
      }
    },
  });
  const each = (value: (pool: DatabasePool) => number) =>
    Object.fromEntries(Object.entries(pools).map(([name, pool]) => [name, value(pool)]));
  registerGauge(registry, {
    name: "lockstep_database_connections_limit",
    help: "Maximum connections of a pool.",
    read: () => each(({ options }) => options.max),
    label: "pool",
  });
  registerGauge(registry, {
    name: "lockstep_database_waiting",
    help: "Requests that wait for a connection, because all of the pool are busy.",
    read: () => each(({ waitingCount }) => waitingCount),
    label: "pool",
  });
}
