import type { KnownInbox } from "../../../../client/core/person/inbox-state.ts";
import type { InboxPage, InboxStep, PersonNotice, PlacedEvent } from "../../../../client/core/person-wire.ts";

/** Time of each notice. */
export const noticeTime = "2026-11-30T12:00:00.000Z";

/** A person's stream as the server has it, for as many notices as a page holds. */
export class PersonLog {
  readonly events: PlacedEvent[] = [];
  readThrough = 0;

  notice(): void {
    const project = { id: "project", name: "Project" };
    const actor = { id: "grace", name: "Grace", email: null };
    const task = { taskId: "task", taskTitle: "Task" };
    const own = { seq: this.events.length + 1, at: noticeTime, actor, project };
    this.events.push({ __typename: "TaskAssigned", ...own, ...task });
  }

  read(upTo: number): void {
    this.readThrough = upTo;
    const unreadCount = this.notices().filter(({ seq }) => seq > upTo).length;
    this.events.push({ __typename: "NoticesRead", seq: this.events.length + 1, upTo, unreadCount });
  }

  notices(through = this.events.length): PersonNotice[] {
    return this.events.slice(0, through).filter(({ __typename }) => __typename !== "NoticesRead") as PersonNotice[];
  }

  /** Answer whose notices were read after its position. */
  page(behind: number): InboxPage {
    const seq = Math.max(0, this.events.length - behind);
    const marks = this.events
      .slice(0, seq)
      .flatMap((event) => (event.__typename === "NoticesRead" ? [event.upTo] : []));
    const readThrough = Math.max(0, ...marks);
    return {
      ...{ cursor: `c${seq}`, readThrough },
      unreadCount: this.notices(seq).filter((notice) => notice.seq > readThrough).length,
      notices: { nodes: this.notices().toReversed(), pageInfo: { hasNextPage: false, endCursor: null } },
    };
  }

  steps(from: number): InboxStep[] {
    return this.events.slice(from).map((event) => ({ event, after: `c${event.seq - 1}`, cursor: `c${event.seq}` }));
  }

  /** State as of a position. */
  stateAt(seq: number): Pick<KnownInbox, "cursor" | "readThrough" | "unreadCount"> {
    const { cursor, readThrough, unreadCount } = this.page(this.events.length - seq);
    return { cursor, readThrough, unreadCount };
  }
}
