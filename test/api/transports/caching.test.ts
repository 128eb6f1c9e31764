import { afterAll, beforeAll, expect, it } from "vitest";
import { type Instance, startInstance } from "../../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { range } from "../../support/range.ts";
import { signToken } from "../../support/sign-token.ts";

let database: TestDatabase;
let instance: Instance;
beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
});
afterAll(async () => {
  await instance.close();
  await database.close();
});

const long = `{ ${range(1, 90).map((number) => `a${number}: __type(name: "Task") { fields { name description } }`)} }`;

it.each([
  ["a query", new URLSearchParams({ query: "{ me { id } }" }), 200],
  ["a long answer that is compressed", new URLSearchParams({ query: long }), 200],
  ["an error", new URLSearchParams({ query: "{ nothing }" }), 400],
  ["no query at all", new URLSearchParams({}), 400],
  ["an unknown persisted query", new URLSearchParams({ extensions: unknownPersistedQuery() }), 200],
])("no cache keeps the answer to a GET for somebody else: %s", async (_what, search, status) => {
  const response = await fetch(`${instance.url}/graphql?${search}`, {
    headers: { authorization: `Bearer ${await signToken("ada")}`, "apollo-require-preflight": "1" },
  });
  expect(response.status).toBe(status);
  expect(response.headers.get("cache-control")).toMatch(/^private, no-cache/);
  const varying = response.headers.get("vary")?.toLowerCase().split(", ");
  expect(varying).toEqual(expect.arrayContaining(["authorization", "accept", "origin"]));
  if (search.get("query") === long) expect(varying).toContain("accept-encoding");
});

it("a token that does not hold is answered for nobody else either", async () => {
  const response = await fetch(`${instance.url}/graphql?query=%7B__typename%7D`, {
    headers: { authorization: "Bearer a.b.c", "apollo-require-preflight": "1" },
  });
  expect(response.status).toBe(401);
  expect(response.headers.get("cache-control")).toBe("private, no-cache");
});

function unknownPersistedQuery(): string {
  return JSON.stringify({ persistedQuery: { version: 1, sha256Hash: "0" } });
}
