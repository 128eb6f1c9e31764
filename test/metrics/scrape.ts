/** Metrics of an instance: each series by its name and labels, as they are written. */
export type Scrape = ReadonlyMap<string, number>;

/** Reads `/metrics` as Prometheus does. Throws for whatever its text format does not allow. */
export async function scrape(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`, { headers });
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`);
  return parseMetrics(await response.text());
}

/** The sum of all series of a name. */
export function total(scraped: Scrape, name: string): number {
  const own = [...scraped].filter(([series]) => series === name || series.startsWith(`${name}{`));
  if (own.length === 0) throw new Error(`There is no ${name}.`);
  return own.reduce((sum, [, value]) => sum + value, 0);
}

/** The text format, version 0.0.4; beyond its grammar, histograms must add up. */
export function parseMetrics(text: string): Scrape {
  if (!text.endsWith("\n")) throw new Error("The last line must end.");
  const series = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split("\n")) {
    if (line === "" || /^# HELP [a-zA-Z_:][\w:]* .+$/.test(line)) continue;
    const [, declared, type] = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary|untyped)$/.exec(line) ?? [];
    if (declared && type) {
      if (types.has(declared)) throw new Error(`${declared} is declared twice.`);
      types.set(declared, type);
      continue;
    }
    const [, key, name = "", value = ""] = sample.exec(line) ?? [];
    if (!key) throw new Error(`This is no line of metrics: ${line}`);
    if (!types.has(name) && types.get(name.replace(/_(bucket|sum|count)$/, "")) !== "histogram") {
      throw new Error(`${name} has no type.`);
    }
    if (series.has(key)) throw new Error(`${key} is told twice.`);
    series.set(key, value === "+Inf" ? Number.POSITIVE_INFINITY : Number(value));
  }
  for (const [name, type] of types) if (type === "histogram") requireSound(series, name);
  return series;
}

const label = String.raw`[a-zA-Z_]\w*="(?:[^"\\]|\\[\\"n])*"`;
// Prometheus reads NaN in any case, and prom-client writes it so.
const number = String.raw`[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN|Nan`;
const sample = new RegExp(String.raw`^(([a-zA-Z_:][\w:]*)(?:\{${label}(?:,${label})*\})?) (${number})$`);

/** The ranges of a histogram contain one another, and the last is all. */
function requireSound(series: Scrape, name: string): void {
  let before = 0;
  for (const [key, value] of series) {
    const [, end, others = ""] = new RegExp(`^${name}_bucket{le="([^"]*)",?(.*)}$`).exec(key) ?? [];
    if (end === undefined) continue;
    if (value < before) throw new Error(`${key} is less than what it contains.`);
    before = value;
    if (end !== "+Inf") continue;
    if (value !== series.get(`${name}_count${others && `{${others}}`}`)) throw new Error(`${key} is not all.`);
    before = 0;
  }
}
