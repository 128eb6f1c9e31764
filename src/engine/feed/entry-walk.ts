import type { Entry } from "../log/entry.ts";
import type { LogPage } from "../log/log-reader.ts";
import type { Feed } from "./feed.ts";

/** Outcome of a read that `EntryWalk.find` began. `missing`: the log does not have the entry. */
export type WalkOutcome = "found" | "missing" | { readonly error: unknown };

/** Finds a feed's entries one after another: in its ring, else in pages of the log that are shared. */
export class EntryWalk<Event extends object> {
  readonly #feed: Pick<Feed<unknown, Event>, "recent" | "paged" | "page">;
  readonly #onRead: (outcome: WalkOutcome) => void;
  /** Page that the walk is on while it is behind the ring. */
  #pageAfter = 0;
  #reading: Promise<LogPage<Event>> | null = null;
  /** First entry of the page that was read last, until it is taken: the page itself may be too large to be kept. */
  #kept: Entry<Event> | null = null;

  /** `onRead` is called once for each read, unless it was stopped. */
  constructor(feed: Pick<Feed<unknown, Event>, "recent" | "paged" | "page">, onRead: (outcome: WalkOutcome) => void) {
    this.#feed = feed;
    this.#onRead = onRead;
  }

  /** Returns the entry after `seq` if it is at hand. Otherwise it is read. */
  find(seq: number): Entry<Event> | undefined {
    const next = seq + 1;
    const kept = this.#kept?.seq === next ? this.#kept : undefined;
    this.#kept = null;
    const entry = this.#feed.recent(next) ?? kept ?? this.#feed.paged(this.#pageAfter, next);
    if (entry) this.#reading = null;
    else if (!this.#reading) this.#readPage(seq);
    return entry;
  }

  /** Drops the read under way, whose outcome is not told. */
  stop(): void {
    this.#reading = null;
    this.#kept = null;
  }

  #readPage(seq: number): void {
    const reading = this.#feed.page(seq);
    this.#reading = reading;
    reading.then(
      ({ entries: [first] }) => {
        // Another page, or none, may be wanted by now.
        if (this.#reading !== reading) return;
        this.#reading = null;
        if (first?.seq !== seq + 1) return this.#onRead("missing");
        this.#pageAfter = seq;
        this.#kept = first;
        this.#onRead("found");
      },
      (error: unknown) => {
        if (this.#reading === reading) this.#onRead({ error });
      },
    );
  }
}
