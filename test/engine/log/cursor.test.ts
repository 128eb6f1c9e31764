import { assert, constantFrom, integer, property, string, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import { createToken, formatCursor, maxSeq, parseCursor, startPosition } from "../../../src/engine/log/cursor.ts";

const tokens = stringMatching(/^[1-9a-f][0-9a-f]{0,15}$/);

describe("parseCursor", () => {
  it("returns every position that formatCursor writes", () => {
    void assert(
      property(stringMatching(/^[a-z]{1,12}$/), integer({ min: 1, max: maxSeq }), tokens, (kind, seq, token) => {
        expect(parseCursor(kind, formatCursor(kind, { seq, token }))).toEqual({ seq, token });
      }),
    );
    for (const position of [startPosition, { seq: 7, token: "0" }, { seq: maxSeq, token: "ffffffffffffffff" }]) {
      expect(parseCursor("project", formatCursor("project", position))).toEqual(position);
    }
  });

  it("accepts no text but those that formatCursor writes", () => {
    const near = string({ unit: constantFrom(..."project.0123456789abcdefABCDEF-+ é"), maxLength: 40 });
    void assert(
      property(near, (text) => {
        const position = parseCursor("project", text);
        if (position) expect(formatCursor("project", position)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["another kind", "person.7.ab"],
    ["the kind in capitals", "Project.7.ab"],
    ["no kind", ".7.ab"],
    ["no token", "project.7"],
    ["an empty token", "project.7."],
    ["an empty number", "project..ab"],
    ["a fourth part", "project.7.ab.c"],
    ["a negative number", "project.-7.ab"],
    ["a fraction", "project.7.5.ab"],
    ["an exponent", "project.7e1.ab"],
    ["a number with a leading zero", "project.07.ab"],
    ["a number beyond PostgreSQL's", `project.${maxSeq + 1}.ab`],
    ["a token with a leading zero", "project.7.0ab"],
    ["a token in capitals", "project.7.AB"],
    ["a token of 17 digits", "project.7.12345678901234567"],
    ["a token that is no hexadecimal", "project.7.xyz"],
    ["a token at the start", "project.0.ab"],
    ["white space before it", " project.7.ab"],
    ["a line break after it", "project.7.ab\n"],
    ["nothing", ""],
  ])("returns null for %s", (_what, text) => {
    expect(parseCursor("project", text)).toBeNull();
  });
});

describe("createToken", () => {
  it("creates tokens that cursors carry, and no two alike", () => {
    const created = Array.from({ length: 1_000 }, createToken);
    expect(new Set(created).size).toBe(1_000);
    for (const token of created) {
      expect(token).not.toBe("0");
      expect(parseCursor("project", formatCursor("project", { seq: 1, token }))).toEqual({ seq: 1, token });
    }
  });
});
