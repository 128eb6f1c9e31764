import { isSame } from "../is-same.ts";
import type { StoredIntent } from "../types.ts";
import type { Change } from "../wire.ts";
import { findIntent, type Intents, isUnsent } from "./intents.ts";
import type { Outbox } from "./outbox.ts";
import { plannedWith } from "./submit-change.ts";

/**
 * Removes an intent that was never sent. With a new item goes all that this tab has shown for it. Everything that a
 * deletion had taken out returns. The tab that deleted an unsent new item can cancel that for as long as it lives.
 * Resolves with false when it is too late, or another tab has written into the intent meanwhile.
 */
export async function cancelIntent(outbox: Outbox, id: string): Promise<boolean> {
  let back: Intents | undefined;
  let isTold = false;
  const shown = outbox.find(id);
  const planned = new Map(shown && Array.from(plannedWith(shown, outbox.index), (each) => [each.id, each.change]));
  const isAsShown = (each: StoredIntent) => isSame(planned.get(each.id), each.change);
  await outbox.runLater((intents) => {
    // It runs once more where storage took nothing. Nothing goes then that was told to be too late.
    if (isTold && !back) return intents;
    const seen = findIntent(intents, id);
    back = seen && isAsShown(seen) && isUnsent(seen) ? (seen.displaced ?? []) : outbox.undone.get(id);
    // Words of another tab that this one has not shown stay: the server refuses them, with their text.
    const left = intents.filter((each) => !isAsShown(each));
    return back ? bringBack(forgetNew(left, seen), back) : intents;
  });
  isTold = true;
  outbox.undone.delete(id);
  return !!back;
}

/** Takes the id of a new item, which is never made, out of the lists of ids in unsent changes. */
export function forgetNew(intents: Intents, creation: StoredIntent | undefined): Intents {
  const { id } = { ...creation?.change.input } as { id?: string };
  if (!id) return intents;
  const without = (value: unknown) => (Array.isArray(value) ? value.filter((each) => each !== id) : value);
  return intents.flatMap((intent) => {
    const { kind, input: known } = intent.change;
    const input = Object.fromEntries(Object.entries(known).map(([name, value]) => [name, without(value)]));
    if (!isUnsent(intent) || isSame(input, known)) return intent;
    // Perhaps nothing is left but the id of the item that it edits.
    return Object.values(input).flat().length < 2 ? [] : { ...intent, change: { kind, input } as unknown as Change };
  });
}

/** Puts intents that a deletion had taken out in their places again. */
export function bringBack(intents: Intents, displaced: Intents): Intents {
  // Another intent may carry the id by now, as an edit that another tab has made meanwhile.
  const missing = displaced.filter(({ id }) => !intents.some((each) => each.id === id));
  return [...intents, ...missing].sort((one, other) => one.place - other.place);
}
