import fc from "fast-check";
import { generateKeyBetween, generateNKeysBetween } from "fractional-indexing";
import { describe, expect, it } from "vitest";
import { findRoom, isRoomy, maxPositionLength, type PlacedTask } from "../../src/operations/find-room.ts";

/** A column in memory, in which tasks are placed as the server places them. */
class MemoryColumn {
  readonly tasks: PlacedTask[];
  moved = 0;
  mostMoved = 0;
  #made = 0;

  constructor(positions: readonly string[]) {
    this.tasks = positions.map((position, index) => ({ id: `first ${index}`, position }));
  }

  insert(index: number): void {
    const lower = this.tasks[index - 1]?.position ?? null;
    const upper = this.tasks[index]?.position ?? null;
    const id = `made ${this.#made++}`;
    if (isRoomy(lower, upper)) {
      this.tasks.splice(index, 0, { id, position: generateKeyBetween(lower, upper) });
      return;
    }
    const ids = this.tasks.map((task) => task.id);
    const before = { tasks: this.tasks.slice(0, index).reverse(), isWhole: true };
    const { position, moved } = findRoom(before, { tasks: this.tasks.slice(index), isWhole: true });
    this.moved += moved.length;
    this.mostMoved = Math.max(this.mostMoved, moved.length);
    for (const task of moved) this.tasks[ids.indexOf(task.id)] = task;
    this.tasks.splice(index, 0, { id, position });
  }

  check(): void {
    const positions = this.tasks.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].sort());
    expect(Math.max(...positions.map(({ length }) => length))).toBeLessThanOrEqual(maxPositionLength);
    // The library takes each for one of its own.
    for (const position of positions) generateKeyBetween(position, null);
  }
}

type Chooser = (length: number, round: number) => number;

let last = 25;
const choosers: readonly (readonly [name: string, most: number, perInsertion: number, choose: Chooser])[] = [
  ["right behind one task", 2, 0.01, () => 25],
  ["right before one task", 2, 0.01, (length) => length - 25],
  ["behind the first", 2, 0.01, () => 1],
  ["at the top", 0, 0, () => 0],
  ["at the end", 0, 0, (length) => length],
  [
    "between the last two that were placed",
    100,
    0.6,
    (_length, round) => (last = round === 0 ? 25 : last + (round % 2)),
  ],
];

describe("a column in which 3,000 tasks are placed", () => {
  it.each(choosers)("%s keeps its order with short positions", (name, most, perInsertion, choose) => {
    const column = new MemoryColumn(generateNKeysBetween(null, null, 50));
    for (let round = 0; round < 3_000; round += 1) column.insert(choose(column.tasks.length, round));
    column.check();
    expect(column.mostMoved, name).toBeLessThanOrEqual(most);
    expect(column.moved / 3_000, name).toBeLessThanOrEqual(perInsertion);
  });

  it("anywhere keeps its order with short positions", () => {
    const places = fc.array(fc.nat(), { minLength: 50, maxLength: 400 });
    void fc.assert(
      fc.property(places, fc.integer({ min: 0, max: 5 }), (chosen, spread) => {
        const column = new MemoryColumn(generateNKeysBetween(null, null, 10));
        const [centre = 0] = chosen;
        for (const place of chosen) {
          // Near one place, so that gaps are used up, or all over the column.
          const near = (centre % 10) + (place % Math.max(spread, 1));
          column.insert(spread === 0 ? place % (column.tasks.length + 1) : Math.min(near, column.tasks.length));
        }
        column.check();
      }),
      { numRuns: 100 },
    );
  });
});

describe("positions that are too long already", () => {
  const digit = fc.constantFrom(..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  const tail = fc.array(digit, { minLength: 0, maxLength: 300 }).map((all) => `a5${all.join("")}V`);

  it("are healed next to the place that is used, however they lie", () => {
    void fc.assert(
      fc.property(fc.uniqueArray(tail, { minLength: 1, maxLength: 40 }), fc.nat(), (tails, place) => {
        const column = new MemoryColumn(["a1", ...tails.sort(), "b00"]);
        const index = place % (column.tasks.length + 1);
        column.insert(index);
        const positions = column.tasks.map(({ position }) => position);
        expect(positions).toEqual([...new Set(positions)].sort());
        for (const near of positions.slice(Math.max(index - 1, 0), index + 2))
          expect(near.length).toBeLessThanOrEqual(maxPositionLength);
      }),
    );
  });
});
