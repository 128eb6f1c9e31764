import { randomUUID } from "node:crypto";
import { describe, expect, expectSame } from "../expect.mjs";
import { streams } from "../transports.mjs";

/** Options of the requests of a transport: streams over HTTP are asked for by POST and by GET. */
const requestsOf = (transport) => (transport === "websocket" ? [{}] : [{ method: "POST" }, { method: "GET" }]);

/** Has each request of the transport refused. `judge` reads the refusal. */
async function refuseEach(scene, open, judge) {
  for (const request of requestsOf(scene.transport)) {
    const follower = await open(scene, request);
    await judge(follower);
    await follower.silent();
  }
}

const refused = (id, title, open, judge, more = {}) => ({
  ...{ id, title, on: streams, ...more },
  run: (scene) => refuseEach(scene, open, judge),
});

const withCode = (code) => (follower) => follower.refused(code);

const byId = (change) => async (scene, request) => {
  const operation = scene.adapter.trusted(await scene.adapter.createStream());
  return scene.subscribe("", { operation: change(operation, scene), ...request });
};

const atCursor = (after) => async (scene, request) =>
  scene.subscribe(await scene.adapter.createStream(), { after, ...request });

const byText = (query) => (scene, request) => scene.subscribe("", { operation: { query }, ...request });

const withToken = (token) => async (scene, request) =>
  scene.subscribe(await scene.adapter.createStream(), { token, ...request });

const [badInput, noToken] = [withCode("BAD_USER_INPUT"), withCode("UNAUTHENTICATED")];

export const refusalRules = [
  refused("R-30", "A malformed cursor is refused with BAD_USER_INPUT", atCursor("no cursor"), badInput),
  refused("R-31", "A cursor of another kind is refused with BAD_USER_INPUT", atCursor("other.1.1a"), badInput),
  refused(
    "R-32",
    "An unknown stream is refused with NOT_FOUND",
    (scene, request) => scene.subscribe(randomUUID(), request),
    withCode("NOT_FOUND"),
  ),
  refused(
    "R-33",
    "A document that the schema does not allow is refused before any event",
    byText("subscription { no_such_field }"),
    async (follower) => {
      const end = await follower.ended("refused");
      expect(end.errors.length > 0, "The refusal has no errors.");
    },
  ),
  {
    id: "R-34",
    title: "A request without a valid token is refused with UNAUTHENTICATED",
    on: streams,
    needs: ["token"],
    async run(scene) {
      for (const token of ["no.valid.token", null]) await refuseEach(scene, withToken(token), noToken);
    },
  },
  refused(
    "R-35",
    "A subscriber who may not see the stream is refused as for an unknown one",
    async (scene, request) => {
      const [seen, hidden] = [await scene.adapter.createStream(), await scene.adapter.createStream()];
      const stranger = await scene.adapter.addMember(seen);
      return scene.subscribe(hidden, { token: stranger, ...request });
    },
    withCode("NOT_FOUND"),
    { needs: ["addMember"] },
  ),
  refused(
    "R-36",
    "A text that is no document is refused before any event",
    byText("subscription {"),
    async (follower) => {
      const end = await follower.next();
      // The library graphql-ws closes the socket.
      const isRefused = end.type === "end" && (end.how === "refused" || end.code === 4400 || end.code === 4500);
      expect(isRefused, `${describe(end)} came instead of a refusal.`);
    },
  ),
  refused(
    "R-37",
    "An unknown documentId is refused with PERSISTED_QUERY_NOT_FOUND",
    byId((operation) => ({ ...operation, documentId: `no-such-document-${randomUUID()}` })),
    withCode("PERSISTED_QUERY_NOT_FOUND"),
    { needs: ["trusted"] },
  ),
  refused(
    "R-38",
    "A documentId beside a document is refused with BAD_REQUEST",
    byId((operation, { adapter }) => ({ ...operation, query: adapter.subscription("").query })),
    withCode("BAD_REQUEST"),
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
      const read = async (operation, request) => {
        const follower = await scene.subscribe(stream, { operation, ...request });
        const events = await follower.changes(seq + 1, seq + 2);
        return events.map(({ payload }) => payload);
      };
      for (const request of requestsOf(scene.transport)) {
        const [byText, byName] = await Promise.all([
          read(scene.adapter.subscription(stream, cursor), request),
          read(scene.adapter.trusted(stream, cursor), request),
        ]);
        expectSame(byName, byText, "Events");
      }
    },
  },
];
