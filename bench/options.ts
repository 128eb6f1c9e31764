import { parseArgs } from "node:util";

export interface Options {
  /** The one measurement to make; null: all. */
  readonly only: string | null;
  readonly isQuick: boolean;
  /** Whether the servers are profiled in their last round. */
  readonly isProfiling: boolean;
}

/** Throws a sentence when there is no such option or measurement. */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: "string" }, quick: { type: "boolean" }, profile: { type: "boolean" } },
  });
  const { only = null, quick = false, profile = false } = values;
  if (only !== null && !names.includes(only)) {
    throw new Error(`There is no measurement ${only}; there are: ${names.join(", ")}.`);
  }
  return { only, isQuick: quick, isProfiling: profile };
}
