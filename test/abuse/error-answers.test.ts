import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createRecordingLogger } from "../engine/bus/recording-logger.ts";
import { createProject, createTasks } from "../support/board.ts";
import { execute } from "../support/execute.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { type Bystander, startBystander } from "./bystander.ts";
import { withoutLimits } from "./without-limits.ts";

const { logger, lines } = createRecordingLogger();
let database: TestDatabase;
let instance: Instance;
let ada: Person;
let projectId: string;
let bystander: Bystander;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, withoutLimits, {}, logger);
  ada = await instance.person("ada");
  projectId = await createProject(ada);
  await createTasks(ada, projectId, 50);
  bystander = await startBystander(instance.url);
});
afterEach(() => {
  expect(lines.filter(({ level }) => level > 30)).toEqual([]);
});
afterAll(async () => {
  await bystander.expectUnharmed();
  await instance.close();
  await database.close();
});

interface Asked {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

/** About a megabyte, of which no message may repeat more than 100 characters. */
const big = "x".repeat(1_000_000);
const many = (count: number, part: (index: number) => string, separator = " ") =>
  range(1, count).map(part).join(separator);
const keys = (count: number) => Object.fromEntries(range(1, count).map((index) => [`key${index}`, "x".repeat(50)]));
const createTask = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { seq } }";
const board = "query ($id: ID!, $filter: TaskFilter) { project(id: $id) { tasks(filter: $filter) { nodes { id } } } }";

const cases: Readonly<Record<string, () => Asked>> = {
  "a long name": () => ({ query: `{ ${big} }` }),
  "a long word where a name is not allowed": () => ({ query: `{ me { id } } "${big}"` }),
  "a long string that is no value": () => ({ query: `{ projects(first: "${big}") { totalCount } }` }),
  "a long block string": () => ({ query: `{ projects(first: """${big}""") { totalCount } }` }),
  "a list that is no value": () => ({
    query: `{ projects(first: [${many(2_000, () => "123456789")}]) { totalCount } }`,
  }),
  "a long number": () => ({ query: `{ projects(first: ${"1".repeat(200)}) { totalCount } }` }),
  "many strings that are no values": () => ({
    query: `{ ${many(90, (n) => `a${n}: projects(first: "${"x".repeat(9_000)}") { totalCount }`)} }`,
  }),
  "many unknown fields": () => ({ query: `{ ${many(900, (n) => `nothing${n}${"x".repeat(200)}`)} }` }),
  "many unknown arguments": () => ({ query: `{ me(${many(900, (n) => `nothing${n}: 1`)}) { id } }` }),
  "fragments in circles with long names": () => ({
    query: `{ me { id } } ${many(300, (n) => `fragment F${n}${"x".repeat(200)} on User { ${many(2, (m) => `...F${((n + m) % 300) + 1}${"x".repeat(200)}`)} }`)}`,
  }),
  "fields that cannot be merged": () => ({
    query: `{ ${many(20, (n) => `a: projects(first: ${n}) { nodes { id } } a: __schema { types { name } }`)} }`,
  }),
  "a long name of an operation": () => ({ query: "query A { me { id } }", operationName: big }),
  "text for an input": () => ({ query: createTask, variables: { input: big } }),
  "text for a number": () => ({
    query: "query ($n: Int) { projects(first: $n) { totalCount } }",
    variables: { n: big },
  }),
  "text for an enum": () => ({ query: board, variables: { id: projectId, filter: { status: [big] } } }),
  "an object for text": () => ({ query: createTask, variables: { input: { projectId, title: keys(15_000) } } }),
  "unknown members of an input": () => ({ query: createTask, variables: { input: keys(15_000) } }),
  "a list of what is no enum": () => ({
    query: board,
    variables: { id: projectId, filter: { status: range(1, 15_000).map(() => "x".repeat(50)) } },
  }),
  "nested objects in a list": () => ({
    query: board,
    variables: { id: projectId, filter: { status: range(1, 1_000).map(() => keys(15)) } },
  }),
  "many variables": () => ({
    query: `query (${many(200, (n) => `$v${n}: Int`)}) { ${many(90, (n) => `a${n}: projects(first: $v${n}) { totalCount }`)} ${many(110, (n) => `... @include(if: true) { b: projects(first: $v${n + 90}) { totalCount } }`)} }`,
    variables: Object.fromEntries(range(1, 200).map((n) => [`v${n}`, "x".repeat(4_000)])),
  }),
  "a title that is too long": () => ({ query: createTask, variables: { input: { projectId, title: big } } }),
  "an id that is none": () => ({ query: board, variables: { id: big } }),
  "a cursor that is none": () => ({
    query: "query ($after: String) { projects(after: $after) { totalCount } }",
    variables: { after: big },
  }),
  "a date that is none": () => ({
    query: createTask,
    variables: { input: { projectId, title: "A", dueAt: `2026-11-23T09:30:00.${"9".repeat(900_000)}` } },
  }),
  "control characters": () => ({
    query: createTask,
    variables: { input: { projectId, title: "\u0001".repeat(150_000) } },
  }),
  "lone surrogates": () => ({ query: createTask, variables: { input: "\ud800".repeat(150_000) } }),
  "many fields that fail": () => ({ query: `{ ${many(100, (n) => `a${n}: project(id: "${n}") { id }`)} }` }),
  "many fields that fail under long names": () => ({
    query: `{ ${many(100, (n) => `a${n}${"x".repeat(250)}: project(id: "${n}") { id }`)} }`,
  }),
  "many changes that fail": () => ({
    query: `mutation { ${many(100, (n) => `a${n}: deleteProject(input: { projectId: "${n}" }) { seq }`)} }`,
  }),
  "pages that are refused in each item": () => ({
    query: `{ project(id: "${projectId}") { ${many(90, (n) => `a${n}: tasks(first: 5) { nodes { comments(first: 1000) { totalCount } } }`)} } }`,
  }),
  "what costs too much": () => ({
    query: `{ ${many(90, (n) => `a${n}: projects(first: 100) { nodes { tasks(first: 100) { nodes { id } } } }`)} }`,
  }),
};

describe("an answer with errors measures 64 KiB at most, lists 20 at most, and quotes 100 characters of a value", () => {
  it.each(Object.entries(cases))("%s", async (_what, make) => {
    const asked = make();
    const response = await fetch(`${instance.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${ada.token}` },
      body: JSON.stringify(asked),
    });
    const overHttp = await response.text();
    expectBounded(overHttp);
    const overSocket = await execute(ada.socket, asked);
    expectBounded(JSON.stringify(overSocket));
    const codes = ({ errors = [] }: Listed) => errors.map(({ extensions }) => extensions["code"]);
    expect(codes(overSocket as Listed)).toEqual(codes(JSON.parse(overHttp)));
  });

  it.each([
    ["an unknown type", { "content-type": `application/${"x".repeat(10_000)}` }, "{}"],
    ["text that is no JSON", { "content-type": "application/json" }, `{"query": ${big}`],
    ["no object", { "content-type": "application/json" }, JSON.stringify(big)],
  ])("%s over HTTP", async (_what, headers, body) => {
    expectBounded(await (await fetch(`${instance.url}/graphql`, { method: "POST", headers, body })).text());
  });

  it.each([
    ["/auth/sign-in/email", { email: big, password: big }],
    ["/auth/sign-in/email", { email: keys(15_000), password: keys(15_000) }],
    ["/auth/sign-up/email", { name: big, email: range(1, 15_000), password: [big] }],
    ["/auth/sign-up/email", range(1, 100_000)],
    ["/auth/change-password", { currentPassword: big, newPassword: keys(1_000) }],
    [`/auth/${"x".repeat(10_000)}`, {}],
  ])("under %.40s (case %#)", async (path, body) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(instance.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect((await response.text()).length).toBeLessThan(64 * 1024);
  });

  it("tells how many errors are not listed", async () => {
    const answer = await execute(ada.socket, cases["many fields that fail"]?.() ?? { query: "" });
    expect(answer.errors).toHaveLength(20);
    expect(answer.errors?.at(-1)).toMatchObject({ extensions: { code: "NOT_FOUND", unlisted: 80 } });
    expect(answer.errors?.at(0)?.extensions).not.toHaveProperty("unlisted");
  });
});

interface Listed {
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: Record<string, unknown> & { readonly issues?: readonly { readonly message: string }[] };
  }[];
}

function expectBounded(text: string): void {
  expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
  const { errors = [] } = JSON.parse(text) as Listed;
  expect(errors).not.toEqual([]);
  expect(errors.length).toBeLessThanOrEqual(20);
  for (const { message, extensions } of errors) {
    for (const { message: told } of [{ message }, ...(extensions.issues ?? [])]) {
      expect(told).not.toMatch(/x{101}|9{101}|(\\u[0-9a-f]{4}){17}|(key\d+.*){20}|(123456789, ){11}/);
      expect(told.length).toBeLessThan(600);
    }
  }
}
