import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { type Instance, startInstance } from "../../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { openConnection, openRawSocket, type RawSocket } from "../../support/raw-socket.ts";
import { signToken } from "../../support/sign-token.ts";

let database: TestDatabase;
let instance: Instance;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await instance.close();
  vi.useRealTimers();
  await database.close();
});

describe("with MAX_CONNECTIONS_PER_USER", () => {
  it("so many connections of a user are taken, however many come at once, and others when those are gone", async () => {
    instance = await startInstance(database.url, { MAX_CONNECTIONS_PER_USER: "3" });
    const token = await signToken("ada");
    const attempts = await Promise.all(Array.from({ length: 10 }, () => connect(token)));
    const taken = attempts.filter(({ isTaken }) => isTaken);
    expect(taken).toHaveLength(3);
    for (const { isTaken, socket } of attempts) {
      if (!isTaken) expect(await socket.closed).toEqual({ code: 4429, reason: "A user may have 3 connections." });
    }
    (await openConnection(instance.url, await signToken("grace"))).terminate();

    taken[0]?.socket.terminate();
    await vi.waitFor(async () => expect((await connect(token)).isTaken).toBe(true));
    for (const { socket } of taken) socket.terminate();
  });
});

describe("pings", () => {
  /** More than lies between two of them, in milliseconds. */
  const interval = 15_000;
  /** What only the tests' clock calls. */
  const ping = () => vi.advanceTimersByTimeAsync(interval);

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    instance = await startInstance(database.url);
  });

  it("cut a peer that answers none, whether or not it was acknowledged", async () => {
    const silent = await openPeer({ autoPong: false });
    const acknowledged = await openPeer({ autoPong: false });
    acknowledged.send(await initMessage());
    await once(acknowledged, "message");
    for (const peer of [silent, acknowledged]) expect(peer.readyState).toBe(WebSocket.OPEN);
    const pings = Promise.all([once(silent, "ping"), once(acknowledged, "ping")]);
    const closings = Promise.all([once(silent, "close"), once(acknowledged, "close")]);
    await ping();
    await pings;
    for (const peer of [silent, acknowledged]) expect(peer.readyState).toBe(WebSocket.OPEN);
    await ping();
    expect((await closings).map(([code]) => code)).toEqual([1006, 1006]);
  });

  it("leave alone who answers them", async () => {
    const peer = await openPeer();
    peer.send(await initMessage());
    await once(peer, "message");
    for (let round = 1; round <= 5; round += 1) {
      const pinged = once(peer, "ping");
      await ping();
      await pinged;
      // The answer to it overtakes nothing on the way, so that the pong was there before this.
      const answered = once(peer, "message");
      peer.send(JSON.stringify({ type: "ping" }));
      expect(JSON.parse(String((await answered)[0]))).toEqual({ type: "pong" });
    }
    expect(peer.readyState).toBe(WebSocket.OPEN);
    peer.terminate();
  });
});

async function connect(token: string): Promise<{ readonly socket: RawSocket; readonly isTaken: boolean }> {
  const socket = await openRawSocket(instance.url);
  socket.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
  const isTaken = await socket.next().then(
    () => true,
    () => false,
  );
  return { socket, isTaken };
}

async function openPeer(options: { readonly autoPong?: boolean } = {}): Promise<WebSocket> {
  const peer = new WebSocket(`${instance.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", options);
  await once(peer, "open");
  return peer;
}

async function initMessage(): Promise<string> {
  return JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${await signToken("ada")}` } });
}
