import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { FanOutStats } from "../engine/fanout/fan-out-stats.ts";
import type { FeedStats } from "../engine/feed/feed-stats.ts";
import type { Distribution } from "../engine/stats/distribution.ts";
import { registerDistribution } from "./register-distribution.ts";

/** State of an instance that metrics are read from, each time that somebody asks for them. */
export interface MetricSources {
  /** Connections that carry subscriptions; counts are by transport. */
  readonly connections: {
    readonly openCount: Values;
    /** Number of connections that were ended because their clients read too slowly. */
    readonly slowCount: Values;
    readonly stats: FanOutStats;
  };
  readonly feeds: { readonly stats: FeedStats; readonly size: number };
  /** Queries that wait for changes. */
  readonly changeWaits: { readonly size: number };
  /** Webhooks that the instance delivers. */
  readonly webhooks: {
    readonly stats: { readonly deliveries: Values; readonly lag: Distribution };
    list(): readonly { readonly isFailing: boolean; readonly lag: number }[];
  };
  readonly pools: Readonly<Record<"changes" | "queries" | "log" | "replays", DatabasePool>>;
  /** Seconds that PostgreSQL's clock is ahead of the instance's; null: it cannot be asked. */
  readonly measureClockSkew: () => Promise<number | null>;
  /** Null: there is no Redis. */
  readonly isRedisConnected: (() => boolean) | null;
}

/** State of a pool of `pg`. */
interface DatabasePool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max: number };
}

export interface MutationOutcome {
  /** The schema's name of the mutation, never the client's. */
  readonly field: string;
  readonly outcome: string;
  readonly seconds: number;
}

/** An answer over HTTP. */
export interface Answer {
  /** Pattern of the route, never the client's address; "none" where there is no route. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Values of a metric, by label; one without labels is a number. */
type Values = Readonly<Record<string, number>>;

/** Ends of the ranges of a histogram of durations, in seconds. */
const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of one instance, in Prometheus' text format. */
export class Metrics {
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
  readonly #registry = new Registry();
  readonly #mutations = new Histogram({
    name: "lockstep_mutation_duration_seconds",
    help: "Duration of mutations, by field of the schema and by outcome: ok, conflict, or the error's code.",
    labelNames: ["operation", "outcome"] as const,
    buckets: durations,
    registers: [this.#registry],
  });
  readonly #internalErrors = new Counter({
    name: "lockstep_internal_errors_total",
    help: "Errors of requests that nobody foresaw: masked as INTERNAL_SERVER_ERROR, and logged.",
    registers: [this.#registry],
  });
  readonly #answers = new Histogram({
    name: "lockstep_request_duration_seconds",
    help: "Duration of requests over HTTP up to the end of their answers, without streams, by route and status.",
    labelNames: ["route", "status"] as const,
    buckets: durations,
    registers: [this.#registry],
  });
  readonly #refusals = new Counter({
    name: "lockstep_refusals_total",
    help: "Requests that a limit of rates refused, by the limit's variable.",
    labelNames: ["limit"] as const,
    registers: [this.#registry],
  });
  readonly #signIns = new Counter({
    name: "lockstep_sign_ins_total",
    help: "Answers to sign-ins by password, by status; 200 succeeded.",
    labelNames: ["status"] as const,
    registers: [this.#registry],
  });
  #hasProcessMetrics = false;

  /** `limits`: variables of the limits that may refuse. */
  constructor({ version, limits }: { readonly version: string; readonly limits: readonly string[] }) {
    // A series that is there from the start shows its first refusal as growth.
    for (const limit of limits) this.#refusals.inc({ limit }, 0);
    for (const status of ["200", "401", "429"]) this.#signIns.inc({ status }, 0);
    new Gauge({
      name: "lockstep_build_info",
      help: "1, with the version of Lockstep and of Node.js.",
      labelNames: ["version", "node"] as const,
      registers: [this.#registry],
    }).set({ version, node: process.version }, 1);
  }

  readonly onAnswer = ({ route, status, seconds }: Answer): void => {
    this.#answers.observe({ route, status: String(status) }, seconds);
  };

  readonly onRefusal = (limit: string): void => this.#refusals.inc({ limit });

  readonly onSignIn = (status: number): void => this.#signIns.inc({ status: String(status) });

  readonly onMutation = ({ field, outcome, seconds }: MutationOutcome): void => {
    this.#mutations.observe({ operation: field, outcome }, seconds);
  };

  readonly onInternalError = (): void => this.#internalErrors.inc();

  /** To be called once. */
  watch(sources: MetricSources): void {
    const { connections, feeds, changeWaits, webhooks, pools, measureClockSkew, isRedisConnected } = sources;
    const { stats: fanOut } = connections;
    this.#gauge(
      "lockstep_sockets",
      "Open WebSockets and streams over HTTP (sse, multipart), by transport.",
      () => connections.openCount,
      "transport",
    );
    const subscriptions = "Subscriptions that are open, by transport.";
    this.#gauge("lockstep_subscriptions", subscriptions, () => fanOut.subscriptions, "transport");
    this.#gauge("lockstep_waiting_queries", "Queries that wait for changes.", () => changeWaits.size);
    this.#counter(
      "lockstep_deliveries_total",
      "Messages that were written for subscriptions, one for each event and subscription, by transport.",
      () => fanOut.deliveries,
      "transport",
    );
    this.#counter(
      "lockstep_compressed_deliveries_total",
      "Messages that were written for subscriptions and compressed.",
      () => fanOut.deflated,
    );
    registerDistribution(this.#registry, {
      name: "lockstep_delivery_lag_seconds",
      help: "From a change's time in the log, right before its commit, to its write on a socket; by delivery, without replays.",
      distribution: fanOut.lag,
    });
    this.#counter(
      "lockstep_slow_consumers_closed_total",
      "Connections that were ended (1013, TOO_SLOW) because their clients read too slowly, by transport.",
      () => connections.slowCount,
      "transport",
    );
    const skew = new Gauge({
      name: "lockstep_clock_skew_seconds",
      help: "How far PostgreSQL's clock is ahead of the instance's, when it was last asked.",
      registers: [this.#registry],
      // The answer is for the next who asks: metrics do not wait for a database.
      collect() {
        void measureClockSkew().then((seconds) => (seconds === null ? skew.reset() : skew.set(seconds)));
      },
    });
    this.#watchFeeds(feeds);
    this.#watchWebhooks(webhooks);
    this.#watchPools(pools);
    if (isRedisConnected) {
      const help = "1 while messages can be sent and received through Redis, else 0.";
      this.#gauge("lockstep_redis_connected", help, () => Number(isRedisConnected()));
    }
  }

  render(): Promise<string> {
    // They have a timer and an observer, which nothing ends: an instance whose metrics nobody reads has neither.
    if (!this.#hasProcessMetrics) collectDefaultMetrics({ register: this.#registry });
    this.#hasProcessMetrics = true;
    return this.#registry.metrics();
  }

  #watchFeeds(feeds: MetricSources["feeds"]): void {
    const { stats } = feeds;
    this.#gauge("lockstep_feeds", "Projects that somebody follows here, or followed a moment ago.", () => feeds.size);
    registerDistribution(this.#registry, {
      name: "lockstep_replay_changes",
      help: "Changes that resumed subscriptions were sent before Ready. The count is the number of replays.",
      distribution: stats.replays,
    });
    this.#counter(
      "lockstep_gaps_filled_total",
      "Reads of changes that no message had brought, noticed by a later message or by a check.",
      () => stats.gaps,
      "noticed_by",
    );
    this.#counter("lockstep_gap_changes_total", "Changes that these reads brought.", () => stats.gapChanges);
    this.#counter(
      "lockstep_resyncs_total",
      "Resync messages by reason: the subscriber has to take a fresh snapshot.",
      () => stats.resyncs,
      "reason",
    );
    this.#gauge(
      "lockstep_reconciler_lag_seconds",
      "Age of the last successful comparison of all feeds with the log.",
      () => (performance.now() - stats.reconciledAt) / 1_000,
    );
  }

  #watchWebhooks({ stats, list }: MetricSources["webhooks"]): void {
    const count = (isFailing: boolean) => list().filter((webhook) => webhook.isFailing === isFailing).length;
    this.#gauge(
      "lockstep_webhooks",
      "Webhooks that this instance delivers, by state: active, or failing while the receiver takes nothing.",
      () => ({ active: count(false), failing: count(true) }),
      "state",
    );
    this.#counter(
      "lockstep_webhook_deliveries_total",
      "Attempts to deliver a change to a webhook, by outcome: ok or failed.",
      () => stats.deliveries,
      "outcome",
    );
    this.#gauge(
      "lockstep_webhook_lag_seconds",
      "Age of the oldest change that a webhook of this instance has still to deliver; 0: none has.",
      () => Math.max(0, ...list().map(({ lag }) => lag)),
    );
    registerDistribution(this.#registry, {
      name: "lockstep_webhook_delivery_lag_seconds",
      help: "From a change's time in the log to the first attempt to deliver it to a webhook.",
      distribution: stats.lag,
    });
  }

  #watchPools(pools: MetricSources["pools"]): void {
    const each = (read: (pool: DatabasePool) => number) =>
      Object.fromEntries(Object.entries(pools).map(([name, pool]) => [name, read(pool)]));
    new Gauge({
      name: "lockstep_database_connections",
      help: "Connections to PostgreSQL, by pool and by whether they are busy or idle.",
      labelNames: ["pool", "state"],
      registers: [this.#registry],
      collect() {
        for (const [pool, { totalCount, idleCount }] of Object.entries(pools)) {
          this.set({ pool, state: "busy" }, totalCount - idleCount);
          this.set({ pool, state: "idle" }, idleCount);
        }
      },
    });
    const read = (name: string, help: string, value: (pool: DatabasePool) => number) =>
      this.#gauge(name, help, () => each(value), "pool");
    read("lockstep_database_connections_limit", "Maximum connections of a pool.", ({ options }) => options.max);
    read(
      "lockstep_database_waiting",
      "Requests that wait for a connection, because all of the pool are busy.",
      ({ waitingCount }) => waitingCount,
    );
  }

  #gauge(name: string, help: string, read: () => number | Values, label?: string): void {
    this.#register(Gauge, name, help, read, label);
  }

  #counter(name: string, help: string, read: () => number | Values, label?: string): void {
    this.#register(Counter, name, help, read, label);
  }

  #register(
    Metric: typeof Gauge | typeof Counter,
    name: string,
    help: string,
    read: () => number | Values,
    label?: string,
  ): void {
    const metric = new Metric({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [this.#registry],
      collect() {
        metric.reset();
        for (const [labels, value] of toSamples(read(), label)) metric.inc(labels, value);
      },
    });
  }
}

function toSamples(values: number | Values, label = ""): (readonly [Record<string, string>, number])[] {
  if (typeof values === "number") return [[{}, values]];
  return Object.entries(values).map(([name, value]) => [{ [label]: name }, value] as const);
}
