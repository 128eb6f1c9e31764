import { Counter, Gauge, type Registry } from "prom-client";
import type { FeedStats } from "../engine/feed/feed-stats.ts";
import { registerDistribution } from "./register-distribution.ts";

/** Counters of an instance's feeds. */
export interface FeedSource {
  readonly stats: FeedStats;
  /** Those that are open. */
  list(): readonly unknown[];
}

export function watchFeeds(registry: Registry, source: FeedSource): void {
  const { stats } = source;
  const registers = [registry];
  new Gauge({
    name: "lockstep_feeds",
    help: "Projects that somebody follows here, or followed a moment ago.",
    registers,
    collect() {
      this.set(source.list().length);
    },
  });
  registerDistribution(registry, {
    name: "lockstep_replay_changes",
    help: "How many changes subscriptions with `since` were sent before Ready; their count is that of the replays.",
    distribution: stats.replays,
  });
  new Counter({
    name: "lockstep_gaps_filled_total",
    help: "How often changes were read from the log that no message had brought, noticed by a later message or by a check.",
    labelNames: ["noticed_by"],
    registers,
    collect() {
      this.reset();
      for (const [noticedBy, count] of Object.entries(stats.gaps)) this.inc({ noticed_by: noticedBy }, count);
    },
  });
  new Counter({
    name: "lockstep_gap_changes_total",
    help: "How many changes these were.",
    registers,
    collect() {
      this.reset();
      this.inc(stats.gapChanges);
    },
  });
  new Counter({
    name: "lockstep_resyncs_total",
    help: "How often subscribers were told to take a fresh snapshot, by reason.",
    labelNames: ["reason"],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(stats.resyncs)) this.inc({ reason }, count);
    },
  });
  new Gauge({
    name: "lockstep_reconciler_lag_seconds",
    help: "How long ago the last round began that held all feeds against the log and succeeded.",
    registers,
    collect() {
      this.set((performance.now() - stats.reconciledAt) / 1_000);
    },
  });
}
