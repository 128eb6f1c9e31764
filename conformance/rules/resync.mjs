import { streams } from "../transports.mjs";

export const resyncRules = [
  {
    id: "R-20",
    title: "The cursor of another stream gets Resync OTHER_HISTORY, then Ready, then new changes",
    on: streams,
    async run(scene) {
      const [stream, other] = [await scene.adapter.createStream(), await scene.adapter.createStream()];
      await scene.changes(stream, 2);
      const { cursor } = await scene.adapter.snapshot(other);
      const { seq } = await scene.adapter.snapshot(stream);
      const follower = await scene.subscribe(stream, { after: cursor });
      await follower.resync("OTHER_HISTORY", seq);
      await follower.ready(seq);
      await scene.changes(stream, 1);
      await follower.changes(seq + 1, seq + 1);
    },
  },
  {
    id: "R-21",
    title: "A cursor before pruned changes gets Resync TOO_OLD; a cursor at their end resumes",
    on: streams,
    needs: ["prune"],
    async run(scene) {
      const stream = await scene.adapter.createStream();
      await scene.changes(stream, 1);
      const { seq, cursor } = await scene.adapter.snapshot(stream);
      await scene.changes(stream, 2);
      const pruned = await scene.adapter.snapshot(stream);
      await scene.changes(stream, 2);
      await scene.adapter.prune(stream, seq + 2);
      const old = await scene.subscribe(stream, { after: cursor });
      await old.resync("TOO_OLD", seq + 4);
      await old.ready(seq + 4);
      const kept = await scene.subscribe(stream, { after: pruned.cursor });
      await kept.changes(seq + 3, seq + 4);
      await kept.ready(seq + 4);
      await scene.changes(stream, 1);
      for (const follower of [old, kept]) await follower.changes(seq + 5, seq + 5);
    },
  },
  {
    id: "R-22",
    title: "A cursor that a restore lost gets Resync OTHER_HISTORY; an older one resumes",
    on: streams,
    needs: ["restore"],
    async run(scene) {
      const stream = await scene.adapter.createStream();
      await scene.changes(stream, 1);
      const kept = await scene.adapter.snapshot(stream);
      await scene.changes(stream, 2);
      const lost = await scene.adapter.snapshot(stream);
      await scene.adapter.restore(stream, kept.seq);
      const ahead = await scene.subscribe(stream, { after: lost.cursor });
      await ahead.resync("OTHER_HISTORY", kept.seq);
      await ahead.ready(kept.seq);
      await scene.changes(stream, 3);
      await ahead.changes(kept.seq + 1, kept.seq + 3);
      const overtaken = await scene.subscribe(stream, { after: lost.cursor });
      await overtaken.resync("OTHER_HISTORY", kept.seq + 3);
      await overtaken.ready(kept.seq + 3);
      const unaware = await scene.subscribe(stream, { after: kept.cursor });
      await unaware.changes(kept.seq + 1, kept.seq + 3);
      await unaware.ready(kept.seq + 3);
    },
  },
  {
    id: "R-23",
    title: "A live subscriber that saw what a restore lost gets Resync and Ready, and stays",
    on: streams,
    needs: ["restore"],
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { follower, seq } = await scene.live(stream);
      await scene.changes(stream, 2);
      await follower.changes(seq + 1, seq + 2);
      await scene.adapter.restore(stream, seq);
      await follower.resync("OTHER_HISTORY", seq);
      await follower.ready(seq);
      await scene.changes(stream, 1);
      await follower.changes(seq + 1, seq + 1);
    },
  },
];
