import { createHash } from "node:crypto";
import { GraphQLError } from "graphql";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { PersistedQueries } from "../../../src/server/graphql/persisted-queries.ts";
import { TrustedDocuments } from "../../../src/server/graphql/trusted-documents.ts";
import { createRecordingLogger } from "../../engine/bus/recording-logger.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import { type Answer, post } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { openConnection } from "../../support/raw-socket.ts";
import { signToken } from "../../support/sign-token.ts";

const { logger, lines } = createRecordingLogger();
let database: TestDatabase;
let instance: Instance;
let token: string;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, {}, {}, logger);
  token = await signToken("ada");
});

afterEach(() => {
  expect(lines).toEqual([]);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const persisted = (sha256Hash: unknown, version: unknown = 1) => ({ persistedQuery: { version, sha256Hash } });

type Ask = (body: object) => Promise<Answer<unknown>>;

const transports: Readonly<Record<string, Ask>> = {
  HTTP: (body) => post(instance.url, token, body),
  async WebSocket(body) {
    const socket = await openConnection(instance.url, token);
    socket.send({ id: "1", type: "subscribe", payload: body });
    const { type, payload } = Object(await socket.next());
    socket.terminate();
    return type === "error" ? { errors: payload } : payload;
  },
};

describe.each(Object.entries(transports))("over %s a query", (name, ask) => {
  it("once sent with its hash is known by the hash, on either transport", async () => {
    const query = `{ ${name}: __typename }`;
    const expected = { data: { [name]: "Query" } };
    expect(await ask({ extensions: persisted(hash(query)) })).toEqual(refusal("PERSISTED_QUERY_NOT_FOUND"));
    expect(await ask({ query, extensions: persisted(hash(query)) })).toEqual(expected);
    for (const either of Object.values(transports)) {
      expect(await either({ extensions: persisted(hash(query)) })).toEqual(expected);
    }
  });

  it("is not kept under another's hash", async () => {
    const wanted = `{ ${name}Wanted: __typename }`;
    const poison = { query: "{ poison: __typename }", extensions: persisted(hash(wanted)) };
    expect(await ask(poison)).toEqual(refusal("BAD_REQUEST", "provided sha does not match query"));
    expect(await ask({ extensions: persisted(hash(wanted)) })).toEqual(refusal("PERSISTED_QUERY_NOT_FOUND"));
  });

  it.each(["{ nothing }", "{", '{ project(id: "x") { id } '])("is not kept when it is none: %s", async (query) => {
    const { errors } = await ask({ query, extensions: persisted(hash(query)) });
    expect(errors).toMatchObject([{ extensions: { code: expect.stringMatching(/^GRAPHQL_/) } }]);
    expect(await ask({ extensions: persisted(hash(query)) })).toEqual(refusal("PERSISTED_QUERY_NOT_FOUND"));
  });

  it("is answered but not kept when it is longer than 32 KiB", async () => {
    const query = `{ ${name}: __typename ${" ".repeat(32 * 1024)} }`;
    expect(await ask({ query, extensions: persisted(hash(query)) })).toEqual({ data: { [name]: "Query" } });
    expect(await ask({ extensions: persisted(hash(query)) })).toEqual(refusal("PERSISTED_QUERY_NOT_FOUND"));
  });

  it("is not known by its hash beside a text that is empty, which is another", async () => {
    const query = `{ ${name}Kept: __typename }`;
    await ask({ query, extensions: persisted(hash(query)) });
    const refused = refusal("BAD_REQUEST", "provided sha does not match query");
    expect(await ask({ query: "", extensions: persisted(hash(query)) })).toEqual(refused);
    const empty = await ask({ query: "", extensions: persisted(hash("")) });
    expect(empty).toMatchObject(refusal("GRAPHQL_PARSE_FAILED", "Syntax Error: Unexpected <EOF>."));
  });

  it("if empty is none", async () => {
    const message =
      "GraphQL operations must contain a non-empty `query`, a `documentId` or a `persistedQuery` extension.";
    for (const extensions of [undefined, null, {}, { persistedQuery: null }]) {
      expect(await ask({ query: "", extensions })).toEqual(refusal("BAD_REQUEST", message));
    }
  });

  it.each([2, "1", null])("with version %j is refused", async (version) => {
    const query = "{ __typename }";
    expect(await ask({ query, extensions: persisted(hash(query), version) })).toEqual(
      refusal("BAD_REQUEST", "Unsupported persisted query version"),
    );
  });

  it.each([{ a: 1 }, 5, null, ["x"], ""])("with the hash %j is not found", async (sha256Hash) => {
    const { data, errors } = await ask({ extensions: persisted(sha256Hash) });
    expect([data, errors]).toMatchObject([
      undefined,
      [{ extensions: { code: expect.stringMatching(/NOT_FOUND|BAD/) } }],
    ]);
  });
});

it("so many are kept as have room, those that were asked for last", () => {
  const queries = new PersistedQueries(new TrustedDocuments(false));
  const isKept = (hash: string) =>
    !(queries.resolve({ query: null, extensions: persisted(hash) }) instanceof GraphQLError);
  const text = "x".repeat(32 * 1024);
  queries.set("wanted", "{ __typename }");
  for (let count = 0; count < 1_000; count += 1) {
    queries.set(`flood ${count}`, text);
    expect(isKept("wanted")).toBe(true);
  }
  const kept = Array.from({ length: 1_000 }, (_, count) => isKept(`flood ${count}`)).filter(Boolean);
  expect(kept.length).toBeGreaterThan(100);
  expect(kept.length).toBeLessThan(130);
});

function refusal(code: string, message = "PersistedQueryNotFound"): Answer<unknown> {
  return { errors: [{ message, extensions: { code, requestId: expect.any(String) } }] };
}
