import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measureJson, mostJsonBytes } from "../../../src/server/limits/measure-json.ts";

/** As it stands in answers: also with what JSON leaves out, and with each kind of character. */
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom("\ud800", "\u0001", '"', "\\", "é") })),
    fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.array(tie("any")),
    fc.dictionary(fc.string(), fc.oneof(tie("any"), fc.constant(undefined))),
  ),
})).any;

describe("measureJson", () => {
  it("tells how many bytes JSON.stringify makes, less than eight for a -0", () => {
    void fc.assert(
      fc.property(value, (any) => {
        expect(measureJson(any, Number.POSITIVE_INFINITY)).toBe(Buffer.byteLength(JSON.stringify(any)));
      }),
      { numRuns: 500 },
    );
  });

  it("goes no further than the limit, however deep a value is", () => {
    let deep: unknown = "x";
    for (let depth = 0; depth < 100_000; depth += 1) deep = { deep };
    expect(measureJson(deep, 1_000)).toBeGreaterThan(1_000);
    const endless = new Array(3).fill("y".repeat(1_000));
    Object.defineProperty(endless, 2, { get: () => expect.unreachable("The limit was passed before.") });
    expect(measureJson([endless.slice(0, 2), "z".repeat(5_000)], 4_000)).toBeGreaterThan(4_000);
  });
});

describe("mostJsonBytes", () => {
  it("is no less than the size, as far as the limit", () => {
    void fc.assert(
      fc.property(value, fc.nat({ max: 2_000 }), (any, bytes) => {
        const size = Buffer.byteLength(JSON.stringify(any));
        expect(mostJsonBytes(any, bytes)).toBeGreaterThanOrEqual(Math.min(size, bytes));
      }),
      { numRuns: 500 },
    );
  });
});
