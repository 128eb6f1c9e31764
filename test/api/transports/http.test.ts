import { createHash } from "node:crypto";
import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from "graphql";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createRecordingLogger } from "../../engine/bus/recording-logger.ts";
import { MeDocument } from "../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import type { Person } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { readTables } from "../../support/read-tables.ts";

const { logger, lines } = createRecordingLogger();
let database: TestDatabase;
let instance: Instance;
let ada: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, {}, {}, logger);
  ada = await instance.person("ada");
});

afterEach(async () => {
  expect(await ada.expect(MeDocument, {})).toMatchObject({ me: { id: ada.id } });
  expect(lines).toEqual([]);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

const createProject = 'mutation { createProject(input: { name: "Forged" }) { seq } }';
const me = "{ me { id } }";
const subscription = 'subscription { projectActivity(projectId: "x") { __typename } }';
const transports = ["graphql-transport-ws", "text/event-stream", "multipart/mixed;subscriptionSpec=1.0"];
const tooLong = JSON.stringify({ query: me, variables: { text: "x".repeat(1024 * 1024) } });

describe("a request that is none is told so, and nothing is written", () => {
  const cases: readonly (readonly [
    what: string,
    status: number,
    code: string,
    message: RegExp,
    request: RequestInit,
  ])[] = [
    ["more than 1 MiB", 413, "BAD_REQUEST", /too large/, { body: tooLong }],
    ["more than 1 MiB without its length", 413, "BAD_REQUEST", /too large/, streamed(tooLong)],
    ["invalid JSON", 400, "BAD_REQUEST", /not valid JSON/, { body: '{"query": ' }],
    ["nothing", 400, "BAD_REQUEST", /cannot be empty/, { body: "" }],
    ["a list", 400, "BAD_REQUEST", /holds one operation/, { body: JSON.stringify([{ query: me }]) }],
    ["null", 400, "BAD_REQUEST", /must be a JSON object/, { body: "null" }],
    ["no query", 400, "BAD_REQUEST", /non-empty `query`/, { body: '{"variables": {}}' }],
    ["a query that is no text", 400, "BAD_REQUEST", /query must be text/, { body: '{"query": 5}' }],
    [
      "variables that are text",
      400,
      "BAD_REQUEST",
      /variables must be a JSON object/,
      { body: JSON.stringify({ query: me, variables: "{}" }) },
    ],
    [
      "variables that are a list",
      400,
      "BAD_REQUEST",
      /variables must be a JSON object/,
      { body: JSON.stringify({ query: me, variables: [] }) },
    ],
    [
      "a persisted query that nobody has sent",
      200,
      "PERSISTED_QUERY_NOT_FOUND",
      /^PersistedQueryNotFound$/,
      { body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: "0" } } }) },
    ],
    [
      "plain text, as forms of other sites could send it",
      400,
      "BAD_REQUEST",
      /CSRF/,
      { headers: { "content-type": "text/plain", authorization: "" }, body: JSON.stringify({ query: createProject }) },
    ],
    [
      "a form",
      415,
      "BAD_REQUEST",
      /Unsupported Media Type/,
      {
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ query: createProject }).toString(),
      },
    ],
  ];

  it.each(cases)("%s: %i %s", async (_what, status, code, message, request) => {
    await expectRefusal("/graphql", status, code, message, { method: "POST", ...request });
  });

  it("a subscription without a stream in Accept: 400, with the names of what serves it", () =>
    expectRefusal(
      "/graphql",
      400,
      "BAD_REQUEST",
      /served over WebSocket on this path \(graphql-transport-ws\), or with one of these types in Accept: text/,
      { method: "POST", body: JSON.stringify({ query: subscription }) },
      { transports },
    ));

  it.each(["image/png", "multipart/mixed", "multipart/mixed;subscriptionSpec=2.0", "application/json;q=0"])(
    "an Accept that nobody speaks, %s: 406",
    (accept) =>
      expectRefusal(
        "/graphql",
        406,
        "BAD_REQUEST",
        /^Accept names no type that is served here; send one of application\/json,/,
        { method: "POST", headers: { accept }, body: JSON.stringify({ query: me }) },
        { transports },
      ),
  );

  const preflighted = { "content-type": "application/json" };
  const search = (query: string) => `/graphql?${new URLSearchParams({ query })}`;

  it("a mutation by GET: 405", () =>
    expectRefusal(search(createProject), 405, "BAD_REQUEST", /only support query operations/, {
      headers: preflighted,
    }));

  it.each(["PUT", "PATCH", "DELETE"])("the method %s: 405, with those that are taken", async (method) => {
    await expectRefusal("/graphql", 405, "BAD_REQUEST", /takes GET and POST/, {
      method,
      body: JSON.stringify({ query: me }),
    });
    const { headers } = await fetch(`${instance.url}/graphql`, { method });
    expect(headers.get("allow")).toBe("GET, HEAD, POST");
  });

  it("OPTIONS that is no preflight is answered without a body", async () => {
    const response = await fetch(`${instance.url}/graphql`, { method: "OPTIONS" });
    expect([response.status, await response.text()]).toEqual([204, ""]);
  });

  it("a head above 16 KiB: 431", async () => {
    const headers = { authorization: `Bearer ${ada.token}` };
    const response = await fetch(instance.url + search(`${me}#${"x".repeat(16 * 1024)}`), { headers });
    expect([response.status, await response.text()]).toEqual([431, ""]);
  });

  it("a query by GET as a link could send it: 400", () =>
    expectRefusal(search("{ __typename }"), 400, "BAD_REQUEST", /CSRF/, {
      headers: { "content-type": "", authorization: "" },
    }));

  async function expectRefusal(
    path: string,
    status: number,
    code: string,
    message: RegExp,
    request: RequestInit,
    more: object = {},
  ) {
    const before = await readTables(database.url);
    const headers = { "content-type": "application/json", authorization: `Bearer ${ada.token}`, ...request.headers };
    const response = await fetch(instance.url + path, { ...request, headers });
    expect(await response.json()).toEqual({
      errors: [
        { message: expect.stringMatching(message), extensions: { code, ...more, requestId: expect.any(String) } },
      ],
    });
    expect(response.status).toBe(status);
    expect(await readTables(database.url)).toEqual(before);
  }
});

it("a body of 1 MiB is taken", async () => {
  const body = (text: string) => JSON.stringify({ query: me, variables: { text } });
  const response = await fetch(`${instance.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${ada.token}` },
    body: body("x".repeat(1024 * 1024 - body("").length)),
  });
  expect(await response.json()).toEqual({ data: { me: { id: ada.id } } });
});

describe("without a token", () => {
  const ask = (query: string) =>
    fetch(`${instance.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
    });

  it("fields that need none are answered, introspection included", async () => {
    const response = await ask("{ __typename }");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ data: { __typename: "Query" } });
    const introspection = await ask(getIntrospectionQuery());
    expect(introspection.status).toBe(200);
    const { data } = (await introspection.json()) as { data: IntrospectionQuery };
    expect(buildClientSchema(data).getQueryType()?.getFields()).toHaveProperty("me");
  });

  it.each([
    "{ me { id } __typename }",
    "{ __typename ...F } fragment F on Query { ... { me { id } } }",
    `{ ${"me { id } ".repeat(480)} }`,
    `{ ${Array.from({ length: 100 }, (_, index) => `a${index}: me { id }`).join(" ")} }`,
    "{ nothing { of that kind } }",
    "query A { __typename } query B { me { id } }",
    createProject,
    'subscription { projectActivity(projectId: "x") { __typename } }',
    `{ __typename } # ${"long ".repeat(4_000)}`,
    `{ ${"__typename ".repeat(1_000)} }`,
  ])("the rest is refused as a whole, with one error: %#", async (query) => {
    const response = await ask(query);
    expect(response.status).toBe(401);
    const extensions = { code: "UNAUTHENTICATED", requestId: expect.any(String) };
    expect(await response.json()).toEqual({
      errors: [{ message: expect.stringContaining("Authorization: Bearer"), extensions }],
    });
  });

  it("a persisted query is refused alike, whoever has sent its text", async () => {
    const sha256Hash = createHash("sha256").update(me).digest("hex");
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const headers = { "content-type": "application/json" };
    const send = (body: object, more: object = {}) =>
      fetch(`${instance.url}/graphql`, {
        method: "POST",
        headers: { ...headers, ...more },
        body: JSON.stringify({ ...body, extensions }),
      });
    const own = await send({ query: me }, { authorization: `Bearer ${ada.token}` });
    expect(await own.json()).toEqual({ data: { me: { id: ada.id } } });
    const named = await send({});
    expect(named.status).toBe(401);
    expect(await named.json()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  });

  it("a document that cannot be parsed is told so", async () => {
    const response = await ask("{ __typename");
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: "GRAPHQL_PARSE_FAILED" }, locations: [{ line: 1, column: 13 }] }],
    });
  });
});

describe("a request that asks to go on with HTTP/2", () => {
  it("is answered in HTTP/1.1, one after the other on its connection", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const health = await requestUpgrade(agent, "/healthz", "");
    expect(health).toMatchObject({ status: 200, body: { status: "ok" } });
    const answer = await requestUpgrade(agent, "/graphql", JSON.stringify({ query: me }));
    expect(answer).toMatchObject({ status: 200, body: { data: { me: { id: ada.id } } } });
    expect(answer.socket).toBe(health.socket);
    agent.destroy();
  });

  /** As Java's HttpClient sends its first request, GET without a body and POST with one. */
  async function requestUpgrade(agent: Agent, path: string, body: string) {
    const request = httpRequest(instance.url + path, {
      agent,
      method: body === "" ? "GET" : "POST",
      headers: {
        connection: "Upgrade, HTTP2-Settings",
        upgrade: "h2c",
        "http2-settings": "AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
        authorization: `Bearer ${ada.token}`,
        ...(body !== "" && { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
      },
    });
    // In two parts, since the body of a request need not come with its head.
    request.write(body.slice(0, 3));
    request.end(body.slice(3));
    const [response] = (await once(request, "response")) as [IncomingMessage];
    return { status: response.statusCode, body: await json(response), socket: request.socket };
  }
});

it.each(["[", "a b", "//", "%", "localhost:99999", "@"])("a Host that is none does no harm: %j", async (host) => {
  const request = httpRequest(`${instance.url}/graphql?query=%7B__typename%7D`, {
    headers: { host, "apollo-require-preflight": "1" },
  });
  request.end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  expect(response.statusCode).toBeLessThan(500);
  response.resume();
});

it("there is nothing on other paths: 404", async () => {
  const response = await fetch(`${instance.url}/graphql/x`, { method: "POST" });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ message: expect.stringContaining("/graphql") });
});

/** Sent in chunks, so that only counting tells how long it is. */
function streamed(text: string): RequestInit {
  return { body: new Blob([text]).stream(), duplex: "half" } as RequestInit;
}
