import { streams } from "../transports.mjs";

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
];
