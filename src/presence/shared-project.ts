import { decodePeople, type OtherList } from "./exchange-lists.ts";
import type { Present } from "./project-presence.ts";

interface DecodedList {
  readonly text: string;
  readonly people: readonly Present[];
}

export interface SharedProjectOptions {
  /** Milliseconds that somebody waits for a read, at most. */
  readonly patience: number;
  /** A list cannot be read and is taken for empty. */
  readonly onGarbage: () => void;
}

/** Last read state of one project's lists in Redis that belong to other instances. */
export class SharedProject {
  readonly #options: SharedProjectOptions;
  #news: News | null = null;
  #nextRead: NodeJS.Timeout | undefined;
  #wasRead = false;
  #heldUntil = 0;
  #lists: ReadonlyMap<string, DecodedList> = new Map();
  #people: ReadonlyMap<string, readonly Present[]> = new Map();
  #soonestEnd = Number.POSITIVE_INFINITY;

  constructor(options: SharedProjectOptions) {
    this.#options = options;
  }

  /** True if the lists were read since they are `followed`. */
  get isKnown(): boolean {
    return this.#news?.hasCome === true;
  }

  /** Resolves when they are known, or when nobody shall wait any longer. */
  get untilKnown(): Promise<void> | undefined {
    return this.#news?.untilCome;
  }

  /** From now on each change is heard of; what was read before may have been missing some. */
  follow(): void {
    this.#news?.giveUp();
    this.#news = new News(this.#options.patience);
  }

  /**
   * For so many milliseconds a list that is missing is kept: Redis may have lost it, and its instance not renewed it.
   */
  hold(duration: number): void {
    if (this.#wasRead) this.#heldUntil = performance.now() + duration;
  }

  /**
   * Call it when a read begins; returns a function that takes over its outcome. The function
   * returns the people by instance: the same object if they are the same.
   */
  beginRead(): (lists: readonly OtherList[]) => ReadonlyMap<string, readonly Present[]> {
    const news = this.#news;
    return (lists) => {
      news?.come();
      return this.#take(lists);
    };
  }

  /**
   * Has `read` called when one of the lists ends, if that is sooner than `heartbeat`; in place of what was set before.
   */
  readAtNextEnd(heartbeat: number, read: () => void): void {
    clearTimeout(this.#nextRead);
    if (this.#soonestEnd < heartbeat) this.#nextRead = setTimeout(read, this.#soonestEnd + 1).unref();
  }

  close(): void {
    this.#news?.giveUp();
    clearTimeout(this.#nextRead);
  }

  #take(lists: readonly OtherList[]): ReadonlyMap<string, readonly Present[]> {
    this.#wasRead = true;
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

  #decode(text: string, before: DecodedList | undefined): DecodedList {
    if (before?.text === text) return before;
    const people = decodePeople(text);
    if (!people) this.#options.onGarbage();
    return { text, people: people ?? [] };
  }
}

/** A read that begins after this was made, and those who wait for it. */
class News {
  readonly untilCome: Promise<void>;
  hasCome = false;
  readonly #patience: NodeJS.Timeout;
  #proceed: () => void = () => {};

  constructor(patience: number) {
    this.untilCome = new Promise((resolve) => {
      this.#proceed = resolve;
    });
    this.#patience = setTimeout(this.#proceed, patience).unref();
  }

  come(): void {
    this.hasCome = true;
    this.giveUp();
  }

  giveUp(): void {
    clearTimeout(this.#patience);
    this.#proceed();
  }
}
