import { expectSame } from "../expect.mjs";
import { streams } from "../transports.mjs";

/** Milliseconds for which a connection may be silent. */
export const heartbeatLimit = 20_000;

export const livenessRules = [
  {
    id: "R-50",
    title: "Presence comes only after Ready, without a cursor, and is not replayed",
    on: streams,
    needs: ["presence", "addMember"],
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const token = await scene.adapter.addMember(stream);
      const { follower, seq, cursor } = await scene.live(stream);
      const present = await scene.subscribe("", { operation: scene.adapter.presence(stream), token });
      await present.ready(seq);
      const event = await follower.any();
      expectSame(event.type, "presence", "Event");
      expectSame([event.seq, event.cursor, event.id], [undefined, undefined, undefined], "Place of presence");
      await scene.changes(stream, 1);
      await follower.changes(seq + 1, seq + 1);
      const resumed = await scene.subscribe(stream, { after: cursor });
      expectSame([(await resumed.any()).type, (await resumed.any()).type], ["change", "ready"], "Events of a replay");
    },
  },
  {
    id: "R-51",
    title: "A connection without events carries a heartbeat every 20 seconds",
    on: streams,
    lasts: heartbeatLimit,
    async run(scene) {
      const { follower } = await scene.live(await scene.adapter.createStream());
      for (const _ of [1, 2]) await follower.subscription.signs.next("heartbeat", heartbeatLimit);
    },
  },
];
