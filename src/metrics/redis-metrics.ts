import { Gauge, type Registry } from "prom-client";

export function watchRedis(registry: Registry, isConnected: () => boolean): void {
  new Gauge({
    name: "lockstep_redis_connected",
    help: "Whether messages can be sent and heard through Redis right now: 1 or 0.",
    registers: [registry],
    collect() {
      this.set(Number(isConnected()));
    },
  });
}
