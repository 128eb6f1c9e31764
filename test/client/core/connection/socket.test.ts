import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { openSocket } from "../../../../client/core/connection/socket.ts";
import type { Socket, SocketEnd } from "../../../../client/core/connection/transport.ts";
import { createEnvironment } from "../../../../client/core/environment/create-environment.ts";
import { createSteeredEnvironment } from "../steered-environment.ts";

let server: WebSocketServer;
let sockets: Socket[] = [];

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
});

afterEach(() => {
  for (const socket of sockets) socket.close();
  sockets = [];
  server.close();
});

interface Opened {
  readonly socket: Socket;
  /** Resolves when the server has acknowledged. */
  readonly opened: Promise<void>;
  readonly closed: Promise<SocketEnd>;
}

function open(
  port = (server.address() as AddressInfo).port,
  environment = createEnvironment(),
  connectLimit = 5_000,
): Opened {
  const opened = withResolvers<void>();
  const closed = withResolvers<SocketEnd>();
  const socket = openSocket({
    url: `http://127.0.0.1:${port}`,
    token: "secret",
    webSocketImpl: WebSocket,
    environment,
    connectLimit,
    findProbe: () => null,
    onOpened: opened.resolve,
    onClosed: closed.resolve,
  });
  sockets.push(socket);
  return { socket, opened: opened.promise, closed: closed.promise };
}

async function accept(): Promise<{ peer: WebSocket; next: () => Promise<unknown>; say: (message: object) => void }> {
  const [peer] = (await once(server, "connection")) as [WebSocket];
  const heard: unknown[] = [];
  const waiters: ((message: unknown) => void)[] = [];
  peer.on("message", (data) => {
    const message: unknown = JSON.parse(String(data));
    const waiter = waiters.shift();
    if (waiter) waiter(message);
    else heard.push(message);
  });
  return {
    peer,
    next: () => (heard.length > 0 ? Promise.resolve(heard.shift()) : new Promise((resolve) => waiters.push(resolve))),
    say: (message) => peer.send(JSON.stringify(message)),
  };
}

it("a socket speaks graphql-transport-ws: it initialises, subscribes, answers pings and completes", async () => {
  const { socket, opened } = open();
  const { peer, next, say } = await accept();
  expect(peer.protocol).toBe("graphql-transport-ws");
  expect(await next()).toEqual({ type: "connection_init", payload: { authorization: "Bearer secret" } });
  say({ type: "ping", payload: { n: 1 } });
  expect(await next()).toEqual({ type: "pong", payload: { n: 1 } });
  say({ type: "connection_ack" });
  await opened;

  const told: unknown[] = [];
  const done = withResolvers<void>();
  const sinkOf = (name: string) => ({
    next: (result: unknown) => void told.push([name, result]),
    refused: (errors: unknown) => void told.push([name, errors]),
    completed() {
      told.push([name, "completed"]);
      done.resolve();
    },
  });
  const payload = { query: "subscription { a }", variables: { b: 1 } };
  const leave = socket.subscribe(payload, sinkOf("left"), () => {});
  socket.subscribe(payload, sinkOf("refused"), () => {});
  socket.subscribe(payload, sinkOf("completed"), () => {});
  expect(await next()).toEqual({ type: "subscribe", id: "1", payload });
  await next();
  await next();
  say({ type: "next", id: "1", payload: { data: { a: 1 } } });
  say({ type: "error", id: "2", payload: [{ message: "No." }] });
  say({ type: "next", id: "2", payload: { data: { a: 2 } } });
  say({ type: "complete", id: "3" });
  await done.promise;
  expect(told).toEqual([
    ["left", { data: { a: 1 } }],
    ["refused", [{ message: "No." }]],
    ["completed", "completed"],
  ]);
  leave();
  leave();
  expect(await next()).toEqual({ type: "complete", id: "1" });
  // Nothing is sent for a subscription that is over: the next message is the answer to this ping.
  say({ type: "ping" });
  expect(await next()).toEqual({ type: "pong" });
});

it("a socket tells code and reason of its end once, and nothing after its own close", async () => {
  const one = open();
  const { peer } = await accept();
  peer.close(4401, "Unauthorized");
  expect(await one.closed).toEqual({ code: 4401, reason: "Unauthorized", isSilence: false });

  const other = open();
  const { peer: second, say } = await accept();
  say({ type: "connection_ack" });
  await other.opened;
  other.socket.close();
  const [code] = (await once(second, "close")) as [number];
  expect(code).toBe(1000);
  const isTold = await Promise.race([other.closed.then(() => true), new Promise((resolve) => setImmediate(resolve))]);
  expect(isTold).toBeUndefined();
});

it.each(["<html>", "null", "[]", '{"type":1}'])(
  "a server that says %s counts as one of another protocol",
  async (text) => {
    const { closed } = open();
    const { peer } = await accept();
    peer.send(text);
    expect(await closed).toEqual({
      code: 4400,
      reason: "The server speaks another protocol.",
      isSilence: false,
    });
  },
);

it("a server that cannot be reached is told as such", async () => {
  const { port } = server.address() as AddressInfo;
  server.close();
  const { closed } = open(port);
  expect(await closed).toEqual({ code: null, reason: "The server cannot be reached.", isSilence: false });
});

it.each([-3_600_000, -12_000, 0, 3_600_000])(
  "a server that went silent is given up after the clock was set by %i ms",
  async (by) => {
    const { environment, skip } = createSteeredEnvironment(100);
    const { opened, closed } = open(undefined, environment, 1_000_000);
    const { next, say } = await accept();
    expect(await next()).toMatchObject({ type: "connection_init" });
    say({ type: "connection_ack" });
    await opened;
    skip(by);
    expect(await next()).toEqual({ type: "ping" });
    expect(await closed).toEqual({ code: null, reason: "The server does not answer.", isSilence: true });
  },
);

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
