import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { type DatabaseSources, watchDatabase } from "./database-metrics.ts";
import { createRedisMetrics } from "./redis-metrics.ts";
import { createRequestMetrics } from "./request-metrics.ts";
import { type StreamSources, watchStreams } from "./stream-metrics.ts";
import { type WebhookSources, watchWebhooks } from "./webhook-metrics.ts";

/** State of an instance that metrics are read from, each time that somebody asks for them. */
export interface MetricSources extends StreamSources, DatabaseSources {
  readonly webhooks: WebhookSources;
  /** Null: there is no Redis. */
  readonly isRedisConnected: (() => boolean) | null;
}

export interface MetricsOptions {
  readonly version: string;
  /** Variables of the limits that may refuse. */
  readonly limits: readonly string[];
}

/** The metrics of one instance, in Prometheus' text format. */
export class Metrics {
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
  readonly #registry = new Registry();
  /** Functions that note what clients ask. */
  readonly requests: ReturnType<typeof createRequestMetrics>;
  readonly #redis: ReturnType<typeof createRedisMetrics>;
  #hasProcessMetrics = false;

  constructor({ version, limits }: MetricsOptions) {
    this.requests = createRequestMetrics(this.#registry, limits);
    this.#redis = createRedisMetrics(this.#registry);
    new Gauge({
      name: "lockstep_build_info",
      help: "1, with the version of Lockstep and of Node.js.",
      labelNames: ["version", "node"] as const,
      registers: [this.#registry],
    }).set({ version, node: process.version }, 1);
  }

  /** Notes a failure of Redis. */
  get onRedisFailure(): ReturnType<typeof createRedisMetrics>["onFailure"] {
    return this.#redis.onFailure;
  }

  /** To be called once. */
  watch(sources: MetricSources): void {
    watchStreams(this.#registry, sources);
    watchWebhooks(this.#registry, sources.webhooks);
    watchDatabase(this.#registry, sources);
    this.#redis.watch(sources.isRedisConnected);
  }

  render(): Promise<string> {
    // They have a timer and an observer, which nothing ends: an instance whose metrics nobody reads has neither.
    if (!this.#hasProcessMetrics) this.#collectProcessMetrics();
    this.#hasProcessMetrics = true;
    return this.#registry.metrics();
  }

  /** Gauges whose names end like those of counters are left out; each is the sum of another metric. */
  #collectProcessMetrics(): void {
    collectDefaultMetrics({ register: this.#registry });
    for (const kind of ["handles", "requests", "resources"]) {
      this.#registry.removeSingleMetric(`nodejs_active_${kind}_total`);
    }
  }
}
