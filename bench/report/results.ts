import type { Machine } from "../machine.ts";
import type { Findings, Measurement } from "../measurement.ts";

/** Result of a run, as it is stored. */
export interface Results {
  /** When the run began, ISO 8601. */
  readonly at: string;
  /** Trials only show that all works. */
  readonly isQuick: boolean;
  readonly machine: Machine;
  /** Assignment of the work to cores. */
  readonly cores: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly measurements: readonly MeasurementResult[];
}

export interface MeasurementResult extends Pick<Measurement, "name" | "title">, Findings {
  /** Why it could not be measured at all. */
  readonly failure?: string;
}
