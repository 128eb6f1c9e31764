import { array, assert, jsonValue, oneof, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { isNestedDeeper } from "../../../src/server/request/read-json.ts";

const bytes = (text: string) => Buffer.from(text);

describe("isNestedDeeper", () => {
  it("measures any JSON as a recursive count does, whatever its strings hold", async () => {
    const brackets = array(oneof(string({ unit: "binary" }), string({ unit: "grapheme" })), { maxLength: 3 }).map(
      (parts) => parts.join('"[{\\]}'),
    );
    const value = oneof(jsonValue({ maxDepth: 8 }), brackets, array(brackets));
    await assert(
      property(value, (json) => {
        const depth = depthOf(json);
        for (const indent of [0, 2]) {
          const text = bytes(JSON.stringify(json, null, indent));
          expect([isNestedDeeper(text, depth), depth === 0 || isNestedDeeper(text, depth - 1)]).toEqual([false, true]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["arrays", "[".repeat(1_000_000)],
    ["objects", '{"a":'.repeat(200_000)],
    ["both", '[{"\\\\":'.repeat(100_000)],
    ["closed before they open", `${"]".repeat(10)}${"[".repeat(1_000)}`],
  ])("finds %s without recursion", (_what, text) => {
    expect(isNestedDeeper(bytes(text), 64)).toBe(true);
  });

  it.each([
    ["a string that never ends", `["${"[".repeat(1_000)}`],
    ["escaped quotes", JSON.stringify('"['.repeat(1_000))],
    ["backslashes", JSON.stringify(`${"\\".repeat(999)}"${"[".repeat(1_000)}`)],
    ["width", JSON.stringify(Array.from({ length: 10_000 }, () => [[]]))],
    ["nothing", ""],
  ])("counts no brackets for %s", (_what, text) => {
    expect(isNestedDeeper(bytes(text), 64)).toBe(false);
  });
});

function depthOf(json: unknown): number {
  if (typeof json !== "object" || json === null) return 0;
  return 1 + Math.max(0, ...Object.values(json).map(depthOf));
}
