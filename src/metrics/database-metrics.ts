import { Gauge, type Registry } from "prom-client";

/** Counters of a pool of `pg`. */
interface DatabasePool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max: number };
}

/** By what they are for. */
export type DatabasePools = Readonly<Record<"changes" | "queries" | "log" | "replays", DatabasePool>>;

export function watchDatabase(registry: Registry, pools: DatabasePools): void {
  const registers = [registry];
  new Gauge({
    name: "lockstep_database_connections",
    help: "Connections to PostgreSQL, by pool and by whether they are busy or idle.",
    labelNames: ["pool", "state"],
    registers,
    collect() {
      for (const [pool, { totalCount, idleCount }] of Object.entries(pools)) {
        this.set({ pool, state: "busy" }, totalCount - idleCount);
        this.set({ pool, state: "idle" }, idleCount);
      }
    },
  });
  new Gauge({
    name: "lockstep_database_connections_limit",
    help: "How many connections a pool may have.",
    labelNames: ["pool"],
    registers,
    collect() {
      for (const [pool, { options }] of Object.entries(pools)) this.set({ pool }, options.max);
    },
  });
  new Gauge({
    name: "lockstep_database_waiting",
    help: "Requests that wait for a connection, because all of the pool are busy.",
    labelNames: ["pool"],
    registers,
    collect() {
      for (const [pool, { waitingCount }] of Object.entries(pools)) this.set({ pool }, waitingCount);
    },
  });
}
