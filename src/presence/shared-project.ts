import { decodePeople, type OtherList } from "./exchange-lists.ts";
import type { Present } from "./project-presence.ts";

interface DecodedList {
  readonly text: string;
  readonly people: readonly Present[];
}

export interface SharedProjectOptions {
  /** Milliseconds that somebody waits for the first read, at most. */
  readonly patience: number;
  /** A list cannot be read and is taken for empty. */
  readonly onGarbage: () => void;
}

/** What one project's lists in Redis were last read to be, as far as they are those of other instances. */
export class SharedProject {
  /** Resolves after the first read, or when nobody shall wait any longer. */
  readonly untilRead: Promise<void>;
  readonly #onGarbage: () => void;
  readonly #patience: NodeJS.Timeout;
  #stopWaiting: () => void = () => {};
  #nextRead: NodeJS.Timeout | undefined;
  #isRead = false;
  #heldUntil = 0;
  #lists: ReadonlyMap<string, DecodedList> = new Map();
  #people: ReadonlyMap<string, readonly Present[]> = new Map();
  #soonestEnd = Number.POSITIVE_INFINITY;

  constructor({ patience, onGarbage }: SharedProjectOptions) {
    this.#onGarbage = onGarbage;
    this.untilRead = new Promise((resolve) => {
      this.#stopWaiting = resolve;
    });
    this.#patience = setTimeout(this.#stopWaiting, patience).unref();
  }

  /** Whether the lists were ever read. */
  get isRead(): boolean {
    return this.#isRead;
  }

  /** For so many milliseconds a list that is missing is kept: Redis may have lost it, and its instance not renewed it. */
  hold(duration: number): void {
    if (this.#isRead) this.#heldUntil = performance.now() + duration;
  }

  /** Takes over what was read. Returns the people by instance: the same object if they are the same. */
  take(lists: readonly OtherList[]): ReadonlyMap<string, readonly Present[]> {
    this.#isRead = true;
    this.#endWaiting();
    const hold = this.#heldUntil - performance.now();
    const before = this.#lists;
    const after = new Map(
      lists.map(({ instanceId, text }) => [instanceId, this.#decode(text, before.get(instanceId))]),
    );
    const missing = [...before].filter(([instanceId]) => !after.has(instanceId));
    if (hold > 0) for (const [instanceId, list] of missing) after.set(instanceId, list);
    this.#lists = after;
    const isSame = after.size === before.size && [...after].every(([id, list]) => before.get(id) === list);
    if (!isSame) this.#people = new Map([...after].map(([instanceId, { people }]) => [instanceId, people]));
    const ends = lists.map(({ remaining }) => remaining).filter((remaining) => remaining > 0);
    if (hold > 0 && missing.length > 0) ends.push(hold);
    this.#soonestEnd = Math.min(...ends);
    return this.#people;
  }

  /** Has `read` called when one of the lists ends, if that is sooner than `heartbeat`; in place of what was set before. */
  readAtNextEnd(heartbeat: number, read: () => void): void {
    clearTimeout(this.#nextRead);
    if (this.#soonestEnd < heartbeat) this.#nextRead = setTimeout(read, this.#soonestEnd + 1).unref();
  }

  close(): void {
    this.#endWaiting();
    clearTimeout(this.#nextRead);
  }

  #endWaiting(): void {
    clearTimeout(this.#patience);
    this.#stopWaiting();
  }

  #decode(text: string, before: DecodedList | undefined): DecodedList {
    if (before?.text === text) return before;
    const people = decodePeople(text);
    if (!people) this.#onGarbage();
    return { text, people: people ?? [] };
  }
}
