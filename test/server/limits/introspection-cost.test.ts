import { readFileSync } from "node:fs";
import { executeSync, getIntrospectionQuery, getOperationAST, getVariableValues, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { schema } from "../../../schema/index.ts";
import { introspectionCost, introspectionLimit } from "../../../src/server/limits/introspection-cost.ts";
import { range } from "../../support/range.ts";

/** As GraphiQL sends it, and what code generators send. */
const wholeSchema = getIntrospectionQuery({
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
});

const cases: readonly {
  readonly name: string;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}[] = [
  { name: "the whole schema", query: wholeSchema },
  { name: "as graphql-js asks by itself", query: getIntrospectionQuery() },
  { name: "nothing", query: "{ __typename }" },
  { name: "a type", query: "{ __schema { queryType { name } } __typename }" },
  { name: "descriptions", query: "{ __schema { types { name kind description fields { name description } } } }" },
  { name: "types within types", query: "{ __schema { types { fields { type { fields { name } } } } } }" },
  { name: "arguments", query: '{ __type(name: "Task") { name fields { name args { name defaultValue } } } }' },
  { name: "a type that is none", query: '{ __type(name: "Nothing") { name } }' },
  {
    name: "possible types",
    query: "query ($name: String!) { __type(name: $name) { possibleTypes { name } } }",
    variables: { name: "Activity" },
  },
  {
    name: "a default",
    query: "query ($all: Boolean = true) { __schema { types { fields(includeDeprecated: $all) { name } } } }",
  },
  {
    name: "fragments",
    query:
      "{ ...S } fragment S on Query { __schema { ...T } } fragment T on __Schema { types { ... { ...N } } } fragment N on __Type { name }",
  },
  {
    name: "directives",
    query: "{ __schema { directives { name locations args { name type { name ofType { name } } } } } }",
  },
];

it.each(cases)("costs the fields that are answered, and more for long texts: $name", ({ query, variables = {} }) => {
  const { data, errors } = executeSync({ schema, document: parse(query), variableValues: variables });
  expect(errors).toBeUndefined();
  const cost = introspectionCost(checked(query, variables));
  const { fields, texts } = measure(data);
  const spreads = query.split("...").length - 1;
  expect(cost).toBeGreaterThanOrEqual(fields - 1 + texts);
  // A fragment that is spread costs 1 where it is, which is more than once for each field at times.
  expect(cost).toBeLessThanOrEqual((fields + texts) * (spreads > 0 ? 3 : 1));
});

it("the whole schema costs less than half of the limit", () => {
  expect(introspectionCost(checked(wholeSchema))).toBeLessThan(introspectionLimit / 2);
});

describe("costs more than the limit", () => {
  it.each([
    [
      "the schema many times",
      `{ ${range(1, 99).map((n) => `a${n}: __schema { types { name description fields { name } } }`)} }`,
    ],
    ["types within types", nested(12)],
    [
      "a fragment that is spread many times",
      `{ __schema { types { ${"...F ".repeat(900)} } } } fragment F on __Type { name }`,
    ],
    ["fields that are left out", `{ __schema { types { ${"name @skip(if: true) ".repeat(900)} } } }`],
  ])("%s, and counts no further", (_what, query) => {
    const cost = introspectionCost(checked(query));
    expect(cost).toBeGreaterThan(introspectionLimit);
    expect(cost).toBeLessThan(introspectionLimit * 3);
  });
});

it("no document of the contract asks for the schema", () => {
  const text = readFileSync("schema/contract/operations.graphql", "utf8");
  for (const operation of parse(text).definitions) {
    if (operation.kind !== "OperationDefinition") continue;
    expect(introspectionCost({ document: parse(text), operation, variables: {} })).toBe(0);
  }
});

function checked(query: string, given: Record<string, unknown> = {}) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("There is no operation.");
  const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  return { document, operation, variables: coerced };
}

/** The fields of all types, the fields of their types, and so on. */
function nested(levels: number): string {
  const again = (level: number) => `...F${level} ofType { ofType { ...F${level} } }`;
  const fragments = range(1, levels).map(
    (level) => `fragment F${level} on __Type { fields { type { ofType { ${again(level + 1)} } } } }`,
  );
  return `{ __schema { types { ...F1 } } } ${fragments.join(" ")} fragment F${levels + 1} on __Type { name }`;
}

function measure(value: unknown): { readonly fields: number; readonly texts: number } {
  if (typeof value === "string") return { fields: 0, texts: Math.floor(value.length / 50) };
  if (typeof value !== "object" || value === null) return { fields: 0, texts: 0 };
  const parts = Object.values(value).map(measure);
  const own = Array.isArray(value) ? 0 : parts.length;
  return {
    fields: parts.reduce((sum, part) => sum + part.fields, own),
    texts: parts.reduce((sum, part) => sum + part.texts, 0),
  };
}
