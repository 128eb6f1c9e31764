import fc from "fast-check";
import { expect, it, vi } from "vitest";
import type { StreamOptions } from "../../../../client/core/connection/connection.ts";
import { followPerson } from "../../../../client/core/person/follow-person.ts";
import { PersonInbox } from "../../../../client/core/person/inbox.ts";
import type { PersonContext } from "../../../../client/core/person/person-context.ts";
import { createSteeredEnvironment } from "../steered-environment.ts";
import { PersonLog } from "./person-log.ts";

/** A page that follows the stream, while other tabs follow it too and tell it of what they receive. */
async function openPage(log: PersonLog) {
  const streams = new Set<StreamOptions>();
  let position = 0;
  const context: PersonContext = {
    environment: createSteeredEnvironment(0).environment,
    values: Promise.resolve(null),
    lockstep: {
      send: async () => ({ kind: "data", data: { viewer: log.page(0) } }),
      subscribe(stream) {
        streams.add(stream);
        restart(stream);
        return () => void streams.delete(stream);
      },
    },
  };
  const restart = (stream: StreamOptions) => {
    position = Number(String(stream.request("websocket")?.variables?.["after"]).slice(1));
  };
  const inbox = new PersonInbox(context);
  await inbox.begin();
  let told = 0;
  const onStep = (_: unknown, isNew: boolean) => {
    if (isNew) told += 1;
  };
  const end = followPerson(context, inbox, { onStep, onRenamed: () => {}, onAnew: () => {} });
  return {
    inbox,
    end,
    get told() {
      return told;
    },
    get isAtEnd() {
      return position === log.events.length;
    },
    /** The own stream brings its next event. */
    receive() {
      const event = log.events[position];
      const [stream] = streams;
      if (!event || !stream) return;
      position += 1;
      stream.next({ data: { viewerActivity: event }, extensions: { cursor: `c${position}` } });
    },
    /** The server refuses the own stream for good. */
    refuse() {
      for (const stream of [...streams]) {
        streams.delete(stream);
        stream.refused([{ message: "Malformed cursor.", extensions: { code: "BAD_USER_INPUT" } }]);
      }
    },
    /** The connection is lost, and is back. */
    reconnect() {
      for (const stream of streams) restart(stream);
    },
  };
}

it("counts each notice once, however many tabs follow the stream and tell of it", async () => {
  const action = fc.record({
    kind: fc.constantFrom("notice", "notice", "read", "own", "own", "other", "other", "again", "lose", "reload"),
    other: fc.nat({ max: 2 }),
    number: fc.nat({ max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (actions) => {
      const log = new PersonLog();
      log.notice();
      const page = await openPage(log);
      /** Places of the other tabs in the stream. */
      const others = [1, 1, 1];
      for (const { kind, other, number } of actions) {
        const place = others[other] ?? 0;
        if (kind === "notice") log.notice();
        else if (kind === "read" && number > log.readThrough && number <= log.events.length) log.read(number);
        else if (kind === "own") page.receive();
        else if (kind === "lose") page.reconnect();
        else if (kind === "reload") await page.inbox.reload();
        else if (kind === "other" || kind === "again") {
          const [step] = log.steps(kind === "again" ? Math.min(number, place) : place);
          if (step && kind === "other") others[other] = place + 1;
          if (step && page.inbox.receive(step) === "gap") await page.inbox.reload();
        }
        const { notices, unreadCount } = page.inbox.view;
        const seq = Number(page.inbox.cursor?.slice(1));
        expect(unreadCount).toBe(log.stateAt(seq).unreadCount);
        expect(new Set(notices?.map((notice) => notice.seq)).size).toBe(notices?.length);
      }
      while (!page.isAtEnd) {
        page.receive();
        // A gap is mended by a load.
        await settle();
      }
      expect(page.inbox.view.unreadCount).toBe(log.stateAt(log.events.length).unreadCount);
      expect(page.inbox.view.notices?.map(({ seq }) => seq)).toEqual(
        log
          .notices()
          .map(({ seq }) => seq)
          .toReversed(),
      );
      expect(page.told).toBeLessThanOrEqual(log.events.length);
      page.end();
      page.inbox.close();
    }),
    { numRuns: 200 },
  );
});

it("reads the inbox anew when its position is refused, and does not ask for ever", async () => {
  const log = new PersonLog();
  log.notice();
  const page = await openPage(log);
  log.notice();
  page.refuse();
  await vi.waitFor(() => expect(page.inbox.view.unreadCount).toBe(2));
  log.notice();
  await vi.waitFor(() => {
    page.receive();
    expect(page.inbox.view.unreadCount).toBe(3);
  });
  page.refuse();
  log.notice();
  await settle();
  expect(page.inbox.view.unreadCount).toBe(3);
  page.end();
});

/** Lets what was begun come to its end. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
