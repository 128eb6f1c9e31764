import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createProject, createTasks } from "../support/board.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { openConnection, openRawSocket } from "../support/raw-socket.ts";
import { signToken } from "../support/sign-token.ts";

let database: TestDatabase;
let instance: Instance;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await instance.close();
});
afterAll(async () => {
  await database.close();
});

const head = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";

it("a connection has 16 requests under way at most: one that asks and never reads is cut", async () => {
  instance = await startInstance(database.url);
  const ask = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
  const modest = await open();
  const answered = text(modest);
  modest.write(`${ask.repeat(15)}${ask.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n")}`);
  expect((await answered).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(16);

  const greedy = await open();
  let heard = "";
  greedy.setEncoding("utf8").on("data", (data: string) => {
    heard += data;
  });
  greedy.on("error", () => undefined).write(ask.repeat(200));
  await once(greedy, "close");
  expect((heard.match(/HTTP\/1\.1/g) ?? []).length).toBeLessThan(17);
});

it("a connection may be idle for longer than proxies keep theirs, so that they never use one that is being closed", async () => {
  instance = await startInstance(database.url);
  const { headers } = await fetch(`${instance.url}/healthz`);
  expect(headers.get("keep-alive")).toBe("timeout=75");
});

describe("a request that comes too slowly is cut off", () => {
  beforeEach(async () => {
    instance = await startInstance(database.url, { REQUEST_TIMEOUT_SECONDS: "1" });
  });

  it.each([
    ["never begins", ""],
    ["stops in its head", head],
    ["stops in its body", `${head}content-length: 1000\r\n\r\n{"query": `],
    ["stops between its chunks", `${head}transfer-encoding: chunked\r\n\r\n5\r\n{"que\r\n`],
  ])("if it %s", async (_where, begun) => {
    const sockets = await Promise.all(range(1, 20).map(() => open()));
    const answers = sockets.map((socket) => text(socket));
    for (const socket of sockets) socket.write(begun);
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^(HTTP\/1.1 408 Request Timeout|$)/);
    expect(await post(instance.url, undefined, { query: "{ __typename }" })).toEqual({ data: { __typename: "Query" } });
  });

  it("if it arrives byte by byte", async () => {
    const socket = await open();
    const answer = text(socket);
    const dripping = setInterval(() => socket.write("x"), 20);
    socket.write(`${head}x-slow: `);
    expect(await answer).toMatch(/^(HTTP\/1.1 408|$)/);
    clearInterval(dripping);
  });

  it("but not a WebSocket that is silent", async () => {
    const quiet = await openConnection(instance.url, await signToken("ada"));
    const slow = await open();
    slow.write(head);
    await text(slow);
    quiet.send({ id: "1", type: "subscribe", payload: { query: "{ __typename }" } });
    expect(await quiet.next()).toMatchObject({ type: "next" });
    quiet.terminate();
  });
});

describe("a connection on which nothing moves while it has an answer to send", () => {
  /** Far more than the buffers of two sockets hold. */
  const size = 60 * 10 * 65_000;
  /** The servers' ends of connections. */
  const ends: Socket[] = [];
  const note = (message: unknown) => void ends.push((message as { readonly socket: Socket }).socket);

  beforeAll(() => subscribe("net.server.socket", note));
  afterAll(() => void unsubscribe("net.server.socket", note));

  beforeEach(async () => {
    instance = await startInstance(database.url, { STALL_TIMEOUT_SECONDS: "3", MAX_ANSWER_BYTES: "67108864" });
  });

  it("is ended: who reads on much later gets no more than what was on the way", async () => {
    const reader = await askForMuch();
    await once(reader, "readable");
    const end = ends.find(({ remotePort }) => remotePort === reader.localPort);
    if (end?.closed === false) await once(end, "close");
    expect(end?.closed).toBe(true);
    expect((await text(reader)).length).toBeLessThan(size);
  });

  it("but not that of a client who only reads slowly", async () => {
    const reader = await askForMuch();
    const beganAt = performance.now();
    let length = 0;
    for await (const data of reader) {
      const megabytes = Math.floor(length / 1_000_000);
      length += data.length;
      if (length >= (megabytes + 1) * 1_000_000) await setTimeout(120);
    }
    expect(length).toBeGreaterThan(size);
    expect(performance.now() - beganAt).toBeGreaterThan(4_000);
  });

  async function askForMuch(): Promise<Socket> {
    const ada = await instance.person("ada");
    const projectId = await createProject(ada);
    await createTasks(ada, projectId, 10, "a".repeat(65_000));
    const copies = range(1, 60).map((number) => `copy${number}: tasks(first: 10) { nodes { description } }`);
    const body = JSON.stringify({ query: `{ project(id: "${projectId}") { ${copies.join(" ")} } }` });
    const reader = await open();
    reader.write(`${head}authorization: Bearer ${ada.token}\r\nconnection: close\r\n`);
    reader.write(`content-length: ${body.length}\r\n\r\n${body}`);
    return reader;
  }
});

describe("oversized input is refused", () => {
  it("a head of more than 16 KiB, over HTTP and for a WebSocket: 431", async () => {
    instance = await startInstance(database.url);
    const large = "x".repeat(17 * 1024);
    const response = await fetch(`${instance.url}/graphql?query=%7B__typename%7D`, { headers: { "x-large": large } });
    expect(response.status).toBe(431);
    const socket = new WebSocket(`${instance.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
      headers: { "x-large": large },
    });
    expect(String((await once(socket, "error"))[0])).toContain("431");
  });

  it("a body or a message beyond MAX_MESSAGE_BYTES, under /auth as well", async () => {
    instance = await startInstance(database.url, { MAX_MESSAGE_BYTES: "65536" });
    const token = await signToken("ada");
    const body = JSON.stringify({ query: "{ __typename }", variables: { text: "x".repeat(65_536) } });
    for (const path of ["/graphql", "/auth/sign-in/email"]) {
      const headers = { "content-type": "application/json" };
      const response = await fetch(instance.url + path, { method: "POST", headers, body });
      expect(response.status).toBe(413);
    }
    const socket = await openConnection(instance.url, token);
    socket.send({ id: "1", type: "subscribe", payload: JSON.parse(body) });
    expect(await socket.closed).toMatchObject({ code: 1009 });
    const stranger = await openRawSocket(instance.url);
    stranger.send({ type: "connection_init", payload: { authorization: "x".repeat(65_536) } });
    expect(await stranger.closed).toMatchObject({ code: 1009 });
  });
});

it("more connections than MAX_CONNECTIONS are ended at once, and those that are open stay", async () => {
  instance = await startInstance(database.url, { MAX_CONNECTIONS: "5" });
  const token = await signToken("ada");
  const first = await openConnection(instance.url, token);
  const idle = await Promise.all(range(1, 4).map(() => open()));
  const more = await Promise.all(range(1, 10).map(() => open()));
  await Promise.all(more.map((socket) => once(socket, "close")));
  const [reader] = idle;
  reader?.write("GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
  expect(reader && (await text(reader))).toContain('lockstep_refusals_total{limit="MAX_CONNECTIONS"} 10');
  first.send({ id: "1", type: "subscribe", payload: { query: "{ __typename }" } });
  expect(await first.next()).toMatchObject({ type: "next" });
  for (const socket of idle.slice(1)) {
    const closed = once(socket, "close");
    socket.destroy();
    await closed;
  }
  first.terminate();
});

describe("a page of another site", () => {
  it.each(["https://evil.example", "null", "http://localhost:1", "https://board.example.evil.example"])(
    "opens no WebSocket: %s",
    async (origin) => {
      instance = await startInstance(database.url, { ALLOWED_ORIGINS: "https://board.example" });
      const [error] = await once(openFrom(origin), "error");
      expect(String(error)).toContain("Unexpected server response: 403");
    },
  );

  it("but an own one does, one that is allowed, and what is no page", async () => {
    instance = await startInstance(database.url, { ALLOWED_ORIGINS: "https://board.example" });
    const own = [instance.url, instance.url.replace("127.0.0.1", "localhost")];
    for (const origin of [...own, "https://board.example", undefined]) {
      const socket = openFrom(origin);
      await once(socket, "open");
      socket.terminate();
    }
  });

  function openFrom(origin: string | undefined): WebSocket {
    const url = `${instance.url.replace("http", "ws")}/graphql`;
    return new WebSocket(url, "graphql-transport-ws", origin === undefined ? {} : { origin });
  }
});

async function open(): Promise<Socket> {
  const { port, hostname } = new URL(instance.url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}
