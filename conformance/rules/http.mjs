import { send } from "../clients/http-stream.mjs";
import { expect, expectSame } from "../expect.mjs";
import { httpStreams } from "../transports.mjs";

const types = { sse: "text/event-stream", multipart: "multipart/mixed" };
const accepts = { sse: types.sse, multipart: "multipart/mixed;subscriptionSpec=1.0" };

/** Returns the status of the answer, whatever its body is. */
async function statusOf(scene, operation, options) {
  const { response, cut } = send(scene.target, operation, { token: await scene.token(), ...options });
  const { statusCode } = await response;
  cut();
  return statusCode;
}

export const httpRules = [
  {
    id: "H-1",
    title: "A stream has status 200, its own type, and headers that keep it from caches and buffers",
    on: httpStreams,
    async run(scene) {
      const { follower } = await scene.live(await scene.adapter.createStream());
      const { statusCode, headers } = await follower.subscription.response;
      expectSame(statusCode, 200, "Status");
      expect(headers["content-type"]?.startsWith(types[scene.transport]), `The type is ${headers["content-type"]}.`);
      expect(/no-store|no-cache/.test(headers["cache-control"]), `Cache-Control is ${headers["cache-control"]}.`);
      expect(headers["content-encoding"] === undefined, `The stream is encoded: ${headers["content-encoding"]}.`);
    },
  },
  {
    id: "H-2",
    title: "A stream is opened by GET as by POST",
    on: httpStreams,
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { follower, seq } = await scene.live(stream, { method: "GET" });
      await scene.changes(stream, 1);
      await follower.changes(seq + 1, seq + 1);
    },
  },
  {
    id: "H-3",
    title: "A subscription without a type of stream in Accept gets 400 and a list of the transports",
    on: httpStreams,
    async run(scene) {
      const operation = scene.adapter.subscription(await scene.adapter.createStream());
      const { status, body } = await scene.ask(operation, { accept: "application/json" });
      expectSame(status, 400, "Status");
      const { transports = [] } = body.errors?.[0]?.extensions ?? {};
      const named = transports.some((each) => each.startsWith(types[scene.transport]));
      expect(named, `extensions.transports is ${JSON.stringify(transports)}.`);
    },
  },
  {
    id: "H-4",
    title: "An Accept that names nothing served gets 406",
    on: httpStreams,
    async run(scene) {
      const operation = scene.adapter.subscription(await scene.adapter.createStream());
      expectSame(await statusOf(scene, operation, { accept: "image/png" }), 406, "Status");
    },
  },
  {
    id: "H-5",
    title: "A mutation by GET gets 405",
    on: httpStreams,
    needs: ["mutation"],
    async run(scene) {
      const options = { method: "GET", accept: `${accepts[scene.transport]}, application/json` };
      expectSame(await statusOf(scene, scene.adapter.mutation(), options), 405, "Status");
    },
  },
  {
    id: "H-6",
    title: "A body above the server's limit gets 413",
    on: httpStreams,
    needs: ["messageLimit"],
    async run(scene) {
      const { messageLimit, subscription } = scene.adapter;
      const operation = { ...subscription(""), extensions: { text: "a".repeat(messageLimit) } };
      expectSame(await statusOf(scene, operation, { accept: accepts[scene.transport] }), 413, "Status");
    },
  },
  {
    id: "S-1",
    title: "The id of an SSE message is its cursor, and retry is the first line",
    on: ["sse"],
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { follower, seq } = await scene.live(stream);
      expectSame(follower.subscription.signs.first, "retry", "First line");
      await scene.changes(stream, 2);
      for (const { id, cursor } of await follower.changes(seq + 1, seq + 2)) expectSame(id, cursor, "id");
    },
  },
  {
    id: "M-1",
    title: "The multipart type names its boundary; a heartbeat is the first part",
    on: ["multipart"],
    async run(scene) {
      const { follower } = await scene.live(await scene.adapter.createStream());
      const { headers } = await follower.subscription.response;
      expect(/boundary=/.test(headers["content-type"]), `The type is ${headers["content-type"]}.`);
      expectSame(follower.subscription.signs.first, "heartbeat", "First part");
    },
  },
];
