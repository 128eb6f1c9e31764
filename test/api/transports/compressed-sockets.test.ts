import { on, once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Transform } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import zlib from "node:zlib";
import fc from "fast-check";
import { print } from "graphql";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type PerMessageDeflateOptions, WebSocket } from "ws";
import { createProject, createTasks } from "../../support/board.ts";
import { ProjectActivityDocument } from "../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import type { Person } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { range } from "../../support/range.ts";

const mebibyte = 1024 * 1024;

let database: TestDatabase;
let instance: Instance;
let plainInstance: Instance;
let ada: Person;
/** Streams that inflate messages, of the server as of the clients here. */
const inflaters: { readonly stream: Transform; inflated: number }[] = [];

beforeAll(async () => {
  const create = zlib.createInflateRaw;
  vi.spyOn(zlib, "createInflateRaw").mockImplementation((options) => {
    const stream = create(options);
    const inflater = { stream, inflated: 0 };
    stream.on("data", ({ length }: Buffer) => {
      inflater.inflated += length;
    });
    inflaters.push(inflater);
    return stream;
  });
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  plainInstance = await startInstance(database.url, { COMPRESSION: "off" });
  ada = await instance.person("ada");
});
afterAll(async () => {
  vi.restoreAllMocks();
  await instance.close();
  await plainInstance.close();
  await database.close();
});

/** A socket of ada's, acknowledged. */
interface Peer {
  readonly socket: WebSocket;
  /** The stream below it. */
  readonly stream: Socket;
  /** The answer of the server to the offer of compression. */
  readonly agreed: string | undefined;
  next(): Promise<Record<string, unknown>>;
}

async function openPeer(
  perMessageDeflate: PerMessageDeflateOptions | boolean = true,
  url = instance.url,
): Promise<Peer> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws", { perMessageDeflate });
  const messages = on(socket, "message", { close: ["close"] });
  const upgraded = once(socket, "upgrade") as Promise<[IncomingMessage]>;
  await once(socket, "open");
  const [response] = await upgraded;
  const peer: Peer = {
    socket,
    stream: response.socket,
    agreed: response.headers["sec-websocket-extensions"],
    async next() {
      const { value, done } = await messages.next();
      if (done) throw new Error("The socket was closed.");
      return JSON.parse(String(value[0]));
    },
  };
  socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${ada.token}` } }));
  expect(await peer.next()).toEqual({ type: "connection_ack" });
  return peer;
}

async function subscribe(peer: Peer, id: string, projectId: string): Promise<void> {
  const payload = { query: print(ProjectActivityDocument), variables: { projectId, announce: false } };
  peer.socket.send(JSON.stringify({ id, type: "subscribe", payload }));
  expect(await peer.next()).toMatchObject({ id, payload: { data: { projectActivity: { __typename: "Ready" } } } });
}

/** Takes events of task after task, and returns the bytes that they took on the wire by those of their texts. */
async function readTasks(peers: readonly Peer[], projectId: string, count: number): Promise<number[]> {
  const before = peers.map(({ stream }) => stream.bytesRead);
  const first = (await createTasks(ada, projectId, count, "To be done by Friday, as agreed.")) - count + 1;
  return Promise.all(
    peers.map(async ({ next, stream }, index) => {
      let bytes = 0;
      for (const seq of range(first, first + count - 1)) {
        const message = await next();
        expect(message).toMatchObject({ payload: { data: { projectActivity: { __typename: "TaskCreated", seq } } } });
        bytes += Buffer.byteLength(JSON.stringify(message));
      }
      return (stream.bytesRead - (before[index] ?? 0)) / bytes;
    }),
  );
}

describe("a client", () => {
  it.each<[string, PerMessageDeflateOptions | boolean, string | undefined]>([
    ["that offers no compression", false, undefined],
    ["that offers it", true, "permessage-deflate; client_no_context_takeover"],
    [
      "whose server is to forget each message",
      { serverNoContextTakeover: true },
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
    ],
    [
      "that has little memory",
      { serverMaxWindowBits: 10 },
      "permessage-deflate; server_max_window_bits=10; client_no_context_takeover",
    ],
  ])("%s is answered so, and reads events", async (_who, offer, agreed) => {
    const projectId = await createProject(ada);
    const peer = await openPeer(offer);
    expect(peer.agreed).toBe(agreed);
    await subscribe(peer, "1", projectId);
    const [share = 0] = await readTasks([peer], projectId, 20);
    if (offer === true) expect(share).toBeLessThan(0.4);
    else expect(share).toBeGreaterThan(1);
    peer.socket.terminate();
  });

  it("with COMPRESSION=off gets none", async () => {
    const peer = await openPeer(true, plainInstance.url);
    expect(peer.agreed).toBeUndefined();
    peer.socket.terminate();
  });

  it("gets events of one subscription compressed, and those of another and answers as they are", async () => {
    const [first, second] = [await createProject(ada), await createProject(ada)];
    const [peer, other] = [await openPeer(), await openPeer()];
    for (const each of [peer, other]) await subscribe(each, "b7f7b4a4-4d2b-4a36-9be0-9b5d1cbe11fd", first);
    await subscribe(peer, "2", second);
    for (const _round of range(1, 3)) {
      await readTasks([peer, other], first, 5);
      await readTasks([peer], second, 5);
      peer.socket.send(JSON.stringify({ id: "3", type: "subscribe", payload: { query: "{ __typename }" } }));
      expect(await peer.next()).toMatchObject({ id: "3", type: "next" });
      expect(await peer.next()).toEqual({ id: "3", type: "complete" });
    }
    const [share = 0] = await readTasks([other], first, 40);
    expect(share).toBeLessThan(0.28);
    for (const { socket } of [peer, other]) socket.terminate();
  });
});

describe("a compressed message of a client", () => {
  /** A message of so many bytes once it is inflated. Its pong repeats nothing of it. */
  function pingOf(bytes: number): string {
    const message = JSON.stringify({ type: "ping", payload: { text: "" } });
    return message.replace('""', `"${"x".repeat(bytes - message.length)}"`);
  }

  it("may have 1 MiB once it is inflated, and no byte more: 1009", async () => {
    const peer = await openPeer({ threshold: 0 });
    peer.socket.send(pingOf(mebibyte));
    expect(await peer.next()).toEqual({ type: "pong" });
    peer.socket.send(pingOf(mebibyte + 1));
    expect((await once(peer.socket, "close"))[0]).toBe(1009);
  });

  it("may have no more in parts", async () => {
    const peer = await openPeer({ threshold: 0 });
    peer.socket.send("x".repeat(mebibyte - 1), { fin: false });
    peer.socket.send("xx");
    expect((await once(peer.socket, "close"))[0]).toBe(1009);
  });

  it("inflating to 200 MiB is refused before it is inflated", async () => {
    const peers = await Promise.all(range(1, 8).map(() => openPeer({ threshold: 0 })));
    const closed = Promise.all(peers.map(async ({ socket }) => (await once(socket, "close"))[0]));
    inflaters.splice(0);
    const bomb = deflate(Buffer.alloc(200 * mebibyte, "x"));
    for (const { stream } of peers) stream.write(frameOf(bomb));
    expect(await closed).toEqual(Array(8).fill(1009));
    expect(inflaters).toHaveLength(8);
    for (const { inflated } of inflaters) expect(inflated).toBeLessThan(2 * mebibyte);
  });

  it("leaves no memory taken once it is read", async () => {
    const peer = await openPeer({ threshold: 0 });
    inflaters.splice(0);
    for (const _round of range(1, 3)) {
      peer.socket.send(JSON.stringify({ type: "ping" }));
      expect(await peer.next()).toEqual({ type: "pong" });
    }
    expect(inflaters).toHaveLength(3);
    for (const { stream } of inflaters) expect(stream.destroyed || stream.closed).toBe(true);
    peer.socket.terminate();
  });

  it.each<[string, Buffer, number]>([
    ["a text that is not UTF-8", frameOf(Buffer.from([0x22, 0xff, 0x22]), 0x81), 1007],
    ["an unknown kind of frame", frameOf(Buffer.from("{}"), 0x83), 1002],
    ["a part of no message", frameOf(Buffer.from("{}"), 0x80), 1002],
    ["a reserved bit", frameOf(Buffer.from("{}"), 0xa1), 1002],
    ["a control frame in parts", frameOf(Buffer.from("{}"), 0x09), 1002],
    ["a close code that does not exist", frameOf(Buffer.from([0, 1]), 0x88), 1002],
    ["a payload without a mask", Buffer.from([0x81, 2, 0x7b, 0x7d]), 1002],
    ["a payload that is too long", Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0xff, 0, 0, 0, 0, 0, 0, 0]), 1009],
    ["bytes that cannot be inflated", frameOf(Buffer.from([0xff, 0xff]), 0xc1), 1007],
  ])("may be followed by %s and more", async (_what, fault, code) => {
    const [witness, peer] = [await openPeer(), await openPeer()];
    const closed = once(peer.socket, "close");
    inflaters.splice(0);
    peer.stream.write(frameOf(deflate(Buffer.from(pingOf(mebibyte)))));
    while (inflaters.length === 0) await nextTurn();
    // All that follows waits, chunk by chunk, until that one is inflated.
    for (const chunk of [fault, ...Array<Buffer>(3).fill(frameOf(Buffer.from("not JSON"), 0x81))]) {
      peer.stream.write(chunk);
      for (const _turn of range(1, 3)) await nextTurn();
    }
    expect((await closed)[0]).toBe(code);
    witness.socket.send(JSON.stringify({ type: "ping" }));
    expect(await witness.next()).toEqual({ type: "pong" });
    witness.socket.terminate();
  });

  it("closes its own socket at most, whatever its bytes", async () => {
    const witness = await openPeer();
    const whole = deflate(Buffer.from(JSON.stringify({ type: "ping", payload: { text: "a message ".repeat(20) } })));
    const payloads = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      // Nearly a message: cut, with other bytes, with more behind.
      fc.tuple(fc.nat(whole.length), fc.uint8Array({ maxLength: 5 })).map(([length, bytes]) => {
        return Buffer.concat([whole.subarray(0, length), Buffer.from(bytes), whole.subarray(length + bytes.length)]);
      }),
    );
    await fc.assert(
      fc.asyncProperty(payloads, async (payload) => {
        const peer = await openPeer();
        const ended = Promise.race([once(peer.socket, "close").then(([code]) => code), peer.next().catch(() => null)]);
        peer.stream.write(frameOf(payload));
        // Bytes that leave a block open end with it, as one message more shows.
        peer.stream.write(frameOf(Buffer.from("not compressed"), 0x81));
        const end = await ended;
        if (typeof end === "number") expect([1002, 1007, 1009, 4400]).toContain(end);
        peer.socket.terminate();
      }),
      { numRuns: 60 },
    );
    witness.socket.send(JSON.stringify({ type: "ping" }));
    expect(await witness.next()).toEqual({ type: "pong" });
    witness.socket.terminate();
  });
});

/** The payload of a compressed message. */
function deflate(text: Buffer): Buffer {
  return zlib.deflateRawSync(text, { finishFlush: zlib.constants.Z_SYNC_FLUSH }).subarray(0, -4);
}

/** The frame of a message as clients write it, compressed unless its first byte says otherwise. */
function frameOf(payload: Buffer, firstByte = 0xc1): Buffer {
  const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10);
  head[0] = firstByte;
  if (head.length === 2) head[1] = 0x80 | payload.length;
  else if (head.length === 4) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(payload.length, 2);
  } else {
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  // A mask of zeros changes nothing.
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}
