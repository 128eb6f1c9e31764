import { readFileSync } from "node:fs";
import { getIntrospectionQuery, parse, specifiedRules, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { schema } from "../../../schema/index.ts";
import { exceedsComparisons } from "../../../src/server/limits/count-comparisons.ts";
import { range } from "../../support/range.ts";

/** As `documentLimits` has it. */
const limit = 10_000;

const repeat = (count: number, part: (index: number) => string) => range(1, count).map(part).join(" ");

const greedy: readonly (readonly [what: string, query: string])[] = [
  ["a field many times", `{ ${repeat(480, () => "me { id }")} }`],
  ["a leaf many times", `{ me { ${repeat(990, () => "id")} } }`],
  ["one name for many fields", `{ ${repeat(400, () => "a: me { id }")} }`],
  ["inline fragments", `{ ${repeat(300, () => "... { me { id } }")} }`],
  [
    "fragments side by side",
    `{ ${repeat(300, (n) => `...F${n}`)} } ${repeat(300, (n) => `fragment F${n} on Query { me { id } }`)}`,
  ],
  [
    "fragments of fields that differ",
    `{ ${repeat(300, (n) => `...F${n}`)} } ${repeat(300, (n) => `fragment F${n} on Query { a${n}: me { id } }`)}`,
  ],
  [
    "fragments in a row",
    `{ ...F1 } ${repeat(300, (n) => `fragment F${n} on Query { me { id } ...F${n + 1} }`)} fragment F301 on Query { me { id } }`,
  ],
  [
    "a row of fragments that no operation spreads",
    `{ __typename } ${repeat(300, (n) => `fragment F${n} on Query { me { id } ...F${n + 1} }`)} fragment F301 on Query { me { id } }`,
  ],
  ["pairs within pairs", `{ ${repeat(60, () => `me { ${repeat(8, () => "id")} }`)} }`],
  ["in many operations", repeat(20, (n) => `query Q${n} { ${repeat(40, () => "me { id }")} }`)],
];

describe("exceedsComparisons", () => {
  it.each(greedy)("refuses %s", (_what, query) => {
    expect(exceedsComparisons(parse(query), limit)).toBe(true);
  });

  it.each([
    ["GraphiQL's introspection", getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true })],
    ["all documents of the contract in one", readFileSync("schema/contract/operations.graphql", "utf8")],
  ])("admits %s, which needs less than a fifth", (_what, query) => {
    expect(exceedsComparisons(parse(query), limit / 5)).toBe(false);
  });

  it.each([
    ["a fragment that contains itself", "{ ...F } fragment F on Query { me { id } ...F }"],
    ["within a field", "{ ...F } fragment F on Task { project { tasks { nodes { ...F } } } }"],
    [
      "two that contain one another",
      "{ ...F } fragment F on User { a { ...G } b { ...G } } fragment G on User { a { ...F } b { ...F } }",
    ],
    ["a fragment that is missing", "{ ...F me { ...G } }"],
  ])("ends, and leaves the refusal to the other rules: %s", (_what, query) => {
    expect(exceedsComparisons(parse(query), limit)).toBe(false);
  });

  it("follows fragments that multiply no further than it counts", () => {
    const fragments = repeat(
      25,
      (n) => `fragment F${n} on User { a { ...F${n + 1} } b { ...F${n + 1} } a { id ...F${n + 1} } }`,
    );
    const document = parse(`{ me { ...F1 } } ${fragments} fragment F26 on User { id }`);
    expect(typeof exceedsComparisons(document, limit)).toBe("boolean");
  });

  it("bounds the budget that graphql-js spends on validation", () => {
    // A document below the limit never makes graphql-js give up, which it does after half a million steps.
    for (const size of range(1, 40).map((n) => n * 25)) {
      for (const query of [
        `{ ${repeat(size, () => "me { id name email }")} }`,
        `{ ${repeat(size, (n) => `...F${n}`)} } ${repeat(size, (n) => `fragment F${n} on Query { me { id } }`)}`,
        `{ ...F1 } ${repeat(size, (n) => `fragment F${n} on Query { me { id } ...F${n + 1} }`)} fragment F${size + 1} on Query { __typename }`,
      ]) {
        const document = parse(query);
        if (exceedsComparisons(document, limit)) continue;
        const messages = validate(schema, document, specifiedRules).map(({ message }) => message);
        expect(messages).toEqual([]);
      }
    }
  });
});
