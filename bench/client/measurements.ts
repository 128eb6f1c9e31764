import type { Measurement } from "../measurement.ts";
import { bundleSizes } from "./bundle-sizes.ts";
import { diskEvents } from "./disk-events.ts";
import { missedChanges } from "./missed-changes.ts";
import { oneChange } from "./one-change.ts";
import { secondVisit } from "./second-visit.ts";
import { thirtyMoves } from "./thirty-moves.ts";

/** Measurements of the client, in the order of the table. */
export const measurements: readonly Measurement[] = [
  missedChanges,
  oneChange,
  secondVisit,
  diskEvents,
  thirtyMoves,
  bundleSizes,
];
