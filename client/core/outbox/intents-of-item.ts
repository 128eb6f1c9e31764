import { describeChange } from "./describe-change.ts";
import { createIntentIndex } from "./intent-index.ts";
import type { Intents } from "./intents.ts";

/** Each row of a view asks for the same list. */
const indexOf = createIntentIndex();

/** Returns the intents that make or change an item. */
export function intentsOfItem(intents: Intents, itemId: string): Intents {
  const related = indexOf(intents).items.get(itemId) ?? [];
  return related.filter(({ change }) => describeChange(change).target === itemId);
}
