import fc from "fast-check";
import { generateNKeysBetween } from "fractional-indexing";
import { expect, it } from "vitest";
import { positionBetween } from "../../../../client/core/store/position-between.ts";

/** Places of a column into which tasks are put one after another, as fractions of its length. */
const places = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 200 });

it.each([0, 1, 5, 200])("positions lie between their neighbours in a column of %s tasks of the server", (length) => {
  fc.assert(
    fc.property(places, (inserted) => {
      const column = generateNKeysBetween(null, null, length);
      for (const place of inserted) {
        const index = Math.floor(place * (column.length + 1));
        column.splice(index, 0, positionBetween(column[index - 1], column[index]));
      }
      expect(column).toEqual([...column].sort());
      expect(new Set(column).size).toBe(column.length);
    }),
  );
});

it("500 tasks that are added at the end of a column get short positions", () => {
  let last = "a0";
  for (let count = 0; count < 500; count += 1) {
    const next = positionBetween(last, undefined);
    expect(next > last).toBe(true);
    last = next;
  }
  expect(last.length).toBeLessThan(12);
});

it("positions that leave no room still give one that is not below the lower one", () => {
  for (const [low, high] of [
    ["a", "a0"],
    ["a0", "a0"],
  ] as const)
    expect(positionBetween(low, high) >= low).toBe(true);
});
