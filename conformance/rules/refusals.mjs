import { randomUUID } from "node:crypto";
import { describe, expect, expectSame } from "../expect.mjs";
import { streams } from "../transports.mjs";

const refuse = (id, title, code, open, more = {}) => ({
  id,
  title,
  on: streams,
  ...more,
  async run(scene) {
    const follower = await open(scene);
    await follower.refused(code);
    await follower.silent();
  },
});

const byId = (change) => async (scene) => {
  const operation = scene.adapter.trusted(await scene.adapter.createStream());
  return scene.subscribe("", { operation: change(operation, scene) });
};

const atCursor = (after) => async (scene) => scene.subscribe(await scene.adapter.createStream(), { after });

export const refusalRules = [
  refuse("R-30", "A malformed cursor is refused with BAD_USER_INPUT", "BAD_USER_INPUT", atCursor("no cursor")),
  refuse("R-31", "A cursor of another kind is refused with BAD_USER_INPUT", "BAD_USER_INPUT", atCursor("other.1.1a")),
  refuse("R-32", "An unknown stream is refused with NOT_FOUND", "NOT_FOUND", (scene) => scene.subscribe(randomUUID())),
  {
    id: "R-33",
    title: "A document that the schema does not allow is refused before any event",
    on: streams,
    async run(scene) {
      const follower = await scene.subscribe("", { operation: { query: "subscription { no_such_field }" } });
      const end = await follower.ended("refused");
      expect(end.errors.length > 0, "The refusal has no errors.");
      await follower.silent();
    },
  },
  refuse(
    "R-34",
    "A request without a valid token is refused with UNAUTHENTICATED",
    "UNAUTHENTICATED",
    async (scene) => scene.subscribe(await scene.adapter.createStream(), { token: "no.valid.token" }),
    { needs: ["token"] },
  ),
  {
    id: "R-35",
    title: "A subscriber who may not see the stream is refused as for an unknown one",
    on: streams,
    needs: ["addMember"],
    async run(scene) {
      const [seen, hidden] = [await scene.adapter.createStream(), await scene.adapter.createStream()];
      const stranger = await scene.adapter.addMember(seen);
      const follower = await scene.subscribe(hidden, { token: stranger });
      await follower.refused("NOT_FOUND");
      await follower.silent();
    },
  },
  {
    id: "R-36",
    title: "A text that is no document is refused before any event",
    on: streams,
    async run(scene) {
      const follower = await scene.subscribe("", { operation: { query: "subscription {" } });
      const end = await follower.next();
      // The library graphql-ws closes the socket.
      const isRefused = end.type === "end" && (end.how === "refused" || end.code === 4400 || end.code === 4500);
      expect(isRefused, `${describe(end)} came instead of a refusal.`);
      await follower.silent();
    },
  },
  refuse(
    "R-37",
    "An unknown documentId is refused with PERSISTED_QUERY_NOT_FOUND",
    "PERSISTED_QUERY_NOT_FOUND",
    byId((operation) => ({ ...operation, documentId: `no-such-document-${randomUUID()}` })),
    { needs: ["trusted"] },
  ),
  refuse(
    "R-38",
    "A documentId beside a document is refused with BAD_REQUEST",
    "BAD_REQUEST",
    byId((operation, { adapter }) => ({ ...operation, query: adapter.subscription("").query })),
    { needs: ["trusted"] },
  ),
  {
    id: "R-39",
    title: "A documentId gives the events of its document",
    on: streams,
    needs: ["trusted"],
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { cursor, seq } = await scene.adapter.snapshot(stream);
      await scene.changes(stream, 2);
      const operations = [scene.adapter.subscription(stream, cursor), scene.adapter.trusted(stream, cursor)];
      const [byText, byName] = await Promise.all(
        operations.map(async (operation) => {
          const follower = await scene.subscribe(stream, { operation });
          return follower.changes(seq + 1, seq + 2);
        }),
      );
      const payloads = (events) => events.map(({ payload }) => payload);
      expectSame(payloads(byName), payloads(byText), "Events");
    },
  },
];
