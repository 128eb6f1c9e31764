import type { Registry } from "prom-client";
import type { FanOutStats } from "../engine/fanout/fan-out-stats.ts";
import type { FeedStats } from "../engine/feed/feed-stats.ts";
import { registerDistribution } from "./register-distribution.ts";
import { registerCounter, registerGauge, type Values } from "./register-read.ts";

/** Live connections and the feeds behind them. */
export interface StreamSources {
  /** Connections that carry subscriptions; counts are by transport. */
  readonly connections: {
    readonly openCount: Values;
    /** Number of connections that were ended because their clients read too slowly. */
    readonly slowCount: Values;
    readonly stats: FanOutStats;
  };
  readonly feeds: { readonly stats: FeedStats; readonly size: number };
  /** Connections that the instance takes at most, of all kinds. */
  readonly connectionLimit: number;
  /** Queries that wait for changes. */
  readonly changeWaits: { readonly size: number };
}

export function watchStreams(
  registry: Registry,
  { connections, connectionLimit, feeds, changeWaits }: StreamSources,
): void {
  const { stats: fanOut } = connections;
  registerGauge(registry, {
    name: "lockstep_sockets",
    help: "Open WebSockets and streams over HTTP (sse, multipart), by transport.",
    read: () => connections.openCount,
    label: "transport",
  });
  registerGauge(registry, {
    name: "lockstep_sockets_limit",
    help: "Connections that the instance takes at most: MAX_CONNECTIONS, or fewer where the limit of open files is lower.",
    read: () => connectionLimit,
  });
  registerGauge(registry, {
    name: "lockstep_subscriptions",
    help: "Subscriptions that are open, by transport.",
    read: () => fanOut.subscriptions,
    label: "transport",
  });
  registerGauge(registry, {
    name: "lockstep_waiting_queries",
    help: "Queries that wait for changes.",
    read: () => changeWaits.size,
  });
  registerCounter(registry, {
    name: "lockstep_deliveries_total",
    help: "Messages that were written for subscriptions, one for each event and subscription, by transport.",
    read: () => fanOut.deliveries,
    label: "transport",
  });
  registerCounter(registry, {
    name: "lockstep_compressed_deliveries_total",
    help: "Messages that were written for subscriptions and compressed.",
    read: () => fanOut.deflated,
  });
  registerDistribution(registry, {
    name: "lockstep_delivery_lag_seconds",
    help: "From a change's time in the log, right before its commit, to its write on a socket; by delivery, without replays.",
    distribution: fanOut.lag,
  });
  registerCounter(registry, {
    name: "lockstep_slow_consumers_closed_total",
    help: "Connections that were ended (1013, TOO_SLOW) because their clients read too slowly, by transport.",
    read: () => connections.slowCount,
    label: "transport",
  });
  watchFeeds(registry, feeds);
}

function watchFeeds(registry: Registry, feeds: StreamSources["feeds"]): void {
  const { stats } = feeds;
  registerGauge(registry, {
    name: "lockstep_feeds",
    help: "Projects that somebody follows here, or followed a moment ago.",
    read: () => feeds.size,
  });
  registerDistribution(registry, {
    name: "lockstep_replay_changes",
    help: "Changes that resumed subscriptions were sent before Ready. The count is the number of replays.",
    distribution: stats.replays,
  });
  registerCounter(registry, {
    name: "lockstep_gaps_filled_total",
    help: "Reads of changes that no message had brought, noticed by a later message or by a check.",
    read: () => stats.gaps,
    label: "noticed_by",
  });
  registerCounter(registry, {
    name: "lockstep_gap_changes_total",
    help: "Changes that these reads brought.",
    read: () => stats.gapChanges,
  });
  registerCounter(registry, {
    name: "lockstep_resyncs_total",
    help: "Resync messages by reason: the subscriber has to take a fresh snapshot.",
    read: () => stats.resyncs,
    label: "reason",
  });
  registerCounter(registry, {
    name: "lockstep_other_histories_total",
    help: "Streams whose log contradicts what this instance knew, or once an hour what cursors of clients say.",
    read: () => stats.otherHistories,
    label: "noticed_by",
  });
  registerGauge(registry, {
    name: "lockstep_reconciler_lag_seconds",
    help: "Age of the last successful comparison of all feeds with the log.",
    read: () => (performance.now() - stats.reconciledAt) / 1_000,
  });
}
