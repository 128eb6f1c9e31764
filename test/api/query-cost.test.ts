import { readFileSync } from "node:fs";
import { getIntrospectionQuery, getOperationAST, getVariableValues, Kind, parse } from "graphql";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../schema/index.ts";
import { readConfig } from "../../src/config/config.ts";
import { maxChanges } from "../../src/operations/apply-changes.ts";
import { type CheckedOperation, queryCost } from "../../src/server/limits/query-cost.ts";
import type { GraphQLRequest } from "../support/execute.ts";
import { range } from "../support/range.ts";
import { createTarget, type Request, type Target } from "./bad-input/target.ts";

const parts = "fragment Parts on User { id name }";

const statement = 100;

describe("the cost is how many fields and statements may be executed", () => {
  const cases: readonly (readonly [what: string, query: string, cost: number])[] = [
    ["each field", "{ __typename me { id name } }", 4],
    ["each alias", "{ a: me { id } b: me { id } }", 4],
    ["a fragment wherever it is spread", `{ a: me { ...Parts } b: me { ...Parts } } ${parts}`, 6],
    ["a fragment without a type", "{ me { ... { id } } }", 2],
    [
      "a list of values as one",
      'mutation { deleteTask(input: { taskId: "" }) { ... on TaskConflict { conflictingFields } } }',
      2,
    ],
    [
      "the nodes of a page, and its total once",
      "{ projects(first: 3) { nodes { id } totalCount } }",
      6 + 2 * statement,
    ],
    ["the edges of a page", "{ projects(first: 3) { edges { cursor node { id } } } }", 11 + statement],
    [
      "pages of two sizes with one fragment",
      "{ a: projects(first: 3) { ...P } b: projects(first: 5) { ...P } } fragment P on ProjectConnection { nodes { id } }",
      12 + 2 * statement,
    ],
    [
      "pages beneath pages",
      "{ projects(first: 3) { nodes { tasks(first: 4) { nodes { id } } } } }",
      1 + 1 + 3 * (1 + 1 + 4) + 2 * statement,
    ],
    [
      "one statement for all parents, whose words are searched for each",
      '{ projects(first: 3) { nodes { tasks(first: 4, filter: { text: "two words two" }) { nodes { id } } } } }',
      1 + 1 + 3 * (1 + 1 + 4 + 2 * 1_000) + 2 * statement,
    ],
    [
      "a hundred times the pages in the answer to a mutation",
      "mutation { createTask(input: {}) { task { id project { tasks(first: 4) { nodes { id } } } } } }",
      1 + 1 + 1 + 1 + 1 + 1 + 400 + statement,
    ],
    [
      "a fifth of the results of a batch",
      "mutation { applyChanges(input: { changes: [{}, {}, {}, {}, {}, {}] }) { seq results { __typename } } }",
      1 + 1 + 1 + 2,
    ],
    [
      "ten for each second of waiting, for each parent",
      '{ projects(first: 3) { nodes { changes(after: "", first: 4, wait: 20) { cursor nodes { seq } } } } }',
      1 + 1 + 3 * (1 + 1 + 1 + 4 + 20 * 10) + 2 * statement,
    ],
    ["50 where the size of a page is absent", "{ projects { nodes { id } } }", 52 + statement],
    ["50 where it is null", "{ projects(first: null) { nodes { id } } }", 52 + statement],
    ["none of an empty page", "{ projects(first: 0) { nodes { id } totalCount } }", 3 + 2 * statement],
    ["none of less than a page", "{ projects(first: -9) { nodes { id } totalCount } }", 3 + 2 * statement],
    ["100 of more than a page", "{ projects(first: 2000000000) { nodes { id } } }", 102 + statement],
    [
      "nothing that is left out",
      `{ me { id @skip(if: true) name @include(if: false) ...Parts @skip(if: true) } } ${parts}`,
      1,
    ],
    [
      "the dearest of the types that something may be",
      `subscription { projectActivity(projectId: "") {
        ... on Ready { seq } ... on Activity { seq actor { ...Parts } } ... on TaskDeleted { taskId } ... on TaskCreated { at }
      } } ${parts}`,
      1 + (1 + 3) + 1,
    ],
  ];

  it.each(cases)("counting %s", (_what, query, cost) => {
    expect(queryCost(checked({ query }))).toBe(cost);
  });

  it("counting as the variables say", () => {
    const query = `query ($first: Int = 4, $names: Boolean!) {
      projects(first: $first) { nodes { id name @include(if: $names) } }
    }`;
    const cost = (variables: Record<string, unknown>) => queryCost(checked({ query, variables }));
    expect(cost({ names: true })).toBe(2 + 4 * 2 + statement);
    expect(cost({ names: false })).toBe(2 + 4 + statement);
    expect(cost({ names: true, first: 10 })).toBe(2 + 10 * 2 + statement);
    expect(cost({ names: true, first: null })).toBe(2 + 50 * 2 + statement);
  });

  it("beyond all numbers, and still nothing of an empty page", () => {
    const endless = nested(200);
    expect(queryCost(checked({ query: `{ projects { nodes { ${endless} } } }` }))).toBe(Number.POSITIVE_INFINITY);
    expect(queryCost(checked({ query: `{ projects(first: 0) { nodes { ${endless} } } }` }))).toBe(2 + statement);
  });
});

it("takes every document of the contract for less than a fifth of the limit, with full pages and a search", () => {
  const document = parse(readFileSync("schema/contract/operations.graphql", "utf8"));
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  expect(operations.length).toBeGreaterThanOrEqual(20);
  const { limits } = readConfig({});
  for (const operation of operations) {
    const input = { changes: range(1, maxChanges).map(() => ({})) };
    const variables = { first: 100, filter: { text: "three plain words" }, input };
    const limit = operation.operation === "subscription" ? limits.eventCost : limits.queryCost;
    expect(queryCost({ document, operation, variables }), operation.name?.value).toBeLessThan(limit / 5);
  }
});

describe("over both transports", () => {
  let target: Target;
  beforeAll(async () => {
    target = await createTarget();
  });
  afterEach(() => target.expectHealth());
  afterAll(() => target.close());

  const crossed = `query ($id: ID!, $first: Int) {
    project(id: $id) { tasks(first: $first) { nodes { comments(first: $first) { nodes { id body version createdAt author { ...Parts } } } } } }
  } ${parts}`;

  const dear: readonly {
    readonly what: string;
    readonly query: string;
    readonly variables?: Record<string, unknown>;
  }[] = [
    { what: "nested a little", query: `query ($id: ID!) { project(id: $id) { ${nested(3)} } }` },
    {
      what: "with many aliases",
      query: `query ($id: ID!) { project(id: $id) { tasks { nodes { ${aliases(90, "comments { nodes { ...Parts } }")} } } } }
        fragment Parts on Comment { id body }`,
    },
    {
      what: "with a fragment in each of many aliases",
      query: `query ($id: ID!) { project(id: $id) { ...F0 } } ${multiplying(5)}`,
    },
    { what: "with large pages by a variable", query: crossed, variables: { first: 100 } },
    { what: "with large pages by a default", query: crossed.replace("$first: Int", "$first: Int = 100") },
  ];

  it.each(dear)("a query $what is refused", async ({ query, variables }) => {
    const request: Request = ({ projectId }) => ({ query, variables: { id: projectId, ...variables } });
    await target.expectRefusal(request, "GRAPHQL_VALIDATION_FAILED", null, /^This may cost \S+ where 50000 is/);
  });

  it("a mutation is refused before it changes anything", async () => {
    const query = `mutation ($id: ID!) {
      updateProject(input: { projectId: $id, name: "Dear" }) { ... on UpdateProjectPayload { project { ${nested(3)} } } }
    }`;
    const request: Request = ({ projectId: id }) => ({ query, variables: { id } });
    await target.expectRefusal(request, "GRAPHQL_VALIDATION_FAILED", null, /^This may cost \S+ where/);
  });

  it.each([
    [
      "with many fields",
      `... on TaskCreated { ${aliases(86, "task { id title createdAt updatedAt version status }")} }`,
      "",
    ],
    [
      "with a fragment in each of many aliases",
      `... on TaskCreated { ${aliases(100, "task { ...F }")} }`,
      "id title createdAt updatedAt version",
    ],
  ])("a subscription %s is refused, as each event would cost it", async (_what, selection, fields) => {
    const fragment = fields && `fragment F on Task { ${fields} }`;
    const request: Request = ({ projectId }) => ({
      query: `subscription { projectActivity(projectId: "${projectId}") { ${selection} } } ${fragment}`,
    });
    const message = /^This may cost 60\d for each event where 500 is allowed/;
    await target.expectRefusedSubscription(request, "GRAPHQL_VALIDATION_FAILED", null, message);
  });

  it("the same query is answered with smaller pages", async () => {
    const request: Request = ({ projectId: id }) => ({ query: crossed, variables: { id, first: 20 } });
    for (const { data, errors } of await target.ask(request)) {
      expect(errors).toBeUndefined();
      expect(data).toHaveProperty("project.tasks.nodes.0.comments.nodes.0.author.name", "ada");
    }
  });

  it("twenty projects with their tasks and comments are answered", async () => {
    const query = `{ projects(first: 20) { nodes { id name tasks(first: 20) { nodes {
      id title status assignee { ...Parts } comments(first: 10) { nodes { id body author { ...Parts } } }
    } } } } } ${parts}`;
    for (const { data, errors } of await target.ask(() => ({ query }))) {
      expect(errors).toBeUndefined();
      expect(data).toHaveProperty("projects.nodes.1.tasks.nodes.0.comments.nodes.0.author.name", "ada");
    }
  });

  it("GraphiQL's introspection is answered", async () => {
    const query = getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true, specifiedByUrl: true });
    for (const { data, errors } of await target.ask(() => ({ query }))) {
      expect(errors).toBeUndefined();
      expect(data).toHaveProperty("__schema.queryType.name", "Query");
    }
  });
});

/** A request as a transport hands it on, once it is checked. */
function checked({ query, variables = {} }: GraphQLRequest): CheckedOperation {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("There is no operation, or more than one.");
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (errors) throw new AggregateError(errors);
  return { document, operation, variables: coerced };
}

/** Tasks of a project, the project of each, its tasks, and so on. */
function nested(levels: number): string {
  return `${"tasks { nodes { project { ".repeat(levels)}id${" } } }".repeat(levels)}`;
}

function aliases(count: number, field: string): string {
  return Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(" ");
}

/** Fragments of a project, each of which takes the next one ten times. */
function multiplying(levels: number): string {
  const define = (_: unknown, level: number) =>
    `fragment F${level} on Project { ${aliases(10, `tasks(first: 1) { nodes { project { ...F${level + 1} } } }`)} }`;
  return `${Array.from({ length: levels }, define).join(" ")} fragment F${levels} on Project { id }`;
}
