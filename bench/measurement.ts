import type { Bench } from "./bench.ts";

export interface Measurement {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  readonly measure: (bench: Bench) => Promise<Findings>;
}

export interface Findings {
  readonly figures: readonly Figure[];
  readonly bars: readonly Bar[];
}

/** What was measured of one contender. */
export interface Figure {
  readonly contender: string;
  /** What the number counts, e.g. "µs per delivery". */
  readonly unit: string;
  /** The median of the rounds; null when it failed. */
  readonly value: number | null;
  readonly rounds: readonly number[];
  /** Why there is no value. */
  readonly failure?: string;
  /** What else there is to say, e.g. the size of a message. */
  readonly note?: string;
}

/** What Lockstep is held to. */
export interface Bar {
  readonly text: string;
  readonly limit: number;
  readonly bound: "most" | "least";
  /** Null when one of the two figures is missing. */
  readonly measured: number | null;
}

export function isMet({ bound, limit, measured }: Bar): boolean | null {
  if (measured === null) return null;
  return bound === "most" ? measured <= limit : measured >= limit;
}

/** A bar on the ratio of two contenders' figures. */
export function ratioBar(
  figures: readonly Figure[],
  unit: string,
  bar: Pick<Bar, "text" | "bound" | "limit"> & { readonly of: string; readonly to: string },
): Bar {
  const { of, to, ...rest } = bar;
  const figureOf = (contender: string) =>
    figures.find((figure) => figure.contender === contender && figure.unit === unit)?.value ?? null;
  const [value, other] = [figureOf(of), figureOf(to)];
  return { ...rest, measured: value !== null && other !== null ? value / other : null };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
