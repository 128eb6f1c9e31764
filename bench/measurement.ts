import type { Bar } from "./bar.ts";
import type { Bench } from "./bench.ts";
import type { Figure } from "./figure.ts";

export interface Measurement {
  /** Name for `--only`. */
  readonly name: string;
  readonly title: string;
  readonly measure: (bench: Bench) => Promise<Findings>;
}

export interface Findings {
  readonly figures: readonly Figure[];
  readonly bars: readonly Bar[];
}
