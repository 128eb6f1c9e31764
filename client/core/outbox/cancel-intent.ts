import { isSame } from "../is-same.ts";
import type { StoredIntent } from "../types.ts";
import type { Outbox } from "./outbox.ts";
import { findIntent, type Intents, isUnsent } from "./submit-change.ts";

/**
 * Removes an intent that was never sent. Everything that a deletion had taken out returns. The tab that deleted an
 * unsent new item can cancel that for as long as it lives. Resolves with false when it is too late, or another tab has
 * written into the intent meanwhile.
 */
export async function cancelIntent(outbox: Outbox, id: string): Promise<boolean> {
  let back: Intents | undefined;
  const findSeen = asSeen(outbox, id);
  await outbox.runLater((intents) => {
    const seen = findSeen(intents);
    back = seen && isUnsent(seen) ? (seen.displaced ?? []) : outbox.undone.get(id);
    const left = intents.filter((intent) => intent !== seen);
    return back ? bringBack(left, back) : intents;
  });
  outbox.undone.delete(id);
  return !!back;
}

/** Finds the intent while it is as this tab shows it now. */
export function asSeen(outbox: Outbox, id: string): (intents: Intents) => StoredIntent | undefined {
  const seen = outbox.find(id)?.change;
  return (intents) => {
    const found = findIntent(intents, id);
    return isSame(found?.change, seen) ? found : undefined;
  };
}

/** Puts intents that a deletion had taken out in their places again. */
export function bringBack(intents: Intents, displaced: Intents): Intents {
  const missing = displaced.filter(({ id }) => !findIntent(intents, id));
  return [...intents, ...missing].sort((one, other) => one.place - other.place);
}
