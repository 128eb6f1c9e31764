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
import type { InboxPage, InboxStep } from "../../../../client/core/person-wire.ts";
import { noticeTime, PersonLog } from "./person-log.ts";

it("a page and the steps before, during and after its way give the server's state", () => {
  const action = fc.record({
    kind: fc.constantFrom("notice", "read", "ask", "arrive", "steps"),
    number: fc.integer({ min: 0, max: 8 }),
  });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const log = new PersonLog();
      let state = readInbox(log.page(0));
      let asked: InboxPage | null = null;
      let taken: InboxStep[] = [];
      /** Takes so many steps that follow, as the stream brings them. */
      const step = (count: number) => {
        const next = log.steps(Number(state.cursor.slice(1))).slice(0, count);
        taken.push(...next);
        for (const each of next) {
          const following = reduceInbox(state, each);
          if (!following) throw new Error("The next step must follow.");
          state = following;
        }
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
      expectSame(log, state);
    }),
    { numRuns: 500 },
  );
});

it("steps of several leaders, doubled and in any order, change nothing that is known and hide no gap", () => {
  const order = fc.array(fc.nat({ max: 11 }), { maxLength: 40 });
  fc.assert(
    fc.property(fc.nat({ max: 12 }), order, order, (start, early, late) => {
      const log = new PersonLog();
      for (let made = 0; made < 12; made += 1)
        if (made === 6) log.read(3);
        else log.notice();
      const steps = log.steps(0);
      const pick = (places: number[]) => places.flatMap((place) => steps[place] ?? []);
      let state = catchUp(readInbox(log.page(12 - start)), pick(early));
      for (const step of pick(late)) {
        const position = Number(state.cursor.slice(1));
        const next = reduceInbox(state, step);
        if (step.event.seq === position + 1) expect(next?.cursor).toBe(step.cursor);
        else expect(next === null || next.cursor === state.cursor).toBe(true);
        // Once one step has told the number, every earlier one is known.
        if (state.seq !== null && step.event.seq <= position) expect(next).not.toBeNull();
        if (step.event.seq > position + 1) expect(next).toBeNull();
        state = next ?? state;
        expect(state).toMatchObject(log.stateAt(Number(state.cursor.slice(1))));
        expect(state.seq ?? Number(state.cursor.slice(1))).toBe(Number(state.cursor.slice(1)));
        expect(new Set(state.notices.map(({ seq }) => seq)).size).toBe(state.notices.length);
      }
    }),
    { numRuns: 500 },
  );
});

it("a mark shows at once, and never takes back what the server says", () => {
  const log = new PersonLog();
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
      const log = new PersonLog();
      for (let count = 0; count < made; count += 1) log.notice();
      if (read > 0 && read <= made) log.read(read);
      const whole = readInbox(log.page(0));
      const state = { ...whole, notices: whole.notices.slice(0, loaded) };
      const through = findReadThrough(state, new Map(opened.map((seq) => [seq, noticeTime])));
      const isRead = (seq: number) => seq <= log.readThrough || opened.includes(seq);
      const first = log.notices().find(({ seq }) => !isRead(seq));
      const areAllLoaded = loaded >= made - log.readThrough;
      expect(through).toBe(areAllLoaded ? (first ? first.seq - 1 : made) : log.readThrough);
    }),
  );
});

function expectSame(log: PersonLog, state: KnownInbox): void {
  expect(state).toMatchObject(log.stateAt(log.events.length));
  expect(state.notices).toEqual(log.notices().toReversed());
}
