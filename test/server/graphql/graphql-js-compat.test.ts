import { buildSchema, parse, specifiedRules, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { quotedLiteral, tooManyComparisons, tooManyErrors } from "../../../src/server/graphql/graphql-js-compat.ts";

const schema = buildSchema("enum Color { RED } type Query { greeting(count: Int, color: Color): String }");

function messagesOf(document: string, maxErrors = 100): string[] {
  return validate(schema, parse(document), specifiedRules, { maxErrors }).map(({ message }) => message);
}

describe("graphql-js", () => {
  it("says in these words that it has stopped at its limit of errors", () => {
    expect(messagesOf("{ a b c }", 2).at(-1)).toBe(tooManyErrors);
  });

  it("says in these words that fields take too many comparisons", () => {
    expect(messagesOf(`{ ${"greeting ".repeat(5_000)} }`)).toEqual([tooManyComparisons]);
  });

  // An enum's unknown value stands in quotation marks, which need no knowledge of the text.
  it.each([`count: "${"x".repeat(200)}"`, `color: "${"x".repeat(200)}"`])(
    "quotes a literal of a document in this form: %#",
    (argument) => {
      const [message = ""] = messagesOf(`{ greeting(${argument}) }`);
      const [, start = "", value = ""] = quotedLiteral.exec(message) ?? [];
      expect(start).not.toBe("");
      expect(value).toMatch(/^"?x{100,}/);
    },
  );
});
