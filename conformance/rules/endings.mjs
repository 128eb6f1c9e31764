import { describe, expect } from "../expect.mjs";
import { streams } from "../transports.mjs";

/** Number of large changes that fill the buffers of both systems and the server's own: 12 MB at least. */
const flood = 60;

/** The end is told, or the client finds the connection broken when it reads on too late. */
function isSlowEnd({ how, code, errors }) {
  if (how === "refused") return errors.some(({ extensions }) => extensions?.code === "TOO_SLOW");
  return how === "closed" && [undefined, 1006, 1013].includes(code);
}

async function inParallel(count, lanes, act) {
  let begun = 0;
  const lane = async () => {
    while (begun < count) {
      begun += 1;
      await act();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

export const endingRules = [
  {
    id: "R-40",
    title: "A subscriber who loses access gets that change, then FORBIDDEN, and nothing after it",
    on: streams,
    needs: ["addMember", "removeMember"],
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const token = await scene.adapter.addMember(stream);
      const { follower, seq } = await scene.live(stream, { token });
      await scene.adapter.removeMember(stream, token);
      await scene.changes(stream, 2);
      await follower.changes(seq + 1, seq + 1);
      await follower.refused("FORBIDDEN");
      await follower.silent();
    },
  },
  {
    id: "R-41",
    title: "Resuming after access was lost is refused with NOT_FOUND",
    on: streams,
    needs: ["addMember", "removeMember"],
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const token = await scene.adapter.addMember(stream);
      const { follower, cursor } = await scene.live(stream, { token });
      follower.cut();
      await scene.adapter.removeMember(stream, token);
      await (await scene.subscribe(stream, { token, after: cursor })).refused("NOT_FOUND");
    },
  },
  {
    id: "R-42",
    title: "The last change of a deleted stream is followed by complete, and by nothing else",
    on: streams,
    needs: ["deleteStream"],
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { follower, seq } = await scene.live(stream);
      await scene.adapter.deleteStream(stream);
      await follower.changes(seq + 1, seq + 1);
      await follower.ended("complete");
      await follower.silent();
    },
  },
  {
    id: "R-43",
    title: "A stream ends with TOKEN_EXPIRED when its token does",
    on: streams,
    needs: ["expiringToken"],
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { follower } = await scene.live(stream, { token: await scene.adapter.expiringToken(2) });
      await follower.refused("TOKEN_EXPIRED");
      await follower.silent();
    },
  },
  {
    id: "R-44",
    title: "A client that reads too slowly loses its connection and no change",
    on: streams,
    needs: ["largeChange"],
    lasts: 30_000,
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { follower, seq, cursor } = await scene.live(stream);
      await follower.subscription.pause();
      await inParallel(flood, 2, () => scene.adapter.largeChange(stream));
      await follower.subscription.readOn();
      let last = { seq, cursor };
      for (;;) {
        const event = await follower.next();
        if (event.type === "end") {
          expect(isSlowEnd(event), `${describe(event)} ends the stream of a slow client.`);
          break;
        }
        expect(
          event.type === "change" && event.seq === last.seq + 1,
          `${event.type} ${event.seq} follows ${last.seq}.`,
        );
        expect(event.seq < seq + flood, `The server keeps ${flood} changes for a client that does not read.`);
        last = event;
      }
      const resumed = await scene.subscribe(stream, { after: last.cursor });
      await resumed.changes(last.seq + 1, seq + flood);
      await resumed.ready(seq + flood);
    },
  },
  {
    id: "R-45",
    title: "One connection more than a user may have is refused with TOO_MANY; the others stay",
    on: streams,
    needs: ["connectionLimit", "addMember"],
    lasts: 10_000,
    async run(scene) {
      const { connectionLimit } = scene.adapter;
      const stream = await scene.adapter.createStream();
      const token = await scene.adapter.addMember(stream);
      const followers = [];
      await inParallel(connectionLimit, 8, async () => {
        followers.push(await scene.live(stream, { token }));
      });
      await (await scene.subscribe(stream, { token })).refused("TOO_MANY");
      await scene.changes(stream, 1);
      for (const { follower, seq } of followers) await follower.changes(seq + 1, seq + 1);
    },
  },
];
