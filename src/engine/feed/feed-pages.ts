import { LRUCache } from "lru-cache";
import type { Entry } from "../log/entry.ts";
import type { LogPage } from "../log/log-reader.ts";
import { sizeOf } from "./ring.ts";

/** Upper bounds of the pages that an instance keeps. A subscriber that comes too late for one reads it again. */
const pageCount = 256;
const pageBytes = 64 * 1024 * 1024;

/** Pages of all feeds of an instance. */
export type PageCache = LRUCache<string, LogPage<object>>;

export function createPageCache(): PageCache {
  return new LRUCache({
    max: pageCount,
    maxSize: pageBytes,
    sizeCalculation: ({ entries }) => entries.reduce((total, entry) => total + sizeOf(entry), 0),
  });
}

/**
 * One feed's pages of the log: read once for all subscribers that ask at about the same time, and kept by none of them.
 */
export class FeedPages<Event extends object> {
  readonly #cache: PageCache;
  readonly #read: (after: number) => Promise<LogPage<Event>>;
  readonly #reading = new Map<string, Promise<LogPage<Event>>>();
  /** Changes with each restart, so that a page of before is never taken for one of after. */
  #generation = takeNumber();

  /** `read` brings the entries that follow a number. */
  constructor(cache: PageCache, read: (after: number) => Promise<LogPage<Event>>) {
    this.#cache = cache;
    this.#read = read;
  }

  /** The entries that follow `after`. Rejects as `read` does. */
  async get(after: number): Promise<LogPage<Event>> {
    const key = this.#keyOf(after);
    const known = this.#find(key);
    if (known) return known;
    const reading = this.#reading.get(key) ?? this.#fetch(key, after);
    this.#reading.set(key, reading);
    return reading;
  }

  /** The entry with this number if a page after `after` that is still kept holds it. */
  find(after: number, seq: number): Entry<Event> | undefined {
    const entry = this.#find(this.#keyOf(after))?.entries[seq - after - 1];
    return entry?.seq === seq ? entry : undefined;
  }

  /** The log holds another history, or was rewritten: drops all pages, also those that are being read. */
  restart(): void {
    const begin = this.#keyOf("");
    for (const key of [...this.#cache.keys()]) if (key.startsWith(begin)) this.#cache.delete(key);
    this.#generation = takeNumber();
  }

  /** Keys of different feeds differ, so that each feed finds only pages that it wrote. */
  #find(key: string): LogPage<Event> | undefined {
    return this.#cache.get(key) as LogPage<Event> | undefined;
  }

  async #fetch(key: string, after: number): Promise<LogPage<Event>> {
    try {
      const page = await this.#read(after);
      // An empty page holds nothing that a later reader could want.
      if (key === this.#keyOf(after) && page.entries.length > 0) this.#cache.set(key, page);
      return page;
    } finally {
      this.#reading.delete(key);
    }
  }

  #keyOf(after: number | ""): string {
    return `${this.#generation} ${after}`;
  }
}

let count = 0;

function takeNumber(): number {
  count += 1;
  return count;
}
