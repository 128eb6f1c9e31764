import { isSame } from "../is-same.ts";
import type { Board } from "../store/board.ts";
import type { StoredIntent } from "../types.ts";
import { describeChange, isUntouched } from "./describe-change.ts";

/** Intents of one account, by place and id. */
export type Intents = readonly StoredIntent[];

/** Returns the intent of this id, or else the one that carries it. */
export function findIntent(intents: Intents, id: string): StoredIntent | undefined {
  return intents.find((each) => each.id === id) ?? intents.find(({ carries }) => carries?.includes(id));
}

/** Lets an intent be found by the ids of another one, or of its own earlier form. */
export function carry(intent: StoredIntent, { id, carries = [] }: Pick<StoredIntent, "id" | "carries">): StoredIntent {
  const all = new Set([...(intent.carries ?? []), id, ...carries]);
  all.delete(intent.id);
  return { ...intent, carries: [...all] };
}

/** Returns true for an intent that may still change. */
export function isUnsent({ wire, standing }: StoredIntent): boolean {
  return wire === null && standing.kind === "waiting";
}

/** Returns true for an intent that the store does not hold yet. */
export function isPending({ standing }: StoredIntent): boolean {
  return standing.kind === "waiting" || standing.kind === "answered";
}

/** Returns true for a deletion that has taken an unsent new item out. The server need not hear of it. */
export function isVain({ displaced = [] }: StoredIntent): boolean {
  return displaced.some(({ change }) => describeChange(change).action === "create");
}

export function readInput({ change }: StoredIntent, field: string): unknown {
  return (change.input as unknown as Record<string, unknown>)[field];
}

/** Texts that others cannot overwrite unseen. */
export const texts = ["description", "body"];

/**
 * Takes the item's present version as base where the item still has the values that the person saw. Not for a change
 * that follows others: these may have left the values as they were, and stand between.
 */
export function rebase(intent: StoredIntent, board: Board): StoredIntent {
  const described = describeChange(intent.change);
  const item = described.find(board);
  if (described.action !== "edit" || intent.following.length > 0 || !item || !isUntouched(intent, item)) return intent;
  const rebased = { ...intent, base: item.version };
  return isSame(rebased, intent) ? intent : rebased;
}
