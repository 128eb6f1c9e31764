import { Counter, Gauge, type Registry } from "prom-client";

/** Values of a metric, by label; one without labels is a number. */
export type Values = Readonly<Record<string, number>>;

export interface ReadMetric {
  readonly name: string;
  readonly help: string;
  /** Called when somebody asks. */
  readonly read: () => number | Values;
  /** Name of the label whose values are the keys of what `read` returns. */
  readonly label?: string;
}

/** Adds a gauge whose value is read when somebody asks. */
export function registerGauge(registry: Registry, metric: ReadMetric): void {
  register(Gauge, registry, metric);
}

/** Adds a counter whose value is read when somebody asks. */
export function registerCounter(registry: Registry, metric: ReadMetric): void {
  register(Counter, registry, metric);
}

function register(
  Metric: typeof Gauge | typeof Counter,
  registry: Registry,
  { name, help, read, label }: ReadMetric,
): void {
  const metric = new Metric({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    collect() {
      metric.reset();
      for (const [labels, value] of toSamples(read(), label)) metric.inc(labels, value);
    },
  });
}

function toSamples(values: number | Values, label = ""): (readonly [Record<string, string>, number])[] {
  if (typeof values === "number") return [[{}, values]];
  return Object.entries(values).map(([name, value]) => [{ [label]: name }, value] as const);
}
