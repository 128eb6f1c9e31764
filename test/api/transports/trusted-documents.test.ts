import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { print } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OperatorError } from "../../../src/errors/operator-error.ts";
import { ownDocuments } from "../../../src/server/graphql/generated/own-documents.ts";
import { createProject } from "../../support/board.ts";
import { CreateTaskDocument } from "../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import { lineKinds } from "../../support/lines.ts";
import { type Answer, type Person, post } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { openConnection } from "../../support/raw-socket.ts";

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

const viewer = "query Viewer { me { name } }";
const rename = "mutation Rename($input: UpdateProjectInput!) { updateProject(input: $input) { __typename } }";
const watch = "subscription Watch($id: ID!) { projectActivity(projectId: $id) { ... on Ready { seq } } }";
const several = "query One { one: __typename } query Two { two: __typename }";

const apollo = {
  format: "apollo-persisted-query-manifest",
  version: 1,
  operations: [
    { id: hash(viewer), name: "Viewer", type: "query", body: viewer },
    { id: "rename-it", name: "Rename", type: "mutation", body: rename },
  ],
};
/** Keys of codegen are hashes without a prefix, by SHA-1 unless configured otherwise. */
const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");
const codegen = { [sha1(watch)]: watch, [sha1(several)]: several };

let folder: string;
let database: TestDatabase;
/** Takes other documents as well. */
let open: Instance;
/** Takes trusted documents only. */
let closed: Instance;
let ada: Person;
let projectId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-trusted-"));
  const files = [await file("apollo.json", apollo), await file("codegen.json", codegen)].join(",");
  database = await createTestDatabase();
  open = await startInstance(database.url, { TRUSTED_DOCUMENTS: files });
  closed = await startInstance(database.url, { TRUSTED_DOCUMENTS: files, TRUSTED_DOCUMENTS_ONLY: "true" });
  ada = await open.person("ada");
  projectId = await createProject(ada);
});

afterAll(async () => {
  await Promise.all([open.close(), closed.close()]);
  await database.close();
  await rm(folder, { recursive: true });
});

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

type Ask = (url: string, body: Readonly<Record<string, unknown>>) => Promise<Answer<unknown>>;

async function getOverHttp(url: string, body: Readonly<Record<string, unknown>>): Promise<Response> {
  const parameters = Object.entries(body).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const headers = { authorization: `Bearer ${ada.token}`, "apollo-require-preflight": "true" };
  return fetch(`${url}/graphql?${new URLSearchParams(Object.fromEntries(parameters))}`, { headers });
}

const ways: Readonly<Record<string, Ask>> = {
  POST: (url, body) => post(url, ada.token, body),
  GET: async (url, body) => (await (await getOverHttp(url, body)).json()) as Answer<unknown>,
  WebSocket: (url, body) => subscribe(url, body),
  SSE: (url, body) => askByStream("SSE", url, body),
  multipart: (url, body) => askByStream("multipart", url, body),
};

/** Returns the first answer of a stream. */
function askByStream(kind: "SSE" | "multipart", url: string, body: object): Promise<Answer<unknown>> {
  const accept = { SSE: "text/event-stream", multipart: "multipart/mixed;subscriptionSpec=1.0" }[kind];
  const line = lineKinds[kind].open(url, ada.token, { accept });
  return new Promise((resolve, reject) => {
    line.subscribe<never>(body as { query: string }, {
      next: (result) => resolve(result as Answer<unknown>),
      error: (errors) => resolve({ errors: errors as NonNullable<Answer<unknown>["errors"]> }),
      complete: () => reject(new Error("The stream has ended without an answer.")),
    });
  });
}

/** Sends an operation over a WebSocket and returns its first answer. */
async function subscribe(url: string, body: object): Promise<Answer<unknown>> {
  const socket = await openConnection(url, ada.token);
  socket.send({ id: "1", type: "subscribe", payload: body });
  const { type, payload } = Object(await socket.next());
  socket.terminate();
  return type === "error" ? { errors: payload } : payload;
}

describe.each(Object.entries(ways))("a document by %s", (_way, ask) => {
  const both = [() => open.url, () => closed.url];

  it("is known by its id of the manifest and by the hash of its text", async () => {
    for (const url of both) {
      for (const documentId of [hash(viewer), `sha256:${hash(viewer)}`]) {
        expect(await ask(url(), { documentId })).toEqual({ data: { me: { name: "ada" } } });
      }
      for (const documentId of [sha1(several), `sha256:${hash(several)}`]) {
        expect(await ask(url(), { documentId, operationName: "Two" })).toEqual({ data: { two: "Query" } });
      }
    }
  });

  it("is known by its id as a persisted query of Apollo", async () => {
    for (const url of both) {
      const extensions = { persistedQuery: { version: 1, sha256Hash: hash(viewer) } };
      expect(await ask(url(), { extensions })).toEqual({ data: { me: { name: "ada" } } });
    }
  });

  it.each(["", "unknown", `sha256:${hash("{ __typename }")}`, "sha256:", "__proto__", "x".repeat(10_000)])(
    "is not found by the id %s",
    async (documentId) => {
      for (const url of both) {
        const { data, errors = [] } = await ask(url(), { documentId });
        expect([data, errors.length]).toEqual([undefined, 1]);
        expect(errors[0]?.extensions).toMatchObject({ code: "PERSISTED_QUERY_NOT_FOUND" });
        expect(errors[0]?.message.length).toBeLessThan(200);
      }
    },
  );

  it("is refused beside a text, unless that is empty", async () => {
    for (const url of both) {
      expect(await ask(url(), { documentId: hash(viewer), query: "" })).toEqual({ data: { me: { name: "ada" } } });
      const answer = await ask(url(), { documentId: hash(viewer), query: viewer });
      expect(answer).toMatchObject(refusal("BAD_REQUEST", "Send query or documentId, not both."));
    }
  });

  it("sent as text needs to be trusted where only those are allowed", async () => {
    for (const query of ["{ __typename }", "{ __schema { queryType { name } } }", `${viewer} `, "{ nothing }", "{"]) {
      const refused = refusal("BAD_REQUEST", "This server takes trusted documents only: send the documentId of one.");
      expect(await ask(closed.url, { query })).toMatchObject(refused);
      const extensions = { persistedQuery: { version: 1, sha256Hash: hash(query) } };
      expect(await ask(closed.url, { query, extensions })).toMatchObject(refused);
      expect(await ask(closed.url, { extensions })).toMatchObject(refusal("PERSISTED_QUERY_NOT_FOUND"));
    }
    expect(await ask(open.url, { query: "{ __typename }" })).toEqual({ data: { __typename: "Query" } });
    expect(await ask(closed.url, { query: viewer })).toEqual({ data: { me: { name: "ada" } } });
  });
});

it("a trusted mutation and a trusted subscription work as others do", async () => {
  const variables = { input: { projectId, name: "Landing" } };
  for (const { url } of [open, closed]) {
    const changed = { data: { updateProject: { __typename: "UpdateProjectPayload" } } };
    expect(await ways["POST"]?.(url, { documentId: "rename-it", variables })).toEqual(changed);
    expect(await ways["WebSocket"]?.(url, { documentId: "rename-it", variables })).toEqual(changed);
    const byGet = await getOverHttp(url, { documentId: "rename-it", variables });
    expect([byGet.status, byGet.headers.get("allow")]).toEqual([405, "POST"]);
    const ready = await subscribe(url, { documentId: sha1(watch), variables: { id: projectId } });
    expect(ready).toMatchObject({ data: { projectActivity: { seq: 2 } } });
    const withoutToken = await post(url, undefined, { documentId: hash(viewer) });
    expect(withoutToken).toMatchObject(refusal("UNAUTHENTICATED"));
  }
});

it("a documentId that is no text is malformed", async () => {
  expect(await post(open.url, ada.token, { documentId: 5 })).toMatchObject(refusal("BAD_REQUEST"));
  const socket = await openConnection(open.url, ada.token);
  socket.send({ id: "1", type: "subscribe", payload: { documentId: 5 } });
  expect(await socket.closed).toMatchObject({ code: 4400 });
});

it("the own clients' documents are trusted where only trusted ones are allowed", async () => {
  expect(ownDocuments.length).toBeGreaterThan(20);
  for (const query of ownDocuments) {
    const { errors = [] } = await post(closed.url, ada.token, { query, variables: {} });
    const codes = errors.map(({ extensions, message }) => `${extensions?.["code"]} ${message}`);
    expect(codes.filter((code) => /trusted|GRAPHQL_/.test(code))).toEqual([]);
  }
  expect(await post(closed.url, ada.token, { query: print(CreateTaskDocument) })).toMatchObject(refusal("BAD_REQUEST"));
});

it("the manifest of the client kit is taken, and holds what the kit sends", async () => {
  const manifest = "client/persisted-query-manifest.json";
  const { operations } = JSON.parse(await readFile(manifest, "utf8"));
  expect(operations.length).toBeGreaterThan(8);
  const instance = await startInstance(database.url, { TRUSTED_DOCUMENTS: manifest });
  for (const { id, body } of operations) {
    expect(ownDocuments).toContain(body);
    const { errors = [] } = await post(instance.url, ada.token, { documentId: id });
    expect(errors.map(({ extensions }) => extensions?.["code"])).not.toContain("PERSISTED_QUERY_NOT_FOUND");
  }
  await instance.close();
});

it("a manifest may begin with a byte order mark", async () => {
  const path = await file("marked.json", `\uFEFF${JSON.stringify(apollo)}`);
  const instance = await startInstance(database.url, { TRUSTED_DOCUMENTS: path });
  await instance.close();
});

it("Apollo Client's link for persisted queries sends ids of the manifest", async () => {
  const query = gql(viewer);
  const link = new PersistedQueryLink({ generateHash: async () => hash(viewer) }).concat(
    new HttpLink({ uri: `${closed.url}/graphql`, headers: { authorization: `Bearer ${ada.token}` } }),
  );
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  expect((await client.query({ query })).data).toMatchObject({ me: { name: "ada" } });
});

describe("the start is refused for TRUSTED_DOCUMENTS", () => {
  const entry = (id: string, body: string) => ({ id, name: "A", type: "query", body });
  it.each<[what: string, content: unknown, message: RegExp]>([
    ["that is no JSON", "{", /bad\.json is not JSON\.$/],
    ["that is another kind of file", [1], /bad\.json is neither a manifest of Apollo in version 1 nor/],
    ["of another version", { ...apollo, version: 2 }, /neither a manifest/],
    ["with a text that is none", { a: 5 }, /neither a manifest/],
    ["with a document that does not parse", { a: "query {" }, /in \S+bad\.json the id "a" has a document .*: Syntax/],
    ["with one that does not validate", { b: "{ nothing }" }, /the id "b" .*Cannot query field/],
    [
      "with one that selects what no event carries",
      { c: watch.replace("... on Ready { seq }", "... on TaskCreated { task { project { id } } }") },
      /the id "c" /,
    ],
    ["with a hash of another text", { [`sha256:${hash("{ me { id } }")}`]: viewer }, /is not the SHA-256 of/],
    ["with one id for two", { ...apollo, operations: [entry("a", viewer), entry("a", several)] }, /"a" names two/],
  ])("%s", async (_what, content, message) => {
    const started = startInstance(database.url, { TRUSTED_DOCUMENTS: await file("bad.json", content) });
    const error: unknown = await started.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OperatorError);
    expect(String((error as Error).message)).toMatch(message);
    expect(String((error as Error).message)).toMatch(/^TRUSTED_DOCUMENTS cannot be used: [^\n]*\.$/);
  });

  it("a file that is not there", async () => {
    const path = join(folder, randomUUID());
    await expect(startInstance(database.url, { TRUSTED_DOCUMENTS: path })).rejects.toThrow(
      `TRUSTED_DOCUMENTS cannot be used: ${path} cannot be read (ENOENT).`,
    );
  });
});

function refusal(code: string, message?: string) {
  return { errors: [{ extensions: { code }, ...(message !== undefined && { message }) }] };
}
