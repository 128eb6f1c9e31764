import { Counter, type Registry } from "prom-client";
import { registerGauge } from "./register-read.ts";

const uses = ["bus", "presence", "limits"] as const;
const kinds = ["connection", "command"] as const;

/** Uses of Redis that fail apart from one another. */
export type RedisUse = (typeof uses)[number];

/** A connection that was lost or not made, or a command that failed. */
export type RedisFailureKind = (typeof kinds)[number];

/** Metrics of Redis: failures are noted as they happen. */
export function createRedisMetrics(registry: Registry) {
  const failures = new Counter({
    name: "lockstep_redis_failures_total",
    help: "Failures of Redis, by its use (bus, presence, limits) and kind: connection (lost or not made) or command.",
    labelNames: ["use", "kind"] as const,
    registers: [registry],
  });
  return {
    onFailure: (use: RedisUse, kind: RedisFailureKind): void => failures.inc({ use, kind }),

    /** `isConnected` is null where there is no Redis. */
    watch(isConnected: (() => boolean) | null): void {
      if (!isConnected) return;
      // A series that is there from the start shows its first failure as growth.
      for (const use of uses) for (const kind of kinds) failures.inc({ use, kind }, 0);
      registerGauge(registry, {
        name: "lockstep_redis_connected",
        help: "1 while messages can be sent and received through Redis, else 0.",
        read: () => Number(isConnected()),
      });
    },
  };
}
