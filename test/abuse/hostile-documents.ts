import { readFileSync } from "node:fs";
import { type Arbitrary, array, constant, constantFrom, integer, oneof, string, tuple } from "fast-check";
import { buildSchema, getOperationAST, type OperationDefinitionNode, parse, print, separateOperations } from "graphql";
import { type Ids, variablesOf } from "./typed-variables.ts";

/** Objects that the documents name. */
export interface Targets {
  /** Objects to read and change. */
  readonly ids: Ids;
  /** Objects to delete and remove, so that the others stay. */
  readonly spareIds: Ids;
}

/** A request's members as JSON. */
export interface RequestParts {
  readonly query: string;
  readonly variables: string;
}

const read = (name: string) => readFileSync(new URL(`../../schema/${name}`, import.meta.url), "utf8");

const others = [
  "{ __schema { types { name } } }",
  "query ($__proto__: Int) { constructor: projects(first: $__proto__) { __typename } }",
  "query ($id: ID!, $filter: TaskFilter) { project(id: $id) { tasks(first: 5, filter: $filter) { totalCount } } }",
  "subscription ($projectId: ID!) { projectActivity(projectId: $projectId) { __typename } }",
];

/** Requests for what clients ask for, with variables that mostly suit them; and documents that only look like it. */
export function requestParts(targets: Targets): Arbitrary<RequestParts> {
  const schema = buildSchema(read("schema.graphql"));
  const known = [
    ...Object.values(separateOperations(parse(read("contract/operations.graphql")))),
    ...others.map((text) => parse(text)),
  ]
    .map((document) => ({ text: print(document), operation: operationOf(document) }))
    // Without its project the rest of a run would find nothing.
    .filter(({ operation }) => operation.name?.value !== "DeleteProject");
  const usual = oneof(
    ...known.map(({ text, operation }) => {
      const isEnd = /^(Delete|Remove)/.test(operation.name?.value ?? "");
      const variables = variablesOf(schema, operation, isEnd ? targets.spareIds : targets.ids);
      return tuple(constant(JSON.stringify(text)), variables).map(([query, values]) => ({ query, variables: values }));
    }),
  );
  const spoiled = tuple(usual, integer({ min: 0, max: 400 }), array(part, { minLength: 1, maxLength: 5 })).map(
    ([{ query, variables }, at, parts]) => {
      const text: string = JSON.parse(query);
      return { query: JSON.stringify(text.slice(0, at) + parts.join("") + text.slice(at)), variables };
    },
  );
  const strange = oneof(deep, wide, string({ unit: "binary", maxLength: 60 })).map((text) => ({
    query: JSON.stringify(text),
    variables: "{}",
  }));
  return oneof({ weight: 6, arbitrary: usual }, { weight: 2, arbitrary: spoiled }, strange);
}

function operationOf(document: ReturnType<typeof parse>): OperationDefinitionNode {
  const operation = getOperationAST(document);
  if (!operation) throw new Error("A document here has one operation.");
  return operation;
}

const part = constantFrom(
  ..."{}()[]$:!@|&=\"'#,.\\\n\0é".split(""),
  ...['"""', "...", "fragment F on Query", "me", "on", "-1", "1e9"],
);

const deep = tuple(constantFrom("{ me ", "{ a(b: [", "...{", "[", "{a:{"), integer({ min: 1, max: 10 })).map(
  ([open, power]) => open.repeat(2 ** power),
);

const wide = integer({ min: 1, max: 150 }).map(
  (count) => `{ ${Array.from({ length: count }, (_, n) => `a${n % 120}: project(id: "${n}") { id }`).join(" ")} }`,
);
