import type { InboxPage, PersonEvent, PersonNotice } from "../core/person-wire.ts";
import { RequestError } from "./request-error.ts";

type NoticesRead = Extract<PersonEvent, { readonly __typename: "NoticesRead" }>;
type Entry = PersonNotice | NoticesRead;

/** Where a subscription can go on; null: its cursor is of another history. */
type Resumption = readonly Entry[] | null;

/** A person's own stream on the fake server, across projects. */
export class FakeInbox {
  readonly #listeners = new Set<(entry: Entry) => void>();
  readonly #entries: Entry[] = [];
  /** Cursors of another inbox are of another history. */
  readonly #token = crypto.randomUUID();
  #readThrough = 0;

  /** Number of the newest entry; 0 before the first one. */
  get seq(): number {
    return this.#entries.length;
  }

  /** Number of notices that were not read. */
  get unreadCount(): number {
    return this.#notices.filter(({ seq }) => seq > this.#readThrough).length;
  }

  /** All notices, newest first. */
  get page(): InboxPage {
    const { unreadCount } = this;
    const pageInfo = { hasNextPage: false, endCursor: null };
    const notices = { nodes: this.#notices.toReversed(), pageInfo };
    return { unreadCount, readThrough: this.#readThrough, cursor: this.cursorAt(this.seq), notices };
  }

  /** Returns the cursor of an entry by its number. */
  cursorAt(seq: number): string {
    return seq === 0 ? "inbox.0" : `inbox.${seq}.${this.#token}`;
  }

  /** Returns the entries after a cursor. */
  resume(cursor: string): Resumption {
    const seq = Number(cursor.split(".")[1]);
    return this.cursorAt(seq) === cursor && seq <= this.seq ? this.#entries.slice(seq) : null;
  }

  /** Adds a notice. */
  add(notice: Omit<PersonNotice, "seq">): void {
    this.#append({ ...notice, seq: this.seq + 1 } as PersonNotice);
  }

  /** Marks the notices up to a number as read. Throws `RequestError` for one beyond the newest. */
  markRead(upTo: number): void {
    if (upTo > this.seq) {
      const message = `upTo is beyond your newest notice, which has the number ${this.seq}.`;
      throw new RequestError("BAD_USER_INPUT", message, [{ path: ["input", "upTo"], message }]);
    }
    if (upTo <= this.#readThrough) return;
    this.#readThrough = upTo;
    this.#append({ __typename: "NoticesRead", seq: this.seq + 1, upTo, unreadCount: this.unreadCount });
  }

  /** Calls with each entry. Returns the function that ends it. */
  subscribe(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get #notices(): PersonNotice[] {
    return this.#entries.filter((entry) => entry.__typename !== "NoticesRead") as PersonNotice[];
  }

  #append(entry: Entry): void {
    this.#entries.push(structuredClone(entry));
    for (const listener of [...this.#listeners]) listener(entry);
  }
}
