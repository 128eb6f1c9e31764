import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createRecordingLogger } from "../engine/bus/recording-logger.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { openConnection, openRawSocket } from "../support/raw-socket.ts";
import { signToken } from "../support/sign-token.ts";
import { type Bystander, startBystander } from "./bystander.ts";

const recording = createRecordingLogger();
let database: TestDatabase;
let instance: Instance;
let token: string;
let bystander: Bystander;
let linesBefore = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, {}, {}, recording.logger);
  token = await signToken("mallory");
  bystander = await startBystander(instance.url);
});
beforeEach(() => {
  linesBefore = recording.lines.length;
});
afterEach(async () => {
  await bystander.untilWrites(2);
  const lines = recording.lines.slice(linesBefore);
  expect(lines.filter(({ level }) => level > 30)).toEqual([]);
  for (const line of lines) expect(JSON.stringify(line).length).toBeLessThan(1_000);
});
afterAll(async () => {
  await bystander.expectUnharmed();
  await instance.close();
  await database.close();
});

const lists = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
const query = JSON.stringify("{ __typename }");

/** Messages, each with one value of free choice. */
const places: Readonly<Record<string, (value: string) => string>> = {
  "an extra member of subscribe": (v) => `{"type":"subscribe","id":"1","payload":{"query":${query},"v":${v}}}`,
  variables: (v) => `{"type":"subscribe","id":"1","payload":{"query":${query},"variables":{"v":${v}}}}`,
  extensions: (v) => `{"type":"subscribe","id":"1","payload":{"query":${query},"extensions":{"v":${v}}}}`,
  "the query": (v) => `{"type":"subscribe","id":"1","payload":{"query":${v}}}`,
  "the id of subscribe": (v) => `{"type":"subscribe","id":${v},"payload":{"query":${query}}}`,
  "an extra member of complete": (v) => `{"type":"complete","id":"1","v":${v}}`,
  "the authorization": (v) => `{"type":"connection_init","payload":{"authorization":${v}}}`,
  "the payload of ping": (v) => `{"type":"ping","payload":{"v":${v}}}`,
  "the payload of pong": (v) => `{"type":"pong","payload":{"v":${v}}}`,
  "the type": (v) => `{"type":${v}}`,
  "the message": (v) => v,
};

describe("JSON that is nested more than 64 levels deep closes a socket with 4400 and one line of log", () => {
  describe.each(Object.entries(places))("in %s", (_place, toMessage) => {
    it.each([
      ["65 lists", lists(65)],
      ["6,000 lists", lists(6_000)],
      ["100,000 objects", objects(100_000)],
      ["450,000 lists", lists(450_000)],
      ["lists that never close", "[".repeat(6_000)],
    ])("%s", async (_what, value) => {
      for (const socket of [await openRawSocket(instance.url), await openConnection(instance.url, token)]) {
        const before = recording.lines.length;
        socket.send(toMessage(value));
        const reason = "JSON is nested more than 64 levels deep.";
        expect(await socket.closed).toEqual({ code: 4400, reason });
        expect(recording.lines.slice(before)).toMatchObject([{ level: 30, reason }]);
      }
    });
  });

  it("but not one that is nested 60 levels deep, where it may stand", async () => {
    const socket = await openConnection(instance.url, token);
    for (const place of ["an extra member of subscribe", "variables", "extensions"]) {
      socket.send(places[place]?.(lists(60)));
      expect(await socket.next()).toMatchObject({ type: "next", payload: { data: { __typename: "Query" } } });
      expect(await socket.next()).toMatchObject({ type: "complete" });
    }
    socket.send(places["an extra member of complete"]?.(objects(60)));
    socket.send(places["the payload of ping"]?.(lists(3)));
    expect(await socket.next()).toMatchObject({ type: "pong", payload: { v: [[[]]] } });
    socket.terminate();
  });

  it("nor an authorization that is no text: 4401", async () => {
    const socket = await openRawSocket(instance.url);
    socket.send(places["the authorization"]?.(lists(60)));
    expect(await socket.closed).toEqual({ code: 4401, reason: 'The authorization must read "Bearer <token>".' });
  });
});

describe("bytes that are no message", () => {
  it.each([
    ["binary data", (socket: WebSocket) => socket.send(Buffer.from('{"type":"ping"}')), 4400],
    ["text that is no UTF-8", (socket: WebSocket) => socket.send(Buffer.from([0xff, 0xfe]), { binary: false }), 1007],
    ["an empty frame", (socket: WebSocket) => socket.send(""), 4400],
    ["parts of text that is none", (socket: WebSocket) => socket.send("{", { fin: false }), 1006],
  ])("%s", async (_what, send, code) => {
    const socket = new WebSocket(`${instance.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    await once(socket, "open");
    send(socket);
    if (code === 1006) socket.terminate();
    expect((await once(socket, "close"))[0]).toBe(code);
  });
});

it("a pong repeats no payload of more than 1 KiB", async () => {
  const socket = await openConnection(instance.url, token);
  socket.send({ type: "ping", payload: { text: "x".repeat(1_000_000) } });
  expect(await socket.next()).toEqual({ type: "pong" });
  socket.send({ type: "ping", payload: { text: "x" } });
  expect(await socket.next()).toEqual({ type: "pong", payload: { text: "x" } });
  socket.terminate();
});

describe("over HTTP, JSON that is nested more than 64 levels deep is BAD_REQUEST", () => {
  const message = "JSON is nested more than 64 levels deep.";

  it.each([
    ["variables", `{"query":${query},"variables":{"v":${lists(6_000)}}}`],
    ["extensions", `{"query":${query},"extensions":{"v":${objects(6_000)}}}`],
    ["the body", lists(500_000)],
  ])("in %s of a POST", async (_what, body) => {
    const answer = await send("/graphql", { method: "POST", body });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ message, extensions: { code: "BAD_REQUEST" } }] } });
  });

  it.each(["variables", "extensions"])("in %s of a GET", async (name) => {
    const search = new URLSearchParams({ query: "{ __typename }", [name]: `{"v":${lists(2_000)}}` });
    const answer = await send(`/graphql?${search}`, {});
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ message, extensions: { code: "BAD_REQUEST" } }] } });
  });

  it("under /auth, too", async () => {
    for (const body of [lists(6_000), `{"email":${objects(6_000)},"password":"x"}`]) {
      const answer = await send("/auth/sign-in/email", { method: "POST", body });
      expect(answer).toEqual({ status: 400, body: { code: "BAD_REQUEST", message } });
    }
  });

  it("and so are bytes that are no UTF-8", async () => {
    const body = Buffer.concat([Buffer.from('{"query":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    for (const path of ["/graphql", "/auth/sign-in/email"]) {
      const answer = await send(path, { method: "POST", body });
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain("JSON is not encoded in UTF-8.");
    }
  });

  async function send(path: string, init: RequestInit) {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await fetch(instance.url + path, { ...init, headers });
    return { status: response.status, body: (await response.json()) as unknown };
  }
});

describe("a document whose brackets lie too deep is refused before it is parsed, on both transports", () => {
  it.each([
    ["selections", `${"{ me ".repeat(400)}${"}".repeat(400)}`],
    ["inline fragments", `{ ${"... { ".repeat(400)} me { id } ${"}".repeat(401)}`],
    ["a value", `{ projects(after: ${lists(2_000)}) { totalCount } }`],
    ["a type", `query ($v: ${"[".repeat(2_000)}Int${"]".repeat(2_000)}) { __typename }`],
    ["a name of 300 characters", `{ ${"n".repeat(300)} }`],
  ])("%s", async (_what, text) => {
    const overHttp = await post(instance.url, token, { query: text });
    const socket = await openConnection(instance.url, token);
    socket.send({ id: "1", type: "subscribe", payload: { query: text } });
    const overSocket = (await socket.next()) as { payload: unknown };
    for (const errors of [overHttp.errors, overSocket.payload]) {
      expect(errors).toMatchObject([{ extensions: { code: "GRAPHQL_PARSE_FAILED" } }]);
      expect(JSON.stringify(errors)).toMatch(/nested too deeply|longer than 256/);
    }
    socket.terminate();
  });
});
