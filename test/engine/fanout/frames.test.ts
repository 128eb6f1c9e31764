import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { FrameMemory } from "../../../src/engine/fanout/frame-memory.ts";
import { SocketWriter } from "../../../src/engine/fanout/socket-writer.ts";

let server: WebSocketServer;
let writer: SocketWriter;
let client: WebSocket;

beforeAll(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (webSocket, { socket: stream }) => {
    const onOverflow = () => webSocket.terminate();
    writer = new SocketWriter({ webSocket, stream, memory: new FrameMemory(), maxBacklog: 10_000_000, onOverflow });
  });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const connected = once(server, "connection");
  client = new WebSocket(`ws://127.0.0.1:${port}`);
  await connected;
});

afterAll(() => {
  client.terminate();
  server.close();
});

/** The lengths at which a frame tells its length in another way, and one beyond. */
it.each([0, 125, 126, 65_535, 65_536, 1_000_000])("a client reads a message of %i bytes as it was", async (length) => {
  const text = "é".repeat(length / 2) + "a".repeat(length % 2);
  const body = Buffer.from(text);
  const arrived = once(client, "message");
  writer.push(body.subarray(0, 40), body.subarray(40));
  const [data, isBinary] = await arrived;
  expect(String(data) === text).toBe(true);
  expect(isBinary).toBe(false);
});

it("a client reads both kinds of messages in the order in which they were sent", async () => {
  const received: string[] = [];
  const complete = new Promise<void>((resolve) => {
    client.on("message", (data) => {
      received.push(String(data));
      if (received.length === 4) resolve();
    });
  });
  writer.enqueue({
    pump() {
      writer.push(Buffer.from("a"), Buffer.from("1"));
      void writer.send("b");
      writer.push(Buffer.from("c"), Buffer.from("3"));
    },
  });
  writer.pump();
  void writer.send("d");
  await complete;
  expect(received).toEqual(["a1", "b", "c3", "d"]);
});
