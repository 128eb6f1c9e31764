import { stream, type streamTypes } from "../client/stream.ts";
import { ChangesDocument } from "../generated/graphql.ts";
import { createTask, expectEqual, findPlace, type Guarantee, type Stage } from "./stage.ts";

/** Guarantees of the ways besides WebSocket. */
export const guaranteesOfTransports: readonly Guarantee[] = [
  ...(["SSE", "multipart"] as const).map(
    (type): Guarantee => ({
      name: `a subscriber over ${type} receives the missed changes and each next one once, in order`,
      prove: (stage) => proveStream(stage, type),
    }),
  ),
  {
    name: "a client that asks again and again receives each change once, in order, and the next as it comes",
    async prove(stage) {
      const { owner, projectId } = stage;
      const { cursor } = await findPlace(stage);
      const missed = [await createTask(stage), await createTask(stage)];
      const ask = async (after: string, wait: number) => {
        const { project } = await owner.expect(ChangesDocument, { projectId, after, wait });
        if (!project) throw new Error("the project does not exist");
        const { nodes, cursor: next } = project.changes;
        return { next, events: nodes.map(({ __typename: name, seq }) => `${name} ${seq}`).join() };
      };
      const { events, next } = await ask(cursor, 0);
      expectEqual("the missed changes", events, missed.map(({ seq }) => `TaskCreated ${seq}`).join());
      const [waited, { seq }] = await Promise.all([ask(next, 5), createTask(stage)]);
      expectEqual("the next change", waited.events, `TaskCreated ${seq}`);
    },
  },
];

async function proveStream(stage: Stage, type: keyof typeof streamTypes): Promise<void> {
  const { deployment, owner, projectId, signal } = stage;
  const { cursor: after } = await findPlace(stage);
  const missed = await createTask(stage);
  const variables = { projectId, after, announce: false };
  const events = stream(deployment, await owner.findToken(), { type, variables }, signal);
  const next = async () => (await events.next()).value ?? "the end";
  try {
    expectEqual("the event missed", await next(), `TaskCreated ${missed.seq}`);
    expectEqual("the event after it", await next(), `Ready ${missed.seq}`);
    const { seq } = await createTask(stage);
    expectEqual("the next event", await next(), `TaskCreated ${seq}`);
  } finally {
    await events.return(undefined);
  }
}
