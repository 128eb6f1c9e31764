import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { createClient } from "graphql-ws";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { scrape } from "../../metrics/scrape.ts";
import { createProject, createTasks } from "../../support/board.ts";
import { holdReads } from "../../support/held-lock.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { range } from "../../support/range.ts";
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
    expect((await scrape(instance.url)).get('lockstep_refusals_total{limit="MAX_CONNECTIONS_PER_USER"}')).toBe(7);

    taken[0]?.socket.terminate();
    await vi.waitFor(async () => expect((await connect(token)).isTaken).toBe(true));
    for (const { socket } of taken) socket.terminate();
  });
});

describe("pings", () => {
  /** Milliseconds between two of them. */
  const interval = 12_000;
  /** Timers that only the clock of the tests calls. */
  const ping = () => vi.advanceTimersByTimeAsync(interval);

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    instance = await startInstance(database.url, { MAX_ANSWER_BYTES: "67108864" });
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

  it("leave alone who does not answer them yet, being slow to read one long answer that stands before", async () => {
    const ada = await instance.person("ada");
    const projectId = await createProject(ada);
    await createTasks(ada, projectId, 10, "a".repeat(65_000));
    const peer = new WebSocket(`${instance.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    const upgraded = once(peer, "upgrade") as Promise<[IncomingMessage]>;
    await once(peer, "open");
    const [{ socket: stream }] = await upgraded;
    peer.send(await initMessage());
    await once(peer, "message");
    const copies = range(1, 60).map((number) => `copy${number}: tasks(first: 10) { nodes { description } }`);
    const query = `query ($projectId: ID!) { project(id: $projectId) { ${copies.join(" ")} } }`;
    peer.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query, variables: { projectId } } }));
    const answered = once(peer, "message");
    for (let round = 1; round <= 4; round += 1) {
      await readSome(peer, stream, 3_000_000);
      await ping();
    }
    peer.resume();
    const [answer] = await answered;
    expect(String(answer).length).toBeGreaterThan(60 * 10 * 65_000);
    expect(peer.readyState).toBe(WebSocket.OPEN);
    peer.terminate();
  });
});

describe("a connection", () => {
  it("has 200 operations at most that the client has left and whose turn has not come", async () => {
    instance = await startInstance(database.url);
    const socket = await openConnection(instance.url, await signToken("ada"));
    // They arrive faster than their turns come.
    for (const id of range(1, 3_000).map(String)) {
      socket.send({ id, type: "subscribe", payload: { query: "{ __typename }" } });
      socket.send({ id, type: "complete" });
    }
    expect(await socket.next()).toMatchObject({ type: "error", payload: [{ extensions: { code: "RATE_LIMITED" } }] });
    socket.terminate();
  });

  it("holds no place for subscriptions that its client leaves while the log cannot be read", async () => {
    instance = await startInstance(database.url);
    const ada = await instance.person("ada");
    const projectId = await createProject(ada);
    const connectionParams = { authorization: `Bearer ${ada.token}` };
    const url = `${instance.url.replace("http", "ws")}/graphql`;
    const client = createClient({ url, webSocketImpl: WebSocket, connectionParams });
    const subscription = "subscription ($projectId: ID!) { projectActivity(projectId: $projectId) { __typename } }";
    const subscribe = () => client.iterate({ query: subscription, variables: { projectId } });
    const lock = await holdReads(database.url);
    try {
      for (const _round of range(1, 5)) {
        const left = range(1, 60).map(subscribe);
        // Operations of a user begin in the order in which they come: the admissions are under way when it is answered.
        for await (const { data } of client.iterate({ query: "{ __typename }" })) {
          expect(data).toEqual({ __typename: "Query" });
        }
        await Promise.all(left.map((each) => each.return?.()));
      }
      const stays = subscribe();
      const first = stays.next();
      // All of them share one read of the log.
      expect(await lock.waiting(1)).toHaveLength(1);
      await lock.release();
      expect((await first).value).toMatchObject({ data: { projectActivity: { __typename: "Ready" } } });
      await stays.return?.();
    } finally {
      await lock.release();
      await client.dispose();
    }
  });

  it("keeps its other operations when a subscription selects nothing: BAD_USER_INPUT", async () => {
    instance = await startInstance(database.url);
    const socket = await openConnection(instance.url, await signToken("ada"));
    const query = 'subscription { projectActivity(projectId: "x") @skip(if: true) { __typename } }';
    socket.send({ id: "1", type: "subscribe", payload: { query } });
    expect(await socket.next()).toMatchObject({
      id: "1",
      type: "error",
      payload: [{ extensions: { code: "BAD_USER_INPUT", issues: [] } }],
    });
    socket.send({ id: "2", type: "subscribe", payload: { query: "{ __typename }" } });
    expect(await socket.next()).toMatchObject({ id: "2", type: "next" });
    socket.terminate();
  });

  it("takes no id that is longer than 1,024 characters: 4400", async () => {
    instance = await startInstance(database.url);
    const socket = await openConnection(instance.url, await signToken("ada"));
    socket.send({ id: "a".repeat(1_024), type: "subscribe", payload: { query: "{ __typename }" } });
    expect(await socket.next()).toMatchObject({ type: "next" });
    socket.send({ id: "a".repeat(1_025), type: "subscribe", payload: { query: "{ __typename }" } });
    expect(await socket.closed).toEqual({ code: 4400, reason: "The id is longer than 1024 characters." });
  });

  it("left by a peer without a close keeps nobody from reconnecting", async () => {
    instance = await startInstance(database.url, { MAX_CONNECTIONS_PER_USER: "1" });
    const gone = await openPeer({ autoPong: false });
    gone.send(await initMessage());
    await once(gone, "message");
    const closed = once(gone, "close");
    (await openConnection(instance.url, await signToken("ada"))).terminate();
    expect((await closed)[0]).toBe(1006);
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

/** Reads so many bytes on, and then no more. */
async function readSome(peer: WebSocket, stream: Socket, bytes: number): Promise<void> {
  const end = stream.bytesRead + bytes;
  peer.resume();
  while (stream.bytesRead < end) await once(stream, "data");
  peer.pause();
}

async function initMessage(): Promise<string> {
  return JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${await signToken("ada")}` } });
}
