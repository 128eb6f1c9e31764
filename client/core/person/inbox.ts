import { inboxPageHash } from "../../generated/person-hashes.ts";
import { inboxPageText, markNoticesReadText } from "../../generated/person-texts.ts";
import { Listeners } from "../listeners.ts";
import type { InboxPage, InboxStep, InboxView, PersonNotice } from "../person-wire.ts";
import {
  addOlder,
  catchUp,
  findReadThrough,
  isOpened,
  type KnownInbox,
  markRead,
  type OpenedNotices,
  readInbox,
  reduceInbox,
} from "./inbox-state.ts";
import { type PersonContext, readValue, writeValue } from "./person-context.ts";
import { Attempts, ask, type PersonAnswer } from "./person-requests.ts";

/** Notices of the first page, and of each further one. */
const pageSize = 50;

/** Notices that a copy on disk has at most. A longer inbox is loaded anew at the next start. */
const maxStored = 500;

/** Names of the values on disk. A copy of a version that selects other fields is none. */
const copyName = `inbox-${inboxPageHash}`;
const markName = "read-up-to";
const openedName = "opened-notices";

/**
 * The person's notices: the server's state, and on top what was marked as read and is not confirmed. Both are on disk,
 * so that a mark that was made offline is sent after the next start. The server keeps one number up to which notices
 * are read. A single notice beyond it is marked on this device until all older ones are read.
 */
export class PersonInbox {
  readonly #context: PersonContext;
  readonly #listeners = new Listeners();
  readonly #loads: Attempts;
  readonly #marks: Attempts;
  #state: KnownInbox | null = null;
  /** Number up to which the person has read, as far as the server has not confirmed it. */
  #marked: number | null = null;
  /** Single notices that are read on this device. Those up to the server's number have no effect. */
  #opened: OpenedNotices = new Map();
  /** Steps since the load under way began; null: none is under way. */
  #steps: InboxStep[] | null = null;
  #view: InboxView = { notices: null, unreadCount: 0, hasMore: false };

  constructor(context: PersonContext) {
    this.#context = context;
    this.#loads = new Attempts(context.environment, () => this.#load());
    this.#marks = new Attempts(context.environment, () => this.#send());
  }

  get view(): InboxView {
    return this.#view;
  }

  /** Position of the state; null while it is unknown. */
  get cursor(): string | null {
    return this.#state?.cursor ?? null;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Shows the copy on disk, or asks the server where there is none. Resolves once that was tried. */
  async begin(): Promise<void> {
    const opened = (await readValue(this.#context, openedName)) as OpenedNotices | undefined;
    // Another tab may have told of one meanwhile.
    this.#opened = new Map([...(opened ?? []), ...this.#opened]);
    const stored = (await readValue(this.#context, copyName)) as KnownInbox | undefined;
    if (stored) this.#show(stored);
    await this.resumeMark();
    if (!this.#state) await this.reload();
  }

  /** Sends a mark that is on disk, such as that of a tab that was closed before. */
  async resumeMark(): Promise<void> {
    const stored = await readValue(this.#context, markName);
    if (typeof stored !== "number" || stored <= (this.#marked ?? -1)) return;
    this.#marked = stored;
    if (this.#state) this.#show(this.#state);
    void this.#marks.run();
  }

  /** Reads the newest notices anew. Resolves with whether that worked; if not, it is tried again. */
  reload(): Promise<boolean> {
    return this.#loads.run();
  }

  /**
   * Applies an event, from whichever tab it comes. `gap`: it does not follow, so the inbox must be read anew. `known`:
   * the inbox holds it already.
   */
  receive(step: InboxStep): "new" | "known" | "gap" {
    this.#steps?.push(step);
    const before = this.#state;
    const state = before && reduceInbox(before, step);
    if (!before || !state) return "gap";
    if (state !== before) this.#take(state);
    return state.cursor === before.cursor ? "known" : "new";
  }

  /**
   * Marks notices as read up to a number, at once. It is sent as soon as the server can be reached. Returns false where
   * they are read already.
   */
  markRead(upTo: number): boolean {
    if (!this.#state || upTo <= markRead(this.#state, this.#marked).readThrough) return false;
    this.#marked = upTo;
    void writeValue(this.#context, markName, upTo);
    this.#show(this.#state);
    void this.#marks.run();
    return true;
  }

  /** Marks one notice as read, and with it those that were opened before and follow. */
  markOpened({ seq, at }: Pick<PersonNotice, "seq" | "at">): void {
    const through = this.#state?.readThrough ?? 0;
    this.#opened = new Map([...this.#opened, [seq, at] as const].filter(([each]) => each > through));
    if (this.#state) this.#take(this.#state);
    void writeValue(this.#context, openedName, this.#opened);
  }

  /** Shows what another tab has marked. */
  showRead(upTo: number): void {
    if (this.#state) this.#take(markRead(this.#state, upTo));
  }

  /** Loads older notices. Resolves with null, or with the sentence on why it failed. */
  async more(): Promise<string | null> {
    const after = this.#state?.endCursor;
    if (after == null) return null;
    const answer = await this.#ask(after);
    if ("reason" in answer) return answer.reason;
    if (this.#state?.endCursor === after) this.#take(addOlder(this.#state, answer.data.viewer));
    return null;
  }

  /** Tries at once what has failed. */
  wake(): void {
    if (this.#marked !== null) void this.#marks.run();
    if (!this.#state) void this.reload();
  }

  close(): void {
    this.#loads.close();
    this.#marks.close();
    this.#listeners.clear();
  }

  async #load(): Promise<PersonAnswer<unknown>> {
    const steps: InboxStep[] = [];
    this.#steps = steps;
    const answer = await this.#ask(null);
    this.#steps = null;
    if ("data" in answer) this.#take(catchUp(readInbox(answer.data.viewer), steps));
    return answer;
  }

  #ask(after: string | null): Promise<PersonAnswer<{ readonly viewer: InboxPage }>> {
    return ask(this.#context, inboxPageText, { first: pageSize, after });
  }

  /** Another mark may be made while one is on its way. The server takes the highest, in whatever order. */
  async #send(): Promise<PersonAnswer<unknown>> {
    const upTo = this.#marked;
    if (upTo === null) return { data: null };
    const answer = await ask(this.#context, markNoticesReadText, { input: { upTo } });
    // A refusal is final: the notices of a restored server may have other numbers.
    const isOver = "data" in answer || answer.kind === "final";
    if (!isOver || this.#marked !== upTo) return answer;
    this.#marked = null;
    void writeValue(this.#context, markName, undefined);
    if (!this.#state) return answer;
    if ("data" in answer) this.#take(markRead(this.#state, upTo));
    else this.#show(this.#state);
    return answer;
  }

  #take(state: KnownInbox): void {
    this.#show(state);
    void writeValue(this.#context, copyName, state.notices.length <= maxStored ? state : undefined);
    this.markRead(findReadThrough(markRead(state, this.#marked), this.#opened));
  }

  #show(state: KnownInbox): void {
    this.#state = state;
    const { notices, unreadCount, readThrough, endCursor } = markRead(state, this.#marked);
    const isReadAlone = (notice: PersonNotice) => notice.seq > readThrough && isOpened(this.#opened, notice);
    const known = new Map(this.#view.notices?.map((notice) => [notice.seq, notice]));
    this.#view = {
      notices: notices.map((notice) => {
        const isUnread = notice.seq > readThrough && !isReadAlone(notice);
        const old = known.get(notice.seq);
        return old?.isUnread === isUnread && old.at === notice.at ? old : { ...notice, isUnread };
      }),
      unreadCount: Math.max(0, unreadCount - notices.filter(isReadAlone).length),
      hasMore: endCursor !== null,
    };
    this.#listeners.tell();
  }
}
