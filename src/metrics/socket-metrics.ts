import { Counter, Gauge, type Registry } from "prom-client";
import type { FanOutStats } from "../engine/fanout/fan-out-stats.ts";
import { registerDistribution } from "./register-distribution.ts";

/** Counters of an instance's WebSockets. */
export interface SocketSource {
  readonly openCount: number;
  /** Number of sockets closed because their clients read too slowly. */
  readonly slowCount: number;
  readonly fanOut: FanOutStats;
}

export function watchSockets(registry: Registry, source: SocketSource): void {
  const { fanOut } = source;
  const registers = [registry];
  new Gauge({
    name: "lockstep_sockets",
    help: "WebSockets that are open.",
    registers,
    collect() {
      this.set(source.openCount);
    },
  });
  new Gauge({
    name: "lockstep_subscriptions",
    help: "Subscriptions that are open.",
    registers,
    collect() {
      this.set(fanOut.subscriptions);
    },
  });
  new Counter({
    name: "lockstep_deliveries_total",
    help: "Messages that were written for subscriptions, one for each event and subscription.",
    registers,
    collect() {
      this.reset();
      this.inc(fanOut.deliveries);
    },
  });
  registerDistribution(registry, {
    name: "lockstep_delivery_lag_seconds",
    help: "From a change's time in the log, right before its commit, to its write on a socket; by delivery, without replays.",
    distribution: fanOut.lag,
  });
  new Counter({
    name: "lockstep_slow_consumers_closed_total",
    help: "WebSockets that were closed with 1013 because their clients read too slowly.",
    registers,
    collect() {
      this.reset();
      this.inc(source.slowCount);
    },
  });
}
