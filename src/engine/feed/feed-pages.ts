import { LRUCache } from "lru-cache";
import type { LogEntry } from "../log/activity-log.ts";

/** How many pages are kept for those who read them: some 64 MiB. Who comes too late for one reads it again. */
const pageCount = 256;

/** The pages of all feeds of an instance. */
export type PageCache = LRUCache<string, readonly LogEntry[]>;

export function createPageCache(): PageCache {
  return new LRUCache({ max: pageCount });
}

/** One feed's pages of the log: read once for all who ask at about the same time, and kept by no subscriber. */
export class FeedPages {
  readonly #cache: PageCache;
  readonly #read: (after: number) => Promise<readonly LogEntry[]>;
  readonly #reading = new Map<string, Promise<readonly LogEntry[]>>();
  #history = takeNumber();

  /** `read` brings the entries that follow a number. */
  constructor(cache: PageCache, read: (after: number) => Promise<readonly LogEntry[]>) {
    this.#cache = cache;
    this.#read = read;
  }

  /** The entries that follow `after`. Rejects as `read` does. */
  async get(after: number): Promise<readonly LogEntry[]> {
    const key = this.#keyOf(after);
    const known = this.#cache.get(key);
    if (known) return known;
    const reading = this.#reading.get(key) ?? this.#fetch(key, after);
    this.#reading.set(key, reading);
    return reading;
  }

  /** The entry if it is in a page after `after` that is still kept. */
  find(after: number, seq: number): LogEntry | undefined {
    const entry = this.#cache.get(this.#keyOf(after))?.[seq - after - 1];
    return entry?.seq === seq ? entry : undefined;
  }

  /** The log is another, or was rewritten: what was read before is dropped, and never taken for what is asked for now. */
  restart(): void {
    const begin = this.#keyOf("");
    for (const key of [...this.#cache.keys()]) if (key.startsWith(begin)) this.#cache.delete(key);
    this.#history = takeNumber();
  }

  async #fetch(key: string, after: number): Promise<readonly LogEntry[]> {
    try {
      const page = await this.#read(after);
      if (key === this.#keyOf(after)) this.#cache.set(key, page);
      return page;
    } finally {
      this.#reading.delete(key);
    }
  }

  #keyOf(after: number | ""): string {
    return `${this.#history} ${after}`;
  }
}

let count = 0;

function takeNumber(): number {
  count += 1;
  return count;
}
