import type { ExpectedError } from "../../errors/expected-error.ts";
import type { LogPosition } from "./cursor.ts";
import type { PlacedEntry } from "./entry.ts";
import type { EntryKey } from "./pending-entries.ts";
import type { WriteBasis } from "./write-statements.ts";

/** One change of a transaction. */
export interface Part<Guard> {
  readonly actorId: string;
  /** Null: it has none. */
  readonly key: EntryKey | null;
  /** See `ChangePart`. */
  readonly item?: string | undefined;
  /** Null: the stream is not found. Only remembered parts can be answered. */
  readonly guard: Guard | null;
  /** Entries and batches that are remembered of the actor's keys. */
  readonly memory: Pick<WriteBasis, "remembered" | "answers">;
  readonly keyReused: () => ExpectedError;
}

/** Outcome of one part of a transaction. */
export type PartOutcome<Result> = { readonly position: LogPosition } & (
  | {
      /** It appended the entry, in this transaction or in an earlier one. */
      readonly kind: "made";
      readonly result: Result;
      readonly entry: PlacedEntry;
    }
  /** It found nothing to change, or a conflict. */
  | { readonly kind: "returned"; readonly result: Result }
  | { readonly kind: "refused"; readonly error: ExpectedError }
  /** Another part of an atomic batch failed. */
  | { readonly kind: "undone" }
);

/**
 * Upper bound of the parts of a wave. Enough for a round trip to count little; few enough for what they hold to be gone
 * before the garbage collector takes it for lasting.
 */
export const maxWave = 64;

/** Returns the end of the longest run of parts that change different items; without an item a part stands alone. */
export function endOfWave(parts: readonly Part<unknown>[], from: number): number {
  const seen = new Set<string>();
  let end = from;
  for (const { item, key } of parts.slice(from, from + maxWave)) {
    const names = [`item ${item}`, ...(key ? [`key ${key.key}`] : [])];
    if (item === undefined || names.some((name) => seen.has(name))) break;
    for (const name of names) seen.add(name);
    end += 1;
  }
  return Math.max(end, from + 1);
}
