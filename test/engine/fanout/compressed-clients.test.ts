import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { setImmediate } from "node:timers/promises";
import type { Browser as Firefox } from "puppeteer-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createWebSocketEnvelope } from "../../../src/engine/fanout/envelope.ts";
import type { SourceEvent } from "../../../src/engine/fanout/event-source.ts";
import { FanOut } from "../../../src/engine/fanout/fan-out.ts";
import { FrameMemory } from "../../../src/engine/fanout/frame-memory.ts";
import { webSocketFraming as framing } from "../../../src/engine/fanout/framing.ts";
import { SocketWriter } from "../../../src/engine/fanout/socket-writer.ts";
import { keepsWindow } from "../../../src/server/websocket/ws-compat.ts";
import { createRandom, type Random } from "../../faults/random.ts";
import { launchChromium } from "../../support/chromium.ts";
import { launchFirefox } from "../../support/firefox.ts";
import { range } from "../../support/range.ts";
import { testSeed } from "../../support/seed.ts";
import { createNotedTick, createTickSchema, createTickSource, type TickSource } from "./ticks.ts";

/** All messages that a client read on one socket until it was told of the end. */
interface Reading {
  readonly extensions: string;
  readonly texts: readonly string[];
}

/** Opens sockets at once, and resolves with what each has read. Clients evaluate its text. */
function readAll(url: string, count: number): Promise<Reading[]> {
  const read = () =>
    new Promise<Reading>((resolve, reject) => {
      const texts: string[] = [];
      const socket = new globalThis.WebSocket(url);
      socket.onerror = () => reject(new Error("The socket failed."));
      socket.onclose = ({ code }) => reject(new Error(`The socket was closed with ${code}.`));
      socket.onmessage = ({ data }) => {
        if (data !== "end") return void texts.push(data);
        resolve({ extensions: socket.extensions, texts });
        socket.close();
      };
    });
  return Promise.all(Array.from({ length: count }, read));
}

interface Seat {
  readonly webSocket: WebSocket;
  readonly writer: SocketWriter;
  /** By the id of each subscription on this socket. */
  readonly sources: Map<string, TickSource>;
  /** Messages by the id of their subscription, and plain ones under "". */
  readonly sent: Map<string, unknown[]>;
}

let server: WebSocketServer;
let url: string;
let seats: Seat[] = [];
let notify = () => {};
let firefox: Firefox;

beforeAll(async () => {
  const memory = new FrameMemory();
  server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: { clientNoContextTakeover: true } });
  server.on("connection", (webSocket, { socket: stream }) => {
    const onOverflow = () => webSocket.terminate();
    const canDeflate = keepsWindow(webSocket);
    const channel = { stream, framing, isOpen: () => webSocket.readyState === webSocket.OPEN, canDeflate };
    const writer = new SocketWriter({ ...channel, memory, maxBacklog: 100_000_000, onOverflow });
    seats.push({ webSocket, writer, sources: new Map(), sent: new Map([["", []]]) });
    notify();
  });
  await once(server, "listening");
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  firefox = await launchFirefox();
});
beforeEach(() => {
  seats = [];
});
afterAll(async () => {
  await firefox.close();
  server.close();
});

const clients: Readonly<Record<string, (count: number) => Promise<Reading[]>>> = {
  ws: (count) => Promise.all(Array.from({ length: count }, readByWs)),
  "Node's WebSocket": readByNode,
  Chromium: async (count) => {
    const context = await (await launchChromium()).newContext();
    const page = await context.newPage();
    const readings = await page.evaluate<Reading[]>(`(${readAll})(${JSON.stringify(url)}, ${count})`);
    await context.close();
    return readings;
  },
  Firefox: async (count) => {
    const page = await firefox.newPage();
    return (await page.evaluate(`(${readAll})(${JSON.stringify(url)}, ${count})`)) as Reading[];
  },
};

describe.each(Object.entries(clients))("%s", (name, read) => {
  test(`reads all that is sent, compressed and not, on sockets that join at any time (seed ${testSeed})`, async () => {
    const count = 6;
    const readings = read(count);
    // Told below, too, when the sending fails.
    readings.catch(() => undefined);
    await allSeated(count);
    const run = new Run(createRandom(testSeed));
    await run.play(2_000);
    for (const [index, { extensions, texts }] of (await readings).entries()) {
      expect(extensions, name).toContain("permessage-deflate");
      expect(texts.length).toBeGreaterThan(500);
      // Sockets are numbered as they came, which the client does not know: the first message tells.
      const seat = seats.find(({ sent }) => JSON.stringify(sent.get("")?.[0]) === texts[0]);
      expect(byId(texts), `socket ${index}`).toEqual(seat?.sent);
    }
    // Else nothing of what is tested happened.
    expect(run.deflatedShare).toBeGreaterThan(0.3);
  });
});

/** Events of one feed, and sockets that subscribe to it by chance. */
class Run {
  readonly #random: Random;
  readonly #fanOut = new FanOut();
  readonly #schema = createTickSchema();
  readonly #feed = {};
  #length = 0;

  constructor(random: Random) {
    this.#random = random;
    for (const [index, seat] of seats.entries()) this.#send(seat, { socket: index });
  }

  /** Share of the deliveries that were compressed. */
  get deflatedShare(): number {
    const { deflated, deliveries } = this.#fanOut.stats;
    return deflated / deliveries.websocket;
  }

  async play(length: number): Promise<void> {
    const random = this.#random;
    const query = "subscription { ticks { number note } }";
    const { document } = this.#schema.args(query);
    while (this.#length < length) {
      const seat = random.pick(seats);
      if (seat.sources.size === 0 || random.chance(0.005)) {
        const source = Object.assign(createTickSource(), { feed: this.#feed });
        const id = random.chance(0.5) ? `${seat.sent.size}` : `${seat.sent.size} 7d0cbd36-9c24-42bd-8ad1-é🐕"\\`;
        seat.sources.set(id, source);
        seat.sent.set(id, []);
        const envelope = createWebSocketEnvelope(id);
        this.#fanOut.deliver({ source, args: this.#schema.args(query, {}, document), writer: seat.writer, envelope });
      } else if (random.chance(0.01)) {
        const [id] = seat.sources.keys();
        seat.sources.get(id ?? "")?.end();
        seat.sources.delete(id ?? "");
      }
      if (random.chance(0.2)) this.#send(seat, { note: "é".repeat(random.integer(0, 300)) });
      if (random.chance(0.1)) seat.webSocket.ping();
      this.#pushAll(range(1, random.pick([1, 1, 1, 3, 10, 20])).map(() => this.#nextTick()));
      if (random.chance(0.8)) await setImmediate();
    }
    const deliveries = this.#listSent().reduce((sum, sent) => sum + sent.length, 0);
    while (this.#fanOut.stats.deliveries.websocket < deliveries) await setImmediate();
    for (const { writer } of seats) void writer.send("end");
  }

  /** Messages of each subscription. */
  #listSent(): readonly (readonly unknown[])[] {
    return seats.flatMap(({ sent }) => [...sent].filter(([id]) => id !== "").map(([, messages]) => messages));
  }

  #pushAll(events: readonly SourceEvent[]): void {
    for (const { sources, sent } of seats) {
      for (const [id, source] of sources) {
        source.push(...events);
        const payloads = events.map(({ event, extensions }) => ({ data: { ticks: event }, extensions }));
        sent.get(id)?.push(...payloads.map((payload) => ({ id, type: "next", payload })));
      }
    }
  }

  #nextTick(): SourceEvent {
    const random = this.#random;
    this.#length += 1;
    const words = range(1, random.integer(0, 80)).map(() =>
      random.pick(["invoice", "Łódź", "🐕", "\\", '"', "\u0000"]),
    );
    const size = random.chance(0.01) ? random.pick([40_000, 70_000]) : 0;
    return createNotedTick(this.#length, words.join(" ") + "a long note ".repeat(size / 12));
  }

  #send(seat: Seat | undefined, message: object): void {
    seat?.sent.get("")?.push(message);
    void seat?.writer.send(JSON.stringify(message));
  }
}

function byId(texts: readonly string[]): Map<string, unknown[]> {
  const messages = new Map<string, unknown[]>([["", []]]);
  for (const text of texts) {
    const message = JSON.parse(text) as { readonly id?: string };
    const known = messages.get(message.id ?? "") ?? [];
    known.push(message);
    messages.set(message.id ?? "", known);
  }
  return messages;
}

function allSeated(count: number): Promise<void> {
  return new Promise((resolve) => {
    notify = () => {
      if (seats.length === count) resolve();
    };
    notify();
  });
}

function readByWs(): Promise<Reading> {
  const texts: string[] = [];
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (data) => {
      if (String(data) !== "end") return void texts.push(String(data));
      resolve({ extensions: socket.extensions, texts });
      socket.close();
    });
  });
}

async function readByNode(count: number): Promise<Reading[]> {
  const script = `console.log(JSON.stringify(await (${readAll})(${JSON.stringify(url)}, ${count})))`;
  // Node 20 has it behind a flag, which later versions take as well.
  const flags = ["--experimental-websocket", "--no-warnings", "--input-type=module"];
  const child: ChildProcess = spawn(process.execPath, [...flags, "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!child.stdout) throw new Error("The process has no output.");
  for await (const line of createInterface(child.stdout)) return JSON.parse(line) as Reading[];
  throw new Error("Node's WebSocket has read nothing.");
}
