import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { administer } from "../support/administer.ts";
import { createProject } from "../support/board.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type Person, post } from "../support/person.ts";
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

describe("a request that comes too slowly is cut off", () => {
  beforeEach(async () => {
    instance = await startInstance(database.url, { REQUEST_TIMEOUT_SECONDS: "1" });
  });

  it.each([
    ["never begins", ""],
    ["stops in its head", head],
    ["stops in its body", `${head}content-length: 1000\r\n\r\n{"query": `],
    ["stops between its chunks", `${head}transfer-encoding: chunked\r\n\r\n5\r\n{"que\r\n`],
  ])("that %s", async (_where, begun) => {
    const sockets = await Promise.all(range(1, 20).map(() => open()));
    const answers = sockets.map((socket) => text(socket));
    for (const socket of sockets) socket.write(begun);
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^(HTTP\/1.1 408 Request Timeout|$)/);
    expect(await post(instance.url, undefined, { query: "{ __typename }" })).toEqual({ data: { __typename: "Query" } });
  });

  it("that drips byte by byte", async () => {
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

describe("what is too large is refused", () => {
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
  first.send({ id: "1", type: "subscribe", payload: { query: "{ __typename }" } });
  expect(await first.next()).toMatchObject({ type: "next" });
  for (const socket of idle) {
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

describe("the address that is kept with a change", () => {
  const forwarded = "198.51.100.1, 203.0.113.7";

  it.each([
    ["the connection's, whatever a client claims, where no proxy is trusted", {}, "127.0.0.1"],
    ["what a trusted proxy saw, and not what the client told it", { TRUSTED_PROXIES: "loopback" }, "203.0.113.7"],
    ["what the first of two proxies saw", { TRUSTED_PROXIES: "127.0.0.0/8,203.0.113.0/24" }, "198.51.100.1"],
    ["the connection's where another proxy is trusted", { TRUSTED_PROXIES: "10.0.0.0/8" }, "127.0.0.1"],
  ])("is %s, over HTTP and WebSocket", async (_whose, variables, address) => {
    instance = await startInstance(database.url, variables);
    const ada = await instance.person("ada");
    const projectId = await createProject(ada);
    await changeFrom(ada, projectId);
    expect(await readAddresses(projectId)).toEqual([address, address]);
  });

  it("is the proxy's own where what it passes on is no address", async () => {
    instance = await startInstance(database.url, { TRUSTED_PROXIES: "loopback" });
    const ada = await instance.person("ada");
    const projectId = await createProject(ada);
    await changeFrom(ada, projectId, "<script>");
    expect(await readAddresses(projectId)).toEqual(["127.0.0.1", "127.0.0.1"]);
  });

  async function changeFrom({ token }: Person, projectId: string, from = forwarded): Promise<void> {
    const query = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { seq } }";
    const body = { query, variables: { input: { projectId, title: "A task" } } };
    const headers = { "x-forwarded-for": from };
    const json = { "content-type": "application/json", authorization: `Bearer ${token}` };
    await fetch(`${instance.url}/graphql`, {
      method: "POST",
      headers: { ...headers, ...json },
      body: JSON.stringify(body),
    });
    const socket = new WebSocket(`${instance.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", { headers });
    await once(socket, "open");
    for (const message of [
      { type: "connection_init", payload: { authorization: `Bearer ${token}` } },
      { id: "1", type: "subscribe", payload: body },
    ]) {
      const answered = once(socket, "message");
      socket.send(JSON.stringify(message));
      await answered;
    }
    socket.terminate();
  }

  async function readAddresses(projectId: string): Promise<unknown[]> {
    const of = `project_id = '${projectId}' AND seq > 1`;
    const rows = await administer(database.url, `SELECT address FROM activities WHERE ${of} ORDER BY seq`);
    return rows.map((row) => row["address"]);
  }
});

async function open(): Promise<Socket> {
  const { port, hostname } = new URL(instance.url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}
