import type { Histogram, Registry } from "prom-client";
import type { Distribution } from "../engine/stats/distribution.ts";

export interface DistributionMetric {
  readonly name: string;
  readonly help: string;
  readonly distribution: Distribution;
}

/**
 * Adds a histogram whose numbers stand in a distribution, and are read when somebody asks. One of prom-client would
 * have to be told of each value, which costs as much as delivering it.
 */
export function registerDistribution(registry: Registry, { name, help, distribution }: DistributionMetric): void {
  const aggregator = "sum";
  const get = async () => ({ name, help, type: "histogram", aggregator, values: toSamples(name, distribution) });
  // All that a registry asks of a metric.
  registry.registerMetric({ name, help, type: "histogram", aggregator, get } as unknown as Histogram);
}

function toSamples(name: string, { bounds, counts, sum }: Distribution) {
  let count = 0;
  const buckets = counts.map((own, index) => {
    count += own;
    return { metricName: `${name}_bucket`, labels: { le: bounds[index] ?? "+Inf" }, value: count };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, value: sum },
    { metricName: `${name}_count`, labels: {}, value: count },
  ];
}
