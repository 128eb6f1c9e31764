import type { Machine } from "../machine.ts";
import type { Findings, Measurement } from "../measurement.ts";

/** What a run found, as it is kept. */
export interface Results {
  /** When the run began, ISO 8601. */
  readonly at: string;
  /** Trials only show that all works. */
  readonly isQuick: boolean;
  readonly machine: Machine;
  /** How the work was spread over the cores. */
  readonly cores: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly measurements: readonly MeasurementResult[];
}

export interface MeasurementResult extends Pick<Measurement, "name" | "title">, Findings {
  /** Why it could not be measured at all. */
  readonly failure?: string;
}
