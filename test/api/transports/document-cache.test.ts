import { parse } from "graphql";
import { expect, it } from "vitest";
import { readConfig } from "../../../src/config/config.ts";
import { createDocumentCache } from "../../../src/server/graphql/document-cache.ts";
import { createPrepareOperation } from "../../../src/server/graphql/prepare-operation.ts";
import { TrustedDocuments } from "../../../src/server/graphql/trusted-documents.ts";

it("holds documents by what they occupy, not by the length of their text", () => {
  const documents = createDocumentCache();
  for (let count = 0; count < 100; count += 1) {
    const text = `{ ${"a ".repeat(4_990)} a${count} }`;
    documents.set(text, parse(text));
  }
  expect(documents.size).toBeGreaterThanOrEqual(10);
  expect(documents.size).toBeLessThanOrEqual(14);

  for (let count = 0; count < 100; count += 1) {
    const text = `{ a${count} ${" ".repeat(1024 * 1024)} }`;
    documents.set(text, parse(text));
  }
  expect(documents.size).toBeLessThanOrEqual(16);
});

function createPrepare() {
  const { limits } = readConfig({});
  return createPrepareOperation({ limits, validationRules: [], hideSuggestions: false }, new TrustedDocuments(false));
}

it.each<{ readonly query: string; readonly variables: readonly Readonly<Record<string, unknown>>[] }>([
  {
    query: "query ($id: ID!, $first: Int = 4) { project(id: $id) { tasks(first: $first) { nodes { id } } } }",
    variables: [{ first: 3 }, { first: 5 }, { first: 5, id: "b" }, { first: null }, {}, { first: 3 }],
  },
  {
    query: `query ($id: ID!, $all: Boolean!, $first: Int) {
      project(id: $id) { tasks(first: $first) @include(if: $all) { nodes { id } } }
    }`,
    variables: [{ all: false }, { all: false, first: 9 }, { all: true, first: 9 }, { all: true }, { all: false }],
  },
  {
    query: "query ($old: Boolean) { __schema { types { fields(includeDeprecated: $old) { name } } } }",
    variables: [{ old: true }, { old: false }, {}, { old: true }],
  },
  {
    query: "mutation ($input: ApplyChangesInput!) { applyChanges(input: $input) { results { __typename } } }",
    variables: [1, 500, 20, 1].map((count) => ({
      input: { projectId: "p", changes: Array(count).fill({ deleteTask: { taskId: "t" } }) },
    })),
  },
  {
    query: "mutation ($input: UpdateTaskInput!) { updateTask(input: $input) { __typename } }",
    variables: ["a", "b"].map((taskId) => ({ input: { taskId } })),
  },
])("counts for each use of a document what its own variables cost: $query", ({ query, variables }) => {
  const pricesOf = (uses: typeof variables) => {
    const prepare = createPrepare();
    const costs: number[] = [];
    for (const values of uses) {
      const sent = { query, variables: { id: "a", ...values } };
      expect(prepare(sent, (cost) => costs.push(cost))).toHaveProperty("document");
    }
    // The first is that of reading the text.
    return costs.slice(1);
  };
  expect(pricesOf(variables)).toEqual(variables.flatMap((values) => pricesOf([values])));
});

it("gives subscribers of one text one document, and finds its faults anew", () => {
  const prepare = createPrepare();
  const costs: number[] = [];
  const count = (cost: number) => costs.push(cost);
  const query = "{ __typename }";
  const [first, second] = [prepare({ query }, count), prepare({ query }, count)];
  expect(first).toHaveProperty("document");
  expect(Object(second).document).toBe(Object(first).document);

  // Reading it once, and each execution.
  expect(costs).toEqual([query.length / 2, 1, 1]);

  const [wrong, wrongAgain] = [prepare({ query: "{ nothing }" }, count), prepare({ query: "{ nothing }" }, count)];
  expect(wrong).toMatchObject([{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }]);
  expect(wrongAgain).toEqual(wrong);
  expect(wrongAgain).not.toBe(wrong);
});
