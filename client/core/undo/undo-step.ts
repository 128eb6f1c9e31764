import type { Change, WireItem } from "../wire.ts";
import type { OldPlace } from "./invert-change.ts";

/** A change of a step that was made, and can be taken back. */
export interface UndoEntry {
  /** Id of the intent that carries it. */
  readonly id: string;
  readonly change: Change;
  readonly inverse: Change;
  /** The item as the person saw it. */
  readonly seen: WireItem | undefined;
  /** Where a task that moves back was. */
  readonly neighbours?: OldPlace;
  /** The item as the change left it, and the number of that; undefined: not confirmed yet. */
  left?: { readonly seq: number; readonly item: WireItem | null };
}

/** Changes that are taken back together. */
export interface Step {
  readonly entries: UndoEntry[];
  /** Time of the newest edit, in milliseconds since 1970. */
  at: number;
}

/** A change of a step, as apps show it. */
export interface StepChange {
  /** Id under which the outbox knows the change that was made. */
  readonly id: string;
  /** Its kind and its values. */
  readonly change: Change;
  /** The item as the person saw it last; undefined: it was new then, or not loaded. */
  readonly seen: WireItem | undefined;
}

/** Returns the changes that were made. */
export function listMade(entries: readonly UndoEntry[]): readonly StepChange[] {
  return entries.map(({ id, change, seen }) => ({ id, change, seen }));
}

/** Returns the changes that taking these back makes, in the order in which that happens. */
export function listUndone(entries: readonly UndoEntry[]): readonly StepChange[] {
  return entries.toReversed().map(({ id, inverse, seen }) => ({ id, change: inverse, seen }));
}
