import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { administer } from "../../support/administer.ts";
import { execute } from "../../support/execute.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import type { Answer, Person } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { range } from "../../support/range.ts";

/** An unforeseen failure (the table of comments is missing), and a fault of the client. */
const faulty = `mutation { deleteComment(input: { commentId: "${randomUUID()}" }) { seq } }`;
const wrong = "{ nothing }";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
/** The log, line by line as it was written. */
const written: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const logger = pino({ level: "debug" }, { write: (text: string) => void written.push(text) });
  instance = await startInstance(database.url, { TRUSTED_PROXIES: "loopback" }, {}, logger);
  ada = await instance.person("ada");
  await administer(database.url, "ALTER TABLE comments RENAME TO away");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

beforeEach(() => {
  written.length = 0;
});

/** The ids of the faults that the log tells of; every line must be JSON of its own. */
function loggedIds(): unknown[] {
  for (const text of written) expect(text).toMatch(/^[^\n]+\n$/);
  const lines = written.map((text) => JSON.parse(text) as { level: number; requestId?: string; err?: object });
  for (const line of lines) {
    expect(line).toMatchObject({ level: 50, time: expect.any(Number), msg: expect.any(String) });
    expect(line.err).toMatchObject({ message: expect.stringMatching(/comments/), stack: expect.any(String) });
  }
  return lines.map(({ requestId }) => requestId);
}

function idsOf({ errors = [] }: Answer<unknown>): unknown[] {
  return errors.map(({ extensions }) => extensions?.["requestId"]);
}

async function send(query: string, requestId?: string) {
  const response = await fetch(`${instance.url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${ada.token}`,
      ...(requestId !== undefined && { "x-request-id": requestId }),
    },
    body: JSON.stringify({ query }),
  });
  return { id: response.headers.get("x-request-id"), answer: (await response.json()) as Answer<unknown> };
}

describe("over HTTP", () => {
  it("header, error and log name a request by the same id, each by another", async () => {
    const sent = await Promise.all(range(1, 20).map(() => send(faulty)));
    for (const { id, answer } of sent) expect(idsOf(answer)).toEqual([id]);
    const ids = sent.map(({ id }) => id);
    expect(new Set(ids).size).toBe(20);
    expect(new Set(loggedIds())).toEqual(new Set(ids));
    expect(written).toHaveLength(20);
  });

  it("a fault of the client has an id, too, whichever part finds it, and is not logged", async () => {
    for (const query of [wrong, "{", "{ me { id } } #", "{ __typename }"]) {
      const { id, answer } = await send(query);
      expect(id).toMatch(/^[\da-f-]{36}$/);
      expect(idsOf(answer)).toEqual((answer.errors ?? []).map(() => id));
    }
    const refused = await fetch(`${instance.url}/graphql?query={me{id}}`);
    expect(idsOf((await refused.json()) as Answer<unknown>)).toEqual([refused.headers.get("x-request-id")]);
    const unread = await fetch(`${instance.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    expect(idsOf((await unread.json()) as Answer<unknown>)).toEqual([unread.headers.get("x-request-id")]);
    for (const path of ["/healthz", "/nothing", "/auth/token"]) {
      expect((await fetch(instance.url + path)).headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
    }
    expect(loggedIds()).toEqual([]);
  });

  it.each(["a", "0af7651916cd43dd8448eb211c80319c", "req-7:node_1.eu", "x".repeat(64)])(
    "takes the id that a proxy gave: %s",
    async (given) => {
      const { id, answer } = await send(faulty, given);
      expect([id, ...idsOf(answer), ...loggedIds()]).toEqual([given, given, given]);
    },
  );

  it.each(["x".repeat(65), "", "a b", 'a"b', "a,b", "{}", "../x", "é", "a\tb", "%0a", "<script>"])(
    "takes no other: %j",
    async (given) => {
      const { id, answer } = await send(faulty, given);
      expect(id).toMatch(/^[\da-f-]{36}$/);
      expect([...idsOf(answer), ...loggedIds()]).toEqual([id, id]);
    },
  );
});

it("an id that no trusted proxy gave is not taken, over HTTP or for a WebSocket", async () => {
  const untrusting = await startInstance(database.url, { TRUSTED_PROXIES: "10.0.0.1" });
  const headers = { "x-request-id": "from-a-client" };
  const response = await fetch(`${untrusting.url}/healthz`, { headers });
  expect(response.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  const socket = new WebSocket(`${untrusting.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", { headers });
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${ada.token}` } }));
  await once(socket, "message");
  socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: wrong } }));
  const [data] = await once(socket, "message");
  const { payload } = JSON.parse(String(data)) as { payload: Answer<unknown>["errors"] };
  expect(idsOf({ errors: payload ?? [] })).toEqual([expect.stringMatching(/^[\da-f-]{36}\.1$/)]);
  socket.terminate();
  await untrusting.close();
});

describe("under /auth", () => {
  it("log lines of a request carry its id, and no text of the client", async () => {
    const text = `https://evil.example/${"x".repeat(10_000)}`;
    const response = await fetch(`${instance.url}/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "ann@example.com", password: "correct horse", callbackURL: text }),
    });
    expect(response.status).toBe(403);
    const requestId = response.headers.get("x-request-id");
    expect(written.map((line) => JSON.parse(line))).toMatchObject([
      { level: 20, msg: "Invalid callbackURL", requestId },
      { level: 30, msg: "Somebody signs in.", status: 403, requestId },
    ]);
    expect(written.join()).not.toContain("evil");
    expect(written.join().length).toBeLessThan(1_000);
  });
});

describe("over WebSocket", () => {
  it("the id names the connection and its operation", async () => {
    const queries = [faulty, wrong, faulty, "subscription { projectActivity(projectId: 1) { __typename } }"];
    // One after the other each would have a connection of its own, which the client closes when nothing is under way.
    const answers = await Promise.all(queries.map((query) => execute(ada.socket, { query })));
    const ids = answers.flatMap(idsOf);
    const [connection = ""] = String(ids[0]).split(".");
    expect(connection).toMatch(/^[\da-f-]{36}$/);
    expect(ids).toEqual(range(1, 4).map((operation) => `${connection}.${operation}`));
    expect(new Set(loggedIds())).toEqual(new Set([ids[0], ids[2]]));
  });

  it("an operation's id is short, whatever its client calls it, and a proxy may name the connection", async () => {
    const socket = new WebSocket(`${instance.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
      headers: { "x-request-id": "from-a-proxy" },
    });
    await once(socket, "open");
    socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${ada.token}` } }));
    await once(socket, "message");
    socket.send(JSON.stringify({ id: `":${"x".repeat(1_000)}`, type: "subscribe", payload: { query: faulty } }));
    const [data] = await once(socket, "message");
    const { payload } = JSON.parse(String(data)) as { payload: Answer<unknown> };
    expect([...idsOf(payload), ...loggedIds()]).toEqual(["from-a-proxy.1", "from-a-proxy.1"]);
    socket.terminate();
  });
});
