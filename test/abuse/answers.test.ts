import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { scrape, total } from "../metrics/scrape.ts";
import { createProject } from "../support/board.ts";
import { execute } from "../support/execute.ts";
import { holdProject } from "../support/held-lock.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type Person, post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";

let database: TestDatabase;
let open: Instance;
let closed: Instance;
/** On the closed one. */
let ada: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  const variables = { INTROSPECTION: "off", GRAPHIQL: "off", PUBLIC_URL: "https://board.example" };
  [open, closed] = await Promise.all([startInstance(database.url), startInstance(database.url, variables)]);
  ada = await closed.person("ada");
});
afterAll(async () => {
  await Promise.all([open.close(), closed.close()]);
  await database.close();
});

const introspection = { query: getIntrospectionQuery() };

describe("with INTROSPECTION=off the schema is told neither over HTTP nor WebSocket", () => {
  const ask = async (query: string, variables: Record<string, unknown> = {}) => {
    const request = { query, variables };
    const answers = [await post(closed.url, ada.token, request), await execute(ada.socket, request)];
    return answers.flatMap(({ errors = [] }) => errors);
  };

  it("is equal for everybody who asks for it", async () => {
    for (const query of [
      introspection.query,
      '{ __type(name: "Task") { name } }',
      "{ ...F } fragment F on Query { __schema { types { name } } }",
    ]) {
      const errors = await ask(query);
      expect(errors.length).toBeGreaterThanOrEqual(2);
      for (const { message, extensions } of errors) {
        expect(message).toMatch(/introspection|more than 19 errors/);
        expect(extensions).toMatchObject({ code: "GRAPHQL_VALIDATION_FAILED" });
      }
    }
    expect(await ask("{ __typename }")).toEqual([]);
  });

  it("nor by what errors suggest", async () => {
    const guesses: [string, Record<string, unknown>?][] = [
      ["{ projets { nodes { id } } }"],
      ["mutation { createTask(input: { projectI: 1 }) { seq } }"],
      ["query ($i: CreateTaskInput!) { __typename @skip(if: $i) }"],
      [
        "mutation ($i: CreateTaskInput!) { createTask(input: $i) { seq } }",
        { i: { projectId: "x", title: "x", titel: "x" } },
      ],
    ];
    for (const [query, variables] of guesses) {
      const errors = await ask(query, variables);
      expect(errors.length).toBeGreaterThanOrEqual(2);
      expect(JSON.stringify(errors)).not.toContain("Did you mean");
      expect(JSON.stringify(await post(open.url, ada.token, { query, variables }))).toMatch(
        /Did you mean|never used|type/,
      );
    }
  });
});

describe("a browser at /graphql", () => {
  const accept = "text/html,application/xhtml+xml,*/*;q=0.8";

  it("gets GraphiQL, or nothing with GRAPHIQL=off", async () => {
    const page = await fetch(`${open.url}/graphql`, { headers: { accept } });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("GraphiQL</title>")]);
    const none = await fetch(`${closed.url}/graphql`, { headers: { accept } });
    expect([none.status, await none.text()]).toEqual([404, "GraphiQL is switched off here."]);
    expect(await post(closed.url, ada.token, { query: "{ __typename }" })).toEqual({ data: { __typename: "Query" } });
  });
});

describe("every answer", () => {
  it.each(["/graphql?query=%7B__typename%7D", "/healthz", "/readyz", "/auth/get-session", "/nowhere", "/"])(
    "tells browsers to make nothing of it that it is not: %s",
    async (path) => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(open.url + path, { headers });
      const told = Object.fromEntries(answer.headers);
      expect(told).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
      });
      if (path !== "/") expect(told["content-security-policy"]).toContain("default-src 'none'");
      expect(told).not.toHaveProperty("strict-transport-security");
      expect(told).not.toHaveProperty("x-powered-by");
    },
  );

  it("tells them to stay with HTTPS where PUBLIC_URL says so", async () => {
    const answer = await fetch(`${closed.url}/healthz`);
    expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
  });
});

describe("an answer", () => {
  it.each([
    ["br, gzip", "br", brotliDecompressSync],
    ["gzip", "gzip", gunzipSync],
  ])("if long, is compressed for clients that accept %s, and only then", async (accepted, encoding, decompress) => {
    const plain = await ask("/graphql", introspection);
    expect(plain.encoding).toBeUndefined();
    const compressed = await ask("/graphql", introspection, accepted);
    expect(compressed.encoding).toBe(encoding);
    expect(compressed.body.length).toBeLessThan(plain.body.length / 4);
    expect(decompress(compressed.body).equals(plain.body)).toBe(true);
  });

  it("if short, is not compressed, nor is any that cookies authorize", async () => {
    expect(await ask("/graphql", { query: "{ __typename }" }, "br, gzip")).toMatchObject({ encoding: undefined });
    const long = { email: "a@example.com", password: "x".repeat(20_000) };
    expect(await ask("/auth/sign-in/email", long, "br, gzip")).toMatchObject({ encoding: undefined });
  });

  it("to a disconnected client is no fault of the server", async () => {
    const grace = await open.person("grace");
    const projectId = await createProject(grace);
    const held = await holdProject(database.url, projectId);
    onTestFinished(() => held.release());
    const texts = range(1, 9).map((n) => `text${n}: description`);
    const query = `mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { ${texts.join(" ")} } } }`;
    const long = { query, variables: { input: { projectId, title: "Long", description: "long ".repeat(1_900) } } };
    const asking = send("/graphql", long, "br", grace.token);
    await held.waiting(1);
    asking.destroy();
    await expect(once(asking, "close")).rejects.toThrow("socket hang up");
    await held.release();
    // Later requests are answered later.
    expect((await ask("/graphql", long, "br", grace.token)).encoding).toBe("br");
    expect(total(await scrape(open.url), "lockstep_internal_errors_total")).toBe(0);
  });

  async function ask(...asked: Parameters<typeof send>) {
    const [response] = (await once(send(...asked), "response")) as [IncomingMessage];
    return { encoding: response.headers["content-encoding"], body: await buffer(response) };
  }

  function send(path: string, body: object, accepted?: string, token?: string) {
    const headers = {
      "content-type": "application/json",
      ...(accepted && { "accept-encoding": accepted }),
      ...(token && { authorization: `Bearer ${token}` }),
    };
    return request(open.url + path, { method: "POST", headers }).end(JSON.stringify(body));
  }
});
