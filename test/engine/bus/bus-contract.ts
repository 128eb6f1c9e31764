import type { Logger } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Bus } from "../../../src/engine/bus/bus.ts";
import { createInbox } from "./inbox.ts";
import { createRecordingLogger, type LogLine } from "./recording-logger.ts";

/** Contract of every bus, seen from two instances: one publishes, the other listens. */
export function testBusContract(name: string, openBuses: (logger: Logger) => Promise<{ here: Bus; there: Bus }>): void {
  describe(`${name} as a bus`, () => {
    let here: Bus;
    let there: Bus;
    let logLines: readonly LogLine[];

    beforeEach(async () => {
      const { logger, lines } = createRecordingLogger();
      logLines = lines;
      ({ here, there } = await openBuses(logger));
    });

    afterEach(async () => {
      await here.close();
      await there.close();
    });

    test("delivers to every listener of the project on every instance, in order", async () => {
      const inboxes = [createInbox(), createInbox(), createInbox()] as const;
      await here.subscribe("p", inboxes[0].listener);
      await there.subscribe("p", inboxes[1].listener);
      await there.subscribe("p", inboxes[2].listener);
      const messages = Array.from({ length: 100 }, (_, n) => `message ${n}`);

      for (const message of messages) here.publish("p", message);

      for (const inbox of inboxes) {
        await inbox.untilHeard("message 99");
        expect(inbox.received).toEqual(messages);
      }
    });

    test("hands text through as it is", async () => {
      const inbox = createInbox();
      await there.subscribe("p", inbox.listener);
      const messages = [
        "",
        "no JSON",
        '{"seq":1}',
        '"quoted"',
        "null",
        "7",
        "漢字 🎼 \u0000",
        "x".repeat(65_536),
        "end",
      ];

      for (const message of messages) here.publish("p", message);

      await inbox.untilHeard("end");
      expect(inbox.received).toEqual(messages);
    });

    test("keeps projects apart", async () => {
      const inbox = createInbox();
      const other = createInbox();
      await there.subscribe("p", inbox.listener);
      await there.subscribe("other", other.listener);

      here.publish("p", "for p");
      here.publish("other", "for other");
      here.publish("unheard", "for nobody");
      here.publish("p", "end");

      await Promise.all([inbox.untilHeard("end"), other.untilHeard("for other")]);
      expect(inbox.received).toEqual(["for p", "end"]);
      expect(other.received).toEqual(["for other"]);
    });

    test("never calls a listener from within publish", async () => {
      const inbox = createInbox();
      await here.subscribe("p", inbox.listener);

      here.publish("p", "later");

      expect(inbox.received).toEqual([]);
      await inbox.untilHeard("later");
    });

    test("calls a listener no more once it unsubscribed, and others still", async () => {
      const leaving = createInbox();
      const staying = createInbox();
      const unsubscribe = await here.subscribe("p", leaving.listener);
      await here.subscribe("p", staying.listener);
      here.publish("p", "both");
      await Promise.all([leaving.untilHeard("both"), staying.untilHeard("both")]);

      here.publish("p", "under way");
      unsubscribe();
      unsubscribe();
      here.publish("p", "after");

      await staying.untilHeard("after");
      expect(staying.received).toEqual(["both", "under way", "after"]);
      expect(leaving.received).toEqual(["both"]);
    });

    test("takes one function subscribed twice for two listeners", async () => {
      const inbox = createInbox();
      const unsubscribe = await there.subscribe("p", inbox.listener);
      await there.subscribe("p", inbox.listener);
      here.publish("p", "twice");
      here.publish("p", "end of twice");
      await inbox.untilHeard("end of twice");
      expect(inbox.received.filter((message) => message === "twice")).toHaveLength(2);

      unsubscribe();
      here.publish("p", "once");
      here.publish("p", "end of once");

      await inbox.untilHeard("end of once");
      expect(inbox.received.filter((message) => message === "once")).toHaveLength(1);
    });

    test("hears everything once after a project was closed and opened again and again", async () => {
      const closed = createInbox();
      for (let round = 0; round < 50; round++) {
        const unsubscribe = await there.subscribe("p", closed.listener);
        unsubscribe();
      }
      const leaving = await Promise.all(Array.from({ length: 50 }, () => there.subscribe("p", closed.listener)));
      for (const unsubscribe of leaving) unsubscribe();
      const inbox = createInbox();
      await there.subscribe("p", inbox.listener);

      here.publish("p", "one");
      here.publish("p", "two");

      await inbox.untilHeard("two");
      expect(inbox.received).toEqual(["one", "two"]);
      expect(closed.received).toEqual([]);
    });

    test("logs what a listener throws and goes on", async () => {
      const before = createInbox();
      const after = createInbox();
      let calls = 0;
      await there.subscribe("p", before.listener);
      await there.subscribe("p", () => {
        calls += 1;
        throw new Error("a broken listener");
      });
      await there.subscribe("p", after.listener);

      here.publish("p", "one");
      here.publish("p", "two");

      await Promise.all([before.untilHeard("two"), after.untilHeard("two")]);
      expect(after.received).toEqual(["one", "two"]);
      expect(calls).toBe(2);
      expect(logLines.filter(({ msg }) => msg === "A listener of the bus failed.")).toHaveLength(2);
    });

    test("lets a listener unsubscribe itself and others while a message is delivered", async () => {
      const first = createInbox();
      const second = createInbox();
      const unsubscribes = await Promise.all([
        there.subscribe("p", (message) => {
          first.listener(message);
          for (const unsubscribe of unsubscribes) unsubscribe();
        }),
        there.subscribe("p", second.listener),
      ]);
      const witness = createInbox();
      await here.subscribe("p", witness.listener);

      here.publish("p", "one");
      await first.untilHeard("one");
      const reopened = createInbox();
      await there.subscribe("p", reopened.listener);
      here.publish("p", "two");

      await Promise.all([witness.untilHeard("two"), reopened.untilHeard("two")]);
      expect(first.received).toEqual(["one"]);
      expect(second.received).toEqual([]);
    });

    test("does nothing more once it is closed, and throws nothing", async () => {
      const inbox = createInbox();
      const unsubscribe = await here.subscribe("p", inbox.listener);
      expect(here.isConnected()).toBe(true);

      await here.close();

      expect(here.isConnected()).toBe(false);
      here.publish("p", "too late");
      unsubscribe();
      await here.subscribe("p", inbox.listener);
      here.publish("p", "too late");
      await here.close();
      expect(inbox.received).toEqual([]);
    });
  });
}
