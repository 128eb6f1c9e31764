import { describe, expect } from "../expect.mjs";
import { streams } from "../transports.mjs";

export const resumeRules = [
  {
    id: "R-10",
    title: "After a lost connection the last cursor resumes without a loss and without a double",
    on: streams,
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { follower, seq } = await scene.live(stream);
      await scene.changes(stream, 3);
      const events = await follower.changes(seq + 1, seq + 3);
      follower.cut();
      await scene.changes(stream, 3);
      const resumed = await scene.subscribe(stream, { after: events.at(-1).cursor });
      await resumed.changes(seq + 4, seq + 6);
      await resumed.ready(seq + 6);
    },
  },
  {
    id: "R-11",
    title: "A cursor of one transport resumes on every other, and on every instance",
    on: streams,
    async run(scene) {
      const stream = await scene.adapter.createStream();
      for (const over of streams.filter((each) => scene.adapter.transports.includes(each))) {
        const { follower, seq } = await scene.live(stream, { over });
        await scene.changes(stream, 2);
        const [first] = await follower.changes(seq + 1, seq + 2);
        follower.cut();
        const resumed = await scene.subscribe(stream, { after: first.cursor });
        await resumed.changes(seq + 2, seq + 2);
        await resumed.ready(seq + 2);
      }
      for (const at of scene.adapter.others ?? []) {
        const { follower, seq } = await scene.live(stream);
        await scene.changes(stream, 2);
        const [first] = await follower.changes(seq + 1, seq + 2);
        follower.cut();
        const resumed = await scene.subscribe(stream, { after: first.cursor, at });
        // An instance that hears late of a change sends it after Ready.
        const events = [await resumed.next(), await resumed.next()].map((event) => `${event.type} ${event.seq}`);
        const isWhole = events.includes(`change ${seq + 2}`) && events.some((event) => event.startsWith("ready"));
        expect(isWhole, `${describe(events)} came from ${at} instead of change ${seq + 2} and ready.`);
      }
    },
  },
  {
    id: "R-12",
    title: "A restart breaks connections off without complete, and the stream resumes",
    on: streams,
    needs: ["cut"],
    disturbs: true,
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { follower, seq } = await scene.live(stream);
      await scene.changes(stream, 2);
      const events = await follower.changes(seq + 1, seq + 2);
      await scene.adapter.cut();
      await follower.ended("closed");
      await scene.changes(stream, 2);
      const resumed = await scene.subscribe(stream, { after: events.at(-1).cursor });
      await resumed.changes(seq + 3, seq + 4);
      await resumed.ready(seq + 4);
    },
  },
  {
    id: "R-13",
    title: "Last-Event-ID resumes after a cursor and wins over the document's argument",
    on: ["sse", "multipart"],
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { follower, seq, cursor } = await scene.live(stream);
      await scene.changes(stream, 3);
      const events = await follower.changes(seq + 1, seq + 3);
      for (const after of [undefined, cursor]) {
        const resumed = await scene.subscribe(stream, { after, lastEventId: events[1].cursor });
        await resumed.changes(seq + 3, seq + 3);
        await resumed.ready(seq + 3);
      }
      const whole = await scene.subscribe(stream, { after: cursor, lastEventId: "" });
      await whole.changes(seq + 1, seq + 3);
    },
  },
];
