import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buildSchema, GraphQLError } from "graphql";
import { afterAll, beforeAll, expect, it } from "vitest";
import { serveStreams } from "../../../src/engine/http/serve-streams.ts";
import { NotFoundError } from "../../../src/errors/expected-error.ts";

const schema = buildSchema(`
  type Query { answer: Int }
  type Mutation { set(to: Int!): Int }
  type Subscription { count(to: Int!): Int, lost: Int, broken: Int, after: String }
`);
const subscriptions = schema.getSubscriptionType()?.getFields() ?? {};
Object.assign(subscriptions["count"] ?? {}, {
  async *subscribe(_root: unknown, { to }: { to: number }) {
    for (let count = 1; count <= to; count += 1) yield { count };
  },
});
Object.assign(subscriptions["lost"] ?? {}, {
  subscribe() {
    throw new NotFoundError("Nothing is here.");
  },
});
Object.assign(subscriptions["broken"] ?? {}, {
  async *subscribe() {
    yield { broken: 1 };
    throw new NotFoundError("It has gone.");
  },
});
Object.assign(subscriptions["after"] ?? {}, {
  async *subscribe(_root: unknown, _args: unknown, { lastEventId }: { lastEventId: string | null }) {
    yield { after: lastEventId };
  },
});
Object.assign(schema.getQueryType()?.getFields()["answer"] ?? {}, { resolve: () => 42 });
Object.assign(schema.getMutationType()?.getFields()["set"] ?? {}, {
  resolve: (_: unknown, { to }: { to: number }) => to,
});

const [sse, multipart] = ["text/event-stream", "multipart/mixed;subscriptionSpec=1.0"];
const streams = serveStreams({ schema, maxBody: 1_000 });
const server = createServer((request, response) => {
  if (!streams.handle(request, response)) response.writeHead(418).end();
});
let url: string;

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(async () => {
  streams.close();
  await new Promise((resolve) => server.close(resolve));
});

interface Sent {
  readonly method?: string;
  readonly accept?: string;
  readonly type?: string;
  readonly body?: string;
  readonly search?: Readonly<Record<string, string>>;
  readonly lastEventId?: string;
}

async function ask({ method = "POST", accept = sse, type = "application/json", body, search, lastEventId }: Sent) {
  const headers = { accept, "content-type": type, ...(lastEventId && { "last-event-id": lastEventId }) };
  const target = search ? `${url}?${new URLSearchParams(search)}` : url;
  const response = await fetch(target, { method, headers, ...(body !== undefined && { body }) });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    allow: response.headers.get("allow"),
    text,
  };
}

const operation = (query: string, more = {}) => JSON.stringify({ query, ...more });
const next = (result: object) => `event: next\ndata: ${JSON.stringify(result)}\n\n`;
const complete = "event: complete\ndata:\n\n";

it.each<[what: string, sent: Sent, messages: string]>([
  [
    "a subscription",
    { body: operation("subscription ($to: Int!) { count(to: $to) }", { variables: { to: 2 } }) },
    next({ data: { count: 1 } }) + next({ data: { count: 2 } }),
  ],
  [
    "a subscription by GET",
    { method: "GET", search: { query: "subscription ($to: Int!) { count(to: $to) }", variables: '{"to":1}' } },
    next({ data: { count: 1 } }),
  ],
  [
    "Last-Event-ID",
    { body: operation("subscription { after }"), lastEventId: "a.1" },
    next({ data: { after: "a.1" } }),
  ],
  ["a query", { body: operation("{ answer }") }, next({ data: { answer: 42 } })],
  [
    "one operation of several",
    { body: operation("query a { answer } query b { no: answer }", { operationName: "b" }) },
    next({ data: { no: 42 } }),
  ],
])("SSE: answers %s", async (_what, sent, messages) => {
  const { status, text } = await ask(sent);
  expect(status).toBe(200);
  expect(text).toBe(`retry: 1000\n\n${messages}${complete}`);
});

it("multipart: answers a subscription", async () => {
  const { type, text } = await ask({ accept: multipart, body: operation("subscription { count(to: 1) }") });
  expect(type).toBe('multipart/mixed;boundary="graphql";subscriptionSpec=1.0');
  expect(text).toContain('{"payload":{"data":{"count":1}}}');
  expect(text).toMatch(/--graphql--\r\n$/);
});

it.each<[what: string, document: string, code: string | undefined, before: string]>([
  ["no document", "subscription {", "GRAPHQL_PARSE_FAILED", ""],
  ["an unknown field", "subscription { nothing }", "GRAPHQL_VALIDATION_FAILED", ""],
  ["two operations without a name", "query a { answer } query b { answer }", "OPERATION_RESOLUTION_FAILURE", ""],
  ["a refusal of the resolver", "subscription { lost }", "NOT_FOUND", ""],
  ["an end that is a failure", "subscription { broken }", "NOT_FOUND", next({ data: { broken: 1 } })],
  ["a missing variable", "subscription ($to: Int!) { count(to: $to) }", undefined, ""],
])("SSE: ends with the errors of %s", async (_what, document, code, before) => {
  const { status, text } = await ask({ body: operation(document) });
  expect(status).toBe(200);
  const [, errors = "null"] = /data: \{"errors":(.*)\}\n\nevent: complete\n/.exec(text) ?? [];
  expect(JSON.parse(errors)).toMatchObject([{ message: expect.any(String), ...(code && { extensions: { code } }) }]);
  expect(text.startsWith(`retry: 1000\n\n${before}event: next\ndata: {"errors"`)).toBe(true);
});

it("answers a query as JSON where Accept takes it", async () => {
  const { type, text } = await ask({ accept: `${sse}, application/json`, body: operation("{ answer }") });
  expect(type).toBe("application/json; charset=utf-8");
  expect(JSON.parse(text)).toEqual({ data: { answer: 42 } });
});

it.each<[what: string, status: number, sent: Sent, allow?: string]>([
  ["a body of another type", 415, { type: "text/plain", body: operation("{ answer }") }],
  ["a body that is no JSON", 400, { body: "{" }],
  ["a body that is no object", 400, { body: "[]" }],
  ["no query", 400, { body: "{}" }],
  ["variables that are no object", 400, { body: operation("{ answer }", { variables: [1] }) }],
  ["a body above the limit", 413, { body: operation(`{ answer } # ${"a".repeat(1_000)}`) }],
  ["a mutation by GET", 405, { method: "GET", search: { query: "mutation { set(to: 1) }" } }, "POST"],
])("answers %s with %i", async (_what, expected, sent, allow = null as never) => {
  const answer = await ask(sent);
  expect(answer.status).toBe(expected);
  expect(answer.allow).toBe(allow);
  expect(JSON.parse(answer.text)).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
});

it.each([
  ["application/json", "POST"],
  ["*/*", "GET"],
  ["multipart/mixed", "GET"],
  [sse, "PUT"],
])("leaves Accept: %s by %s to another handler", async (accept, method) => {
  expect((await ask({ accept, method, ...(method === "GET" ? { search: {} } : { body: "{}" }) })).status).toBe(418);
});

it("refuses a request whose context throws, and breaks its streams off at the end", async () => {
  const context = () => {
    throw new GraphQLError("Who are you?", { extensions: { code: "UNAUTHENTICATED" } });
  };
  const closed = serveStreams({ schema, context });
  const guarded = createServer((request, response) => void closed.handle(request, response));
  await once(guarded.listen(0, "127.0.0.1"), "listening");
  const address = `http://127.0.0.1:${(guarded.address() as AddressInfo).port}/`;
  const response = await fetch(address, {
    method: "POST",
    headers: { accept: sse as string, "content-type": "application/json" },
    body: operation("subscription { count(to: 1) }"),
  });
  expect(await response.text()).toContain('"code":"UNAUTHENTICATED"');
  closed.close();
  await new Promise((resolve) => guarded.close(resolve));
});
