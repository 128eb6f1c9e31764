import { initialise } from "../clients/websocket.mjs";
import { expect, expectSame } from "../expect.mjs";
import { heartbeatLimit } from "./liveness.mjs";

const closes = (id, title, code, act, more = {}) => ({
  id,
  title,
  on: ["websocket"],
  ...more,
  async run(scene) {
    const socket = scene.socket();
    await socket.opened;
    await act(socket, scene);
    for (;;) {
      const message = await socket.next();
      if (message.type !== "end") continue;
      expect(message.code === code, `The socket is closed with ${message.code} instead of ${code}.`);
      return;
    }
  },
});

const subscribe = async (scene, id) => {
  const stream = await scene.adapter.createStream();
  return { id, type: "subscribe", payload: scene.adapter.subscription(stream) };
};

export const websocketRules = [
  {
    id: "W-1",
    title: "connection_init is answered by connection_ack, ping by pong with the same payload",
    on: ["websocket"],
    async run(scene) {
      const socket = scene.socket();
      expectSame((await initialise(socket, await scene.token())).type, "connection_ack", "Answer to connection_init");
      socket.send({ type: "ping", payload: { count: 1 } });
      expectSame(await socket.next(), { type: "pong", payload: { count: 1 } }, "Answer to ping");
    },
  },
  closes("W-2", "subscribe before connection_ack closes the socket with 4401", 4401, async (socket, scene) => {
    socket.send(await subscribe(scene, "1"));
  }),
  closes("W-3", "A second connection_init closes the socket with 4429", 4429, async (socket, scene) => {
    await initialise(socket, await scene.token());
    socket.send({ type: "connection_init" });
  }),
  closes("W-4", "An id that is in use closes the socket with 4409", 4409, async (socket, scene) => {
    await initialise(socket, await scene.token());
    const message = await subscribe(scene, "1");
    socket.send(message);
    socket.send(message);
  }),
  closes("W-5", "A message that is no JSON closes the socket with 4400", 4400, async (socket) => socket.send("{")),
  closes("W-6", "A message of an unknown type closes the socket with 4400", 4400, async (socket, scene) => {
    await initialise(socket, await scene.token());
    socket.send({ type: "no such type" });
  }),
  {
    id: "W-7",
    title: "Another subprotocol is not served",
    on: ["websocket"],
    async run(scene) {
      const served = await initialise(scene.socket(), await scene.token());
      expectSame(served.type, "connection_ack", "Answer over graphql-transport-ws");
      const end = await scene.socket({ protocols: "graphql-ws" }).next();
      expect(end.type === "end" && (end.how === "lost" || end.code === 4406), "The socket stays open.");
    },
  },
  {
    id: "W-8",
    title: "Subscriptions of one socket have their own order; complete of the client ends its own alone",
    on: ["websocket"],
    async run(scene) {
      const stream = await scene.adapter.createStream();
      const { seq, cursor } = await scene.adapter.snapshot(stream);
      const socket = scene.socket();
      await initialise(socket, await scene.token());
      for (const id of ["a", "b"]) {
        socket.send({ id, type: "subscribe", payload: scene.adapter.subscription(stream, cursor) });
      }
      const heard = { a: [], b: [] };
      const listen = async (isEnough) => {
        while (!isEnough()) {
          const { type, id, payload } = await socket.next();
          expect(type === "next", `The server sends ${type}.`);
          heard[id].push(payload.extensions.seq);
        }
      };
      await listen(() => heard.a.length === 1 && heard.b.length === 1);
      await scene.changes(stream, 2);
      await listen(() => heard.a.length === 3 && heard.b.length === 3);
      socket.send({ id: "a", type: "complete" });
      socket.send({ type: "ping" });
      while ((await socket.next()).type !== "pong");
      await scene.changes(stream, 1);
      await listen(() => heard.b.length === 4);
      expectSame(heard, { a: [seq, seq + 1, seq + 2], b: [seq, seq + 1, seq + 2, seq + 3] }, "Numbers");
    },
  },
  closes("W-9", "A socket without connection_init is closed with 4408", 4408, async () => {}, { lasts: 10_000 }),
  {
    id: "W-10",
    title: "A socket whose client answers no ping is cut",
    on: ["websocket"],
    lasts: heartbeatLimit,
    async run(scene) {
      const socket = scene.socket({ answersPings: false });
      expectSame((await initialise(socket, await scene.token())).type, "connection_ack", "Answer to connection_init");
      await socket.signs.next("heartbeat", heartbeatLimit);
      const end = await socket.next();
      expect(end.type === "end", `The server sends ${end.type}.`);
    },
  },
  closes(
    "W-11",
    "A message above the server's limit closes the socket with 1009",
    1009,
    async (socket, { adapter }) => socket.send({ type: "ping", payload: { text: "a".repeat(adapter.messageLimit) } }),
    { needs: ["messageLimit"] },
  ),
];
