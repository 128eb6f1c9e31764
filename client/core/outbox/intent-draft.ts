import type { StoredIntent } from "../types.ts";
import { describeChange } from "./describe-change.ts";
import type { Intents } from "./intents.ts";

/** Intents of which many change together. Each is found by what it has to do with, whatever else waits. */
export class IntentDraft {
  readonly #intents: Intents;
  readonly #byId: Map<string, StoredIntent>;
  readonly #followers = new Map<string, string[]>();
  readonly #aboutItem = new Map<string, string[]>();
  readonly #creations = new Map<string, string>();
  #isChanged = false;

  constructor(intents: Intents) {
    this.#intents = intents;
    this.#byId = new Map(intents.map((each) => [each.id, each]));
    for (const { id, change, following } of intents) {
      const { action, target, parent = target } = describeChange(change);
      for (const known of following) add(this.#followers, known, id);
      for (const item of new Set([target, parent])) add(this.#aboutItem, item, id);
      if (action === "create") this.#creations.set(target, id);
    }
  }

  /** The intents in their order; the same list while nothing has changed. */
  get intents(): Intents {
    return this.#isChanged ? [...this.#byId.values()] : this.#intents;
  }

  get(id: string): StoredIntent | undefined {
    return this.#byId.get(id);
  }

  /** Returns the intents that build on this one, in their order. */
  followersOf(id: string): Intents {
    return this.#find(this.#followers.get(id)).filter(({ following }) => following.includes(id));
  }

  /** Returns the changes of an item, and of those that belong to it, in their order. */
  about(itemId: string): Intents {
    return this.#find(this.#aboutItem.get(itemId));
  }

  creationOf(itemId: string): StoredIntent | undefined {
    return this.#byId.get(this.#creations.get(itemId) ?? "");
  }

  /** Puts an intent in the place of the one of its id. It is about the same item, and follows nothing more. */
  replace(intent: StoredIntent): void {
    this.#isChanged ||= intent !== this.#byId.get(intent.id);
    this.#byId.set(intent.id, intent);
  }

  remove({ id }: StoredIntent): void {
    this.#isChanged = this.#byId.delete(id) || this.#isChanged;
  }

  #find(ids: readonly string[] = []): Intents {
    return ids.flatMap((id) => this.#byId.get(id) ?? []);
  }
}

function add(groups: Map<string, string[]>, key: string, id: string): void {
  const group = groups.get(key);
  if (group) group.push(id);
  else groups.set(key, [id]);
}
