import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { type DatabasePools, watchDatabase } from "./database-metrics.ts";
import { type FeedSource, watchFeeds } from "./feed-metrics.ts";
import { watchRedis } from "./redis-metrics.ts";
import { type SocketSource, watchSockets } from "./socket-metrics.ts";

/** Sources of the metrics, read at each request for them. */
export interface MetricSources {
  readonly sockets: SocketSource;
  readonly feeds: FeedSource;
  readonly pools: DatabasePools;
  /** Null: there is no Redis. */
  readonly isRedisConnected: (() => boolean) | null;
}

export interface MutationOutcome {
  /** The schema's name of the mutation, never the client's. */
  readonly field: string;
  readonly outcome: string;
  readonly seconds: number;
}

/** The metrics of one instance, in Prometheus' text format. */
export class Metrics {
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
  readonly #registry = new Registry();
  readonly #mutations = new Histogram({
    name: "lockstep_mutation_duration_seconds",
    help: "How long mutations took, by their field in the schema and by outcome: ok, conflict, or the error's code.",
    labelNames: ["operation", "outcome"] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.#registry],
  });
  readonly #internalErrors = new Counter({
    name: "lockstep_internal_errors_total",
    help: "Errors of requests that nobody foresaw: masked as INTERNAL_SERVER_ERROR, and logged.",
    registers: [this.#registry],
  });
  #hasProcessMetrics = false;

  readonly onMutation = ({ field, outcome, seconds }: MutationOutcome): void => {
    this.#mutations.observe({ operation: field, outcome }, seconds);
  };

  readonly onInternalError = (): void => this.#internalErrors.inc();

  /** To be called once. */
  watch({ sockets, feeds, pools, isRedisConnected }: MetricSources): void {
    watchSockets(this.#registry, sockets);
    watchFeeds(this.#registry, feeds);
    watchDatabase(this.#registry, pools);
    if (isRedisConnected) watchRedis(this.#registry, isRedisConnected);
  }

  render(): Promise<string> {
    // They have a timer and an observer, which nothing ends: whoever asks for no metrics has neither.
    if (!this.#hasProcessMetrics) collectDefaultMetrics({ register: this.#registry });
    this.#hasProcessMetrics = true;
    return this.#registry.metrics();
  }
}
