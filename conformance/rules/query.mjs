import { expect, expectSame } from "../expect.mjs";

/** Asks `changes` and reads its answer. */
async function read(scene, stream, args) {
  const operation = scene.adapter.changes(stream, { first: 50, wait: 0, ...args });
  const { body } = await scene.ask(operation);
  expect(body.data && !body.errors, `The answer has errors: ${JSON.stringify(body.errors)}`);
  return scene.adapter.readChanges(body.data);
}

const rule = (id, title, run, needs = []) => ({
  id,
  title,
  on: ["query"],
  needs: ["changes", "readChanges", ...needs],
  run,
});

export const queryRules = [
  rule("Q-1", "changes answers the changes after the cursor in order, and the cursor of the last", async (scene) => {
    const stream = await scene.adapter.createStream();
    const { seq, cursor } = await scene.adapter.snapshot(stream);
    await scene.changes(stream, 5);
    const first = await read(scene, stream, { after: cursor, first: 3 });
    expectSame(first.seqs, [seq + 1, seq + 2, seq + 3], "Changes");
    const rest = await read(scene, stream, { after: first.cursor, first: 3 });
    expectSame(rest.seqs, [seq + 4, seq + 5], "Changes of the next answer");
    const none = await read(scene, stream, { after: rest.cursor });
    expectSame([none.seqs, none.cursor, none.resync], [[], rest.cursor, null], "Answer at the head");
  }),
  rule("Q-2", "A waiting query is answered by the next change", async (scene) => {
    const stream = await scene.adapter.createStream();
    const { seq, cursor } = await scene.adapter.snapshot(stream);
    const waiting = read(scene, stream, { after: cursor, wait: 30 });
    await scene.changes(stream, 1);
    expectSame((await waiting).seqs, [seq + 1], "Changes");
  }),
  rule("Q-3", "A query whose wait is over is answered without a change", async (scene) => {
    const stream = await scene.adapter.createStream();
    const { cursor } = await scene.adapter.snapshot(stream);
    const { seqs, cursor: next } = await read(scene, stream, { after: cursor, wait: 1 });
    expectSame([seqs, next], [[], cursor], "Answer");
  }),
  rule("Q-4", "The cursor of another stream gets a resync with OTHER_HISTORY and no changes", async (scene) => {
    const [stream, other] = [await scene.adapter.createStream(), await scene.adapter.createStream()];
    await scene.changes(stream, 1);
    const { cursor } = await scene.adapter.snapshot(other);
    const { seqs, resync } = await read(scene, stream, { after: cursor });
    expectSame([seqs, resync?.reason], [[], "OTHER_HISTORY"], "Answer");
  }),
  rule(
    "Q-5",
    "A cursor before pruned changes gets a resync with TOO_OLD",
    async (scene) => {
      const stream = await scene.adapter.createStream();
      const { seq, cursor } = await scene.adapter.snapshot(stream);
      await scene.changes(stream, 2);
      await scene.adapter.prune(stream, seq + 1);
      const { seqs, resync, cursor: next } = await read(scene, stream, { after: cursor });
      expectSame([seqs, resync?.reason], [[], "TOO_OLD"], "Answer");
      await scene.changes(stream, 1);
      expectSame((await read(scene, stream, { after: next })).seqs, [seq + 3], "Changes after the resync");
    },
    ["prune"],
  ),
  rule("Q-6", "A malformed cursor is refused with BAD_USER_INPUT", async (scene) => {
    const stream = await scene.adapter.createStream();
    const operation = scene.adapter.changes(stream, { after: "no cursor", first: 1, wait: 0 });
    const { body } = await scene.ask(operation);
    expectSame(body.errors?.[0]?.extensions?.code, "BAD_USER_INPUT", "Code");
  }),
];
