import type { Measurement } from "../measurement.ts";
import { boardWork } from "./board-work.ts";
import { coldVisit } from "./cold-visit.ts";

/** Measurements of the board, in the order of the table. */
export const measurements: readonly Measurement[] = [boardWork, coldVisit];
