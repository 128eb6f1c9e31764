import type { OpenPerson } from "../../client/core/person/open-person.ts";
import type { InboxView } from "../../client/core/person-wire.ts";
import { createRandom } from "../faults/random.ts";

declare global {
  var person: OpenPerson;
}

/** Notices that a tab is about to mark as read. */
export interface PlannedMark {
  readonly upTo: number;
  readonly isOffline: boolean;
}

/** A person who reads notices in a tab. */
export interface Reader {
  /** Null where nothing is unread, as far as the tab knows, or it is left so. */
  plan(seed: number): PlannedMark | null;
  /** The newest notice. Null where it is read. */
  newest(): PlannedMark | null;
  /** Marks the notices as read. Resolves with true once the mark is on disk; null where the tab was loaded anew. */
  mark(upTo: number): Promise<true | null>;
  /** The tab knows the newest entry of the person's stream, and nothing waits. */
  isSettled(cursor: string, unreadCount: number): boolean;
  /** All notices, older pages included. Null while nothing is known. */
  report(): Promise<InboxView | null>;
}

/** Creates the reader of the page's `person`. */
export const reader: Reader = {
  plan(seed) {
    const unread = listUnread();
    const random = createRandom(seed);
    const isOffline = !navigator.onLine;
    // Some stay unread until the tab is offline.
    if (unread.length === 0 || (!isOffline && random.chance(0.6))) return null;
    return { upTo: random.pick(unread).seq, isOffline };
  },

  newest() {
    const [notice] = listUnread();
    return notice ? { upTo: notice.seq, isOffline: !navigator.onLine } : null;
  },

  async mark(upTo) {
    if (!findInbox()) return null;
    globalThis.person.current?.markRead(upTo);
    const values = await lockstep.account.openValues();
    // Transactions of one store follow each other: this one reads after the mark was written.
    await values?.read("");
    return true;
  },

  isSettled(cursor, unreadCount) {
    const inbox = findInbox();
    return inbox?.cursor === cursor && inbox.view.unreadCount === unreadCount;
  },

  async report() {
    const inbox = findInbox();
    if (!inbox?.view.notices) return null;
    while (inbox.view.hasMore && (await inbox.more()) === null);
    return inbox.view;
  },
};

function listUnread() {
  return findInbox()?.view.notices?.filter(({ isUnread }) => isUnread) ?? [];
}

/** Undefined where the page has loaded nothing yet, or nobody is signed in. */
function findInbox() {
  return globalThis.person?.current?.inbox;
}
