import { findIds } from "../store/board-view.ts";
import type { StoredIntent } from "../types.ts";
import type { Change } from "../wire.ts";
import { type DescribedChange, describeChange, sharedFields } from "./describe-change.ts";
import { type Intents, isUnsent, readInput, rebase, texts } from "./intents.ts";
import type { Submission } from "./submit-change.ts";
import { joinTimes, typingTime } from "./typing-time.ts";

/**
 * Puts an edit into the last unsent intent of the same item. Returns the intents, and the id of that one. Undefined
 * where the edit must stay one of its own. `related`: changes of the item.
 */
export function joinEdit(
  intents: Intents,
  added: StoredIntent,
  related: Intents,
  { confirmed, mergeText }: Submission,
): { intents: Intents; id: string } | undefined {
  const described = describeChange(added.change);
  const known = related.findLast((each) => isJoinable(each, described));
  if (described.action !== "edit" || !known || !isUnsent(known)) return undefined;
  const index = intents.indexOf(known);
  if (!mayMoveBefore(intents, index, added)) return undefined;
  if (described.fields.includes("position")) return replaceMove(intents, known, added);
  const texts = mergeUnseen(known, added, mergeText);
  const together = joinInputs(known.change, added.change);
  if (!texts || !together) return undefined;
  const input = { ...together.input, ...findLater(known, added), ...texts };
  const change = { kind: together.kind, input } as unknown as Change;
  const before = known.before && { ...added.before, ...known.before };
  const joined: StoredIntent = { ...known, change, before, ...joinTimes(known, added) };
  return { intents: intents.with(index, confirmed ? rebase(joined, confirmed) : joined), id: known.id };
}

/** The edit may go into this change: it makes the item, or replaces the same values. */
function isJoinable({ change }: StoredIntent, edit: DescribedChange): boolean {
  const known = describeChange(change);
  return known.target === edit.target && (known.action === "create" || sharedFields(known, edit).length > 0);
}

/** Returns the values that another tab has typed later than this change, and stored first. They count. */
function findLater(known: StoredIntent, { before, createdAt }: StoredIntent): object {
  if (!before) return {};
  const isLater = ([name, value]: [string, unknown]) =>
    name in before && value !== before[name] && typingTime(known, name) > createdAt;
  return Object.fromEntries(Object.entries(known.change.input).filter(isLater));
}

/** Merges a text with one of the same outbox that its author had not seen, as in another tab; null where they clash. */
function mergeUnseen(
  known: StoredIntent,
  added: StoredIntent,
  merge: Submission["mergeText"],
): Readonly<Record<string, string>> | null {
  const merged: Record<string, string> = {};
  for (const field of texts) {
    const [mine, theirs] = [readInput(added, field), readInput(known, field)];
    const seen = added.before?.[field] ?? "";
    if (typeof mine !== "string" || typeof theirs !== "string" || seen === theirs) continue;
    const text = merge(String(seen), mine, theirs);
    if (text === null) return null;
    merged[field] = text;
  }
  return merged;
}

/** The change must not need anything that is made after the place where it would go. */
function mayMoveBefore(intents: Intents, index: number, { change }: StoredIntent): boolean {
  const needed = new Set(findIds(change));
  return !intents.slice(index + 1).some((each) => {
    const { action, target } = describeChange(each.change);
    return action !== "edit" && needed.has(target);
  });
}

/** The last move counts, unless others were placed beside the task since. */
function replaceMove(intents: Intents, known: StoredIntent, added: StoredIntent) {
  const { action, target } = describeChange(known.change);
  if (action !== "edit") return undefined;
  const isNeighbour = ({ change }: StoredIntent) =>
    change.kind === "moveTask" && [change.input.afterTaskId, change.input.beforeTaskId].includes(target);
  if (intents.some((each) => each.place > known.place && isNeighbour(each))) return undefined;
  const { change, place, createdAt } = added;
  // It stays one that was made on what the person saw at the earlier move.
  const moved = { ...known, change, place, createdAt };
  return { intents: [...intents.filter((each) => each !== known), moved], id: known.id };
}

function joinInputs(known: Change, added: Change): Change | undefined {
  if (added.kind !== known.kind && describeChange(known).action !== "create") return undefined;
  return { kind: known.kind, input: describeChange(added).join(known) } as unknown as Change;
}
