import { findAdded } from "../find-added.ts";
import type { StoredIntent } from "../types.ts";
import { describeChange } from "./describe-change.ts";
import { type Intents, isPending } from "./intents.ts";

/** Intents by what they concern, in their order. */
export interface IntentIndex {
  /** Changes of an item, and of those that belong to it, by its id. */
  readonly items: Groups;
  /** Intents that the server has not confirmed, by project. */
  readonly pending: Groups;
  /** Time of the latest change, in milliseconds since 1970; 0: there is none. */
  latest: number;
}

type Groups = Map<string, Intents>;

/** Creates an index that costs what was added at the end, or all where anything else has changed. */
export function createIntentIndex(): (intents: Intents) => IntentIndex {
  let known: Intents | null = null;
  let index: IntentIndex;
  return (intents) => {
    if (intents === known) return index;
    let added = known && findAdded(known, intents);
    if (!added) [added, index] = [intents, { items: new Map(), pending: new Map(), latest: 0 }];
    for (const intent of added) {
      const { target, parent = target } = describeChange(intent.change);
      for (const id of new Set([target, parent])) add(index.items, id, intent);
      if (isPending(intent)) add(index.pending, intent.projectId, intent);
      index.latest = Math.max(index.latest, intent.createdAt);
    }
    known = intents;
    return index;
  };
}

function add(groups: Groups, key: string, intent: StoredIntent): void {
  groups.set(key, [...(groups.get(key) ?? []), intent]);
}
