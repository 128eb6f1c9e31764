import fc from "fast-check";
import { expect, it } from "vitest";
import {
  catchUp,
  findReadThrough,
  type KnownInbox,
  markRead,
  readInbox,
  reduceInbox,
} from "../../../../client/core/person/inbox-state.ts";
import type { InboxPage, InboxStep, PersonNotice, PlacedEvent } from "../../../../client/core/person-wire.ts";

/** A person's stream as the server has it, for as many notices as a page holds. */
class Log {
  readonly events: PlacedEvent[] = [];
  readThrough = 0;

  notice(): void {
    const project = { id: "project", name: "Project" };
    const actor = { id: "grace", name: "Grace", email: null };
    const task = { taskId: "task", taskTitle: "Task" };
    const own = { seq: this.events.length + 1, at: "2026-11-30T12:00:00.000Z", actor, project };
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

  expectSame(state: KnownInbox): void {
    expect(state.cursor).toBe(`c${this.events.length}`);
    expect(state.notices.map(({ seq }) => seq)).toEqual(
      this.notices()
        .reverse()
        .map(({ seq }) => seq),
    );
    expect(state.readThrough).toBe(this.readThrough);
    expect(state.unreadCount).toBe(this.notices().filter(({ seq }) => seq > this.readThrough).length);
  }
}

it("a page and the steps before, during and after its way give the server's state", () => {
  const action = fc.record({
    kind: fc.constantFrom("notice", "read", "ask", "arrive", "steps"),
    number: fc.integer({ min: 0, max: 8 }),
  });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const log = new Log();
      let state = readInbox(log.page(0));
      let asked: InboxPage | null = null;
      let taken: InboxStep[] = [];
      /** Takes so many steps that follow, as the stream brings them. */
      const step = (count: number) => {
        const next = log.steps(Number(state.cursor.slice(1))).slice(0, count);
        taken.push(...next);
        state = next.reduce(reduceInbox, state);
      };
      const arrive = () => {
        if (asked) state = catchUp(readInbox(asked), taken);
        asked = null;
      };
      for (const { kind, number } of actions) {
        if (kind === "notice") log.notice();
        else if (kind === "read" && number > log.readThrough && number <= log.events.length) log.read(number);
        else if (kind === "steps") step(number);
        else if (kind === "arrive") arrive();
        else if (kind === "ask" && !asked) {
          taken = [];
          // The answer is never older than what was known when it was asked for.
          asked = log.page(Math.min(number, log.events.length - Number(state.cursor.slice(1))));
        }
      }
      arrive();
      step(log.events.length);
      log.expectSame(state);
    }),
    { numRuns: 500 },
  );
});

it("a mark shows at once, and never takes back what the server says", () => {
  const log = new Log();
  for (let made = 0; made < 5; made += 1) log.notice();
  const state = readInbox(log.page(0));
  expect(markRead(state, 3)).toMatchObject({ readThrough: 3, unreadCount: 2 });
  expect(markRead(markRead(state, 3), 2)).toEqual(markRead(state, 3));
  expect(markRead(state, null)).toBe(state);
  log.read(4);
  expect(markRead(readInbox(log.page(0)), 3)).toMatchObject({ readThrough: 4, unreadCount: 1 });
});

it("single notices are read up to the oldest that was not opened", () => {
  fc.assert(
    fc.property(fc.nat(8), fc.nat(8), fc.nat(8), fc.array(fc.nat(8)), (made, read, loaded, opened) => {
      const log = new Log();
      for (let count = 0; count < made; count += 1) log.notice();
      if (read > 0 && read <= made) log.read(read);
      const whole = readInbox(log.page(0));
      const state = { ...whole, notices: whole.notices.slice(0, loaded) };
      const through = findReadThrough(state, new Set(opened));
      const isRead = (seq: number) => seq <= log.readThrough || opened.includes(seq);
      const first = log.notices().find(({ seq }) => !isRead(seq));
      const areAllLoaded = loaded >= made - log.readThrough;
      expect(through).toBe(areAllLoaded ? (first ? first.seq - 1 : made) : log.readThrough);
    }),
  );
});
