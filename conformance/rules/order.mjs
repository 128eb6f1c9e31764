import { expect, expectSame } from "../expect.mjs";
import { streams } from "../transports.mjs";

export const orderRules = [
  {
    id: "R-1",
    title: "A subscription without a cursor begins at the head with Ready",
    on: streams,
    async run(scene) {
      const stream = await scene.adapter.createStream();
      await scene.changes(stream, 2);
      const { seq } = await scene.adapter.snapshot(stream);
      const follower = await scene.subscribe(stream);
      await follower.ready(seq);
      await scene.changes(stream, 1);
      await follower.changes(seq + 1, seq + 1);
    },
  },
  {
    id: "R-2",
    title: "Each change comes once, in the order of seq, without a gap",
    on: streams,
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { follower, seq } = await scene.live(stream);
      await scene.changes(stream, 5);
      await follower.changes(seq + 1, seq + 5);
      await Promise.all([1, 2, 3, 4, 5].map(() => scene.adapter.change(stream)));
      await follower.changes(seq + 6, seq + 10);
    },
  },
  {
    id: "R-3",
    title: "Changes, Ready and Resync carry seq and cursor in extensions",
    on: streams,
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const follower = await scene.subscribe(stream);
      const events = [await follower.next()];
      await scene.changes(stream, 2);
      events.push(await follower.next(), await follower.next());
      const cursors = new Set();
      for (const { payload } of events) {
        const { seq, cursor } = payload.extensions ?? {};
        expect(Number.isInteger(seq), `extensions.seq is ${seq}.`);
        expect(/^[\w.~-]+$/.test(cursor), `extensions.cursor is ${cursor}, which is not safe in a URL.`);
        cursors.add(cursor);
      }
      expect(cursors.size === 3, "Different changes have the same cursor.");
    },
  },
  {
    id: "R-4",
    title: "All changes after the cursor come in order before Ready, whose seq is that of the last",
    on: streams,
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { seq, cursor } = await scene.adapter.snapshot(stream);
      await scene.changes(stream, 6);
      const follower = await scene.subscribe(stream, { after: cursor });
      await follower.changes(seq + 1, seq + 6);
      await follower.ready(seq + 6);
      await scene.changes(stream, 1);
      await follower.changes(seq + 7, seq + 7);
    },
  },
  {
    id: "R-5",
    title: "Changes that are committed during a replay come once and in order",
    on: streams,
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { seq, cursor } = await scene.adapter.snapshot(stream);
      await scene.changes(stream, 5);
      const follower = await scene.subscribe(stream, { after: cursor });
      await scene.changes(stream, 5);
      let last = seq;
      let readies = 0;
      while (last < seq + 10 || readies === 0) {
        const event = await follower.next();
        if (event.type === "ready") {
          readies += 1;
          expect(event.seq === last, `Ready has the seq ${event.seq} after the change ${last}.`);
          expect(last >= seq + 5, "Ready comes before a change that was committed before the subscription.");
        } else {
          expect(event.type === "change" && event.seq === last + 1, `${event.type} ${event.seq} follows ${last}.`);
          last += 1;
        }
      }
      expect(readies === 1, `Ready came ${readies} times.`);
    },
  },
  {
    id: "R-6",
    title: "The cursor of a message resumes right after that message",
    on: streams,
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { follower, seq, cursor } = await scene.live(stream);
      await scene.changes(stream, 4);
      const events = await follower.changes(seq + 1, seq + 4);
      follower.cut();
      const cursors = [cursor, ...events.map((event) => event.cursor)];
      for (const [index, after] of cursors.entries()) {
        const resumed = await scene.subscribe(stream, { after });
        await resumed.changes(seq + index + 1, seq + 4);
        expectSame((await resumed.ready(seq + 4)).cursor, cursors[4], "Cursor of Ready");
      }
    },
  },
  {
    id: "R-7",
    title: "A replayed change equals the one that was sent live",
    on: streams,
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { follower, seq, cursor } = await scene.live(stream);
      await scene.changes(stream, 3);
      const live = await follower.changes(seq + 1, seq + 3);
      const again = await scene.subscribe(stream, { after: cursor });
      const replayed = await again.changes(seq + 1, seq + 3);
      const payloads = (events) => events.map(({ payload }) => payload);
      expectSame(payloads(replayed), payloads(live), "Replayed changes");
    },
  },
  {
    id: "R-8",
    title: "All subscribers receive the same events, over whatever transport",
    on: streams,
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const over = streams.filter((each) => scene.adapter.transports.includes(each));
      const lives = await Promise.all(over.map((each) => scene.live(stream, { over: each })));
      lives.push(await scene.live(stream));
      const { seq } = lives[0];
      await scene.changes(stream, 3);
      const received = await Promise.all(lives.map(({ follower }) => follower.changes(seq + 1, seq + 3)));
      const payloads = received.map((events) => events.map(({ payload }) => payload));
      for (const each of payloads) expectSame(each, payloads[0], "Events of another subscriber");
    },
  },
];
