import {
  buildSchema,
  type DocumentNode,
  execute,
  type GraphQLFieldResolver,
  type GraphQLScalarType,
  parse,
} from "graphql";
import { describe, expect, it } from "vitest";
import { compileSelection, NotPlainError } from "../../../src/engine/fanout/compile-selection.ts";

const schema = buildSchema(`
  scalar Json
  enum Color { RED GREEN }
  interface Named { name: String! }
  union Thing = Cat | Dog
  type Cat implements Named { name: String! lives: Int friends: [Thing!] color: Color }
  type Dog implements Named { name: String! owner: Cat tricks(first: Int = 2, like: String): [[String]] }
  type Query { nothing: Int }
  type Subscription {
    things: [Thing]!
    named(id: ID!): Named
    json: Json
    number: Float!
    thrown: Int
    returned: Int
    late: Int
    contextual: Int
    informed: Int
  }
`);
resolveTypes("Named", "Thing");
setResolver("Dog", "tricks", ({ tricks }, { first, like }) =>
  tricks.slice(0, first).map((trick: string) => [trick, like]),
);
setResolver("Subscription", "thrown", () => {
  throw new Error("thrown");
});
setResolver("Subscription", "returned", () => new Error("returned"));
setResolver("Subscription", "late", async () => 1);
setResolver("Subscription", "contextual", (_source, _args, context) => context.value);
setResolver("Subscription", "informed", (_source, _args, _context, info) => String(info.path.key).length);
Object.assign(schema.getType("Json") as GraphQLScalarType, { serialize: (value: unknown) => value });

const tom = { kind: "Cat", name: 'Tom "the\u2028cat"', lives: 9, color: "RED", friends: [] };
const rex = { kind: "Dog", name: "Rex é 🐕", owner: tom, tricks: ["sit", "roll", "beg"] };
const rootValue = {
  things: [{ ...tom, friends: [rex, tom] }, null, rex],
  named: rex,
  json: { a: [1, { b: null }] },
  number: 1.5,
};

describe("a compiled selection renders what graphql-js makes of it:", () => {
  it.each([
    ["values of every kind", "{ json number named(id: 1) { __typename name } }"],
    ["lists, in lists, with nulls", "{ things { ... on Dog { tricks(like: null) } ... on Cat { lives color } } }"],
    ["aliases, the odd ones too", "{ number __proto__: number constructor: number a: json b: json }"],
    [
      "what is selected twice, merged in its place",
      "{ things { ...On } number things { ...On ... on Cat { friends { ...On } } } } fragment On on Named { name __typename }",
    ],
    [
      "conditions on interface, union and type",
      "{ named(id: 1) { ... on Named { name } ... on Cat { lives } ... on Dog { owner { name } } ... { n: name } } }",
    ],
    [
      "fragments within fragments, each spread often",
      "{ things { ...A ...B ...A } } fragment A on Thing { ...B __typename } fragment B on Cat { lives ... on Named { name } }",
    ],
    [
      "skip and include",
      "{ number @skip(if: $yes) json @include(if: $yes) ... @include(if: $no) { a: number } things @skip(if: $no) { ...N @skip(if: $yes) ... on Cat { lives } } } fragment N on Named { name }",
    ],
    [
      "arguments, given, absent and by default",
      "{ named(id: 1) { ... on Dog { one: tricks(first: $one) two: tricks all: tricks(first: 9, like: $like) none: tricks(like: $missing) } } }",
    ],
    ["nothing", "{ number @include(if: $no) }"],
  ])("%s", (_name, text) => {
    const args = {
      schema,
      document: toSubscription(text),
      variableValues: { yes: true, no: false, one: 1, like: "ü" },
    };
    expect(compileSelection(args)(rootValue)).toBe(dataOf(execute({ ...args, rootValue })));
  });

  it("however many values it has rendered before", () => {
    const args = { schema, document: toSubscription("{ named(id: 1) { __typename name ... on Dog { tricks } } }") };
    const render = compileSelection(args);
    for (const named of [rex, tom, null, tom, rex]) {
      expect(render({ named })).toBe(dataOf(execute({ ...args, rootValue: { named } })));
    }
  });
});

it.each([
  ["an error that is thrown", "{ thrown }", {}],
  ["an error that is returned", "{ returned }", {}],
  ["whoever waits", "{ late }", {}],
  ["a promise among the values", "{ json }", { json: Promise.resolve(1) }],
  ["whoever wants a context", "{ contextual }", {}],
  ["whoever wants to know where it stands", "{ informed }", {}],
  ["null where there must be something", "{ number }", { number: null }],
  ["null deeper down", "{ things { ... on Named { name } } }", { things: [{ kind: "Cat", name: null }] }],
  ["a value of another type", "{ number }", { number: "many" }],
  ["an enum's unknown value", "{ things { ... on Cat { color } } }", { things: [{ kind: "Cat", color: "BLUE" }] }],
  ["a type that is none of the possible", "{ things { __typename } }", { things: [{ kind: "Query" }] }],
  ["what is a list by iteration alone", "{ things { __typename } }", { things: new Set([tom]) }],
  ["a method", "{ number }", { number: () => 1 }],
])("leaves to graphql-js %s", (_name, text, value) => {
  const render = compileSelection({ schema, document: toSubscription(text) });
  expect(() => render(value)).toThrow();
});

it("leaves to graphql-js variables that do not fit", () => {
  const args = { schema, document: toSubscription("{ number @skip(if: $yes) }"), variableValues: { yes: "no" } };
  expect(() => compileSelection(args)).toThrow(NotPlainError);
});

function toSubscription(text: string): DocumentNode {
  const types = { yes: "Boolean = true", no: "Boolean = false", one: "Int", like: "String", missing: "String" };
  const used = Object.entries(types).filter(([name]) => text.includes(`$${name}`));
  const variables = used.map(([name, type]) => `$${name}: ${type}`).join(", ");
  return parse(`subscription ${variables && `(${variables})`} ${text}`);
}

function dataOf(result: ReturnType<typeof execute>): string {
  if (!("data" in result) || result.errors) throw new Error("The comparison failed.");
  return JSON.stringify(result.data);
}

function resolveTypes(...names: readonly string[]): void {
  for (const name of names)
    Object.assign(schema.getType(name) ?? {}, { resolveType: ({ kind }: { kind: string }) => kind });
}

// biome-ignore lint/suspicious/noExplicitAny: Resolvers of a test choose their own arguments.
function setResolver(type: string, field: string, resolve: GraphQLFieldResolver<any, any>): void {
  const parent = schema.getType(type);
  if (parent && "getFields" in parent) Object.assign(parent.getFields()[field] ?? {}, { resolve });
}
