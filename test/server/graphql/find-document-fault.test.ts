import { array, assert, constantFrom, property } from "fast-check";
import { Lexer, Source, TokenKind } from "graphql";
import { describe, expect, it } from "vitest";
import { findDocumentFault } from "../../../src/server/graphql/find-document-fault.ts";

describe("findDocumentFault", () => {
  it("finds the depth that the lexer of graphql-js finds, as far as that reads", async () => {
    const part = constantFrom(
      ...["{", "}", "[", "]", "(", ")", '"', '""', '"""', "\\", '\\"', '\\"""', "#", "\n", "\r", " ", "a", "$x", "é"],
    );
    await assert(
      property(array(part, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        const { depth, isWhole } = depthOf(text);
        expect(findDocumentFault(text, depth - 1)).toBe(depth === 0 ? findDocumentFault(text, -1) : deep);
        if (isWhole) expect(findDocumentFault(text, depth)).toBeUndefined();
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ["selections", "{a".repeat(200_000)],
    ["lists", `{ a(b: ${"[".repeat(200_000)}`],
    ["behind a string", `{ a(b: "\\"", c: """\\"""""" ${"{".repeat(100)}`],
    ["behind a comment", `# "\n${"{".repeat(100)}`],
  ])("refuses %s", (_what, text) => {
    expect(findDocumentFault(text, 84)).toBe(deep);
  });

  it("refuses more than 10,000 lines", () => {
    expect(findDocumentFault(`${"\n".repeat(10_000)}{ me { id } }`, 84)).toMatch(/more than 10000 lines/);
    expect(findDocumentFault(`${"\r\n".repeat(9_999)}{ me { id } }`, 84)).toBeUndefined();
  });

  it("refuses a name of more than 256 characters, and nothing else for its length", () => {
    const long = "n".repeat(257);
    expect(findDocumentFault(`{ ${long} }`, 84)).toMatch(/longer than 256/);
    for (const text of [`{ ${long.slice(1)} }`, `{ a(b: "${long}", c: """${long}""") } # ${long}`]) {
      expect(findDocumentFault(text, 84)).toBeUndefined();
    }
  });
});

const deep = "The document is nested too deeply.";

function depthOf(text: string): { readonly depth: number; readonly isWhole: boolean } {
  const lexer = new Lexer(new Source(text));
  let depth = 0;
  let deepest = 0;
  try {
    for (let kind = lexer.advance().kind; kind !== TokenKind.EOF; kind = lexer.advance().kind) {
      if (["{", "[", "("].includes(kind)) depth += 1;
      if (["}", "]", ")"].includes(kind)) depth -= 1;
      deepest = Math.max(deepest, depth);
    }
    return { depth: deepest, isWhole: true };
  } catch {
    return { depth: deepest, isWhole: false };
  }
}
