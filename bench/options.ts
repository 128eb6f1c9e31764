import { parseArgs } from "node:util";

export interface Options {
  /** Measurements to make; null: all. */
  readonly only: readonly string[] | null;
  /** Parts of the labels of those that take part, in lower case; null: all. */
  readonly contenders: readonly string[] | null;
  /** Number of rounds; null: the default of the measurement. */
  readonly rounds: number | null;
  readonly isQuick: boolean;
  /** Profiles the servers in their last round. */
  readonly isProfiling: boolean;
}

/** Throws a sentence for an unknown option or measurement. */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string" },
      contenders: { type: "string" },
      rounds: { type: "string" },
      quick: { type: "boolean" },
      profile: { type: "boolean" },
    },
  });
  const { contenders, rounds, quick = false, profile = false } = values;
  const only = values.only?.split(",") ?? null;
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`There is no measurement ${unknown}; there are: ${names.join(", ")}.`);
  if (rounds !== undefined && !/^[1-9]\d*$/.test(rounds)) throw new Error("--rounds takes a number, 1 or more.");
  return {
    only,
    contenders: contenders?.toLowerCase().split(",") ?? null,
    rounds: rounds === undefined ? null : Number(rounds),
    isQuick: quick,
    isProfiling: profile,
  };
}
