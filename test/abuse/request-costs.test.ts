import { readFileSync } from "node:fs";
import { getIntrospectionQuery, getOperationAST, Kind, parse, print } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { exceedsComparisons } from "../../src/server/limits/count-comparisons.ts";
import { introspectionCost, introspectionLimit } from "../../src/server/limits/introspection-cost.ts";
import { priceReading } from "../../src/server/limits/price-operation.ts";
import { queryCost } from "../../src/server/limits/query-cost.ts";
import { execute } from "../support/execute.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";

let database: TestDatabase;
let instance: Instance;
beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, {
    USER_COST_PER_MINUTE: "2000",
    ANONYMOUS_REQUESTS_PER_MINUTE: "20",
    ANONYMOUS_COST_PER_MINUTE: "20000",
    TRUSTED_PROXIES: "loopback",
  });
});
afterAll(async () => {
  await instance.close();
  await database.close();
});

const limited = { code: "RATE_LIMITED", retryAfter: expect.any(Number), requestId: expect.any(String) };

describe("without a token an address", () => {
  it("sends so many requests in a minute; others, and users at the same address, are not concerned", async () => {
    const answers = await Promise.all(range(1, 30).map(() => ask("192.0.2.1", "{ __typename }")));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(10);
    for (const answer of refused) {
      const body = (await answer.json()) as { errors: { extensions: { retryAfter: number } }[] };
      expect(body).toEqual({ errors: [{ message: expect.stringMatching(/without a token/), extensions: limited }] });
      expect(answer.headers.get("retry-after")).toBe(String(body.errors[0]?.extensions.retryAfter));
    }
    expect((await ask("192.0.2.2", "{ __typename }")).status).toBe(200);
    const ada = await instance.person("ada");
    expect((await ask("192.0.2.1", "{ me { id } }", ada.token)).status).toBe(200);
  });

  it("asks for so much of the schema in a minute", async () => {
    const statuses: number[] = [];
    for (const _ of range(1, 6)) statuses.push((await ask("192.0.2.3", getIntrospectionQuery())).status);
    expect(statuses.slice(0, 2)).toEqual([200, 200]);
    expect(statuses.at(-1)).toBe(429);
  });

  it("under IPv6 is its network", async () => {
    const addresses = range(1, 30).map((number) => `2001:db8::${number}`);
    const answers = await Promise.all(addresses.map((address) => ask(address, "{ __typename }")));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
  });
});

describe("a user", () => {
  it.each([
    ["valid", "{ projects(first: 100) { nodes { id name } } }"],
    [
      "dear beyond measure",
      "{ projects(first: 100) { nodes { tasks(first: 100) { nodes { comments(first: 100) { nodes { id } } } } } } }",
    ],
    [
      "invalid each time",
      `{ ${range(1, 40)
        .map((number) => `nothing${number}`)
        .join(" ")} }`,
    ],
    ["no document at all", "{ ".repeat(50)],
  ])("asks for so much in a minute over both transports together, whatever it is: %s", async (what, query) => {
    const person = await instance.person(`greedy with what is ${what}`);
    const answers: unknown[] = [];
    for (const number of range(1, 60)) {
      const request = { query: `${query} # ${number} ${"x".repeat(60)}` };
      answers.push(
        number % 2 ? await post(instance.url, person.token, request) : await execute(person.socket, request),
      );
    }
    const refusal = {
      errors: [{ message: expect.stringMatching(/^This user asks for too much/), extensions: limited }],
    };
    expect(answers.slice(-2)).toEqual([refusal, refusal]);
    expect(answers[0]).not.toEqual(refusal);
    const other = await instance.person(`neighbour of what is ${what}`);
    expect(await post(instance.url, other.token, { query: "{ __typename }" })).toEqual({
      data: { __typename: "Query" },
    });
  });
});

it("documents of the contract, with full pages, stay below a fifth of every limit", () => {
  const { limits } = readConfig({});
  const document = parse(readFileSync("schema/contract/operations.graphql", "utf8"));
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const checked = { document, operation, variables: { first: 100 } };
    const most = operation.operation === "subscription" ? limits.eventCost : limits.queryCost;
    expect(queryCost(checked), operation.name?.value).toBeLessThan(most / 5);
    const perMinute = queryCost(checked) + priceReading(print(document));
    expect(perMinute * 60, operation.name?.value).toBeLessThan(limits.costPerMinute);
    expect(perMinute, operation.name?.value).toBeLessThan(limits.costPerMinute / 5);
  }
  expect(exceedsComparisons(document, 2_000)).toBe(false);
});

it("code generators and GraphiQL may ask for the schema again and again", () => {
  const { limits } = readConfig({});
  const document = parse(getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true }));
  const operation = getOperationAST(document);
  if (!operation) throw new Error("There is no operation.");
  const cost = introspectionCost({ document, operation, variables: {} });
  expect(cost).toBeLessThan(introspectionLimit / 2);
  expect(cost * 30).toBeLessThan(limits.anonymousCostPerMinute);
});

function ask(address: string, query: string, token?: string): Promise<Response> {
  return fetch(`${instance.url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-forwarded-for": address,
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
  });
}
