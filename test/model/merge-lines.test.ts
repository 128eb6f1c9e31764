import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MergeBudget, mergeLines } from "../../src/model/merge-lines.ts";

/** Small texts of few different lines, in which lines repeat, move and are empty. */
const fewLines = fc.array(fc.constantFrom("a", "b", "c", ""), { minLength: 1, maxLength: 6 });
const smallText = fewLines.map((lines) => lines.join("\n"));
/** A small text and one edit of it by each side, at a place of the side's own. */
const smallEdits = fewLines.chain((lines) => {
  const edit = fc
    .tuple(fc.nat({ max: lines.length }), fc.nat({ max: 2 }), fewLines)
    .map(([at, removed, added]) => lines.toSpliced(at, removed, ...added.slice(0, 2)).join("\n"));
  return fc.tuple(fc.constant(lines.join("\n")), edit, edit);
});
/** Texts with any characters and any ends of lines. */
const anyText = fc
  .array(fc.tuple(fc.string({ unit: "binary", maxLength: 4 }), fc.constantFrom("\n", "\r\n", "\r")), { maxLength: 8 })
  .chain((lines) => fc.constantFrom("", "end").map((last) => lines.flat().join("") + last));

describe("mergeLines", () => {
  test("keeps an edit where the other side changed nothing", () => {
    fc.assert(
      fc.property(anyText, anyText, (base, edit) => {
        expect(merge(base, base, edit)).toBe(withLineFeeds(edit));
        expect(merge(base, edit, base)).toBe(withLineFeeds(edit));
      }),
    );
  });

  test("takes an edit once that both sides made", () => {
    fc.assert(
      fc.property(anyText, anyText, (base, edit) => {
        expect(merge(base, edit, edit)).toBe(withLineFeeds(edit));
      }),
    );
  });

  test("gives the same for whichever side is called ours", () => {
    fc.assert(
      fc.property(smallText, smallText, smallText, (base, a, b) => {
        expect(merge(base, a, b)).toBe(merge(base, b, a));
      }),
      { numRuns: 1_000 },
    );
  });

  test("merges as a search through all shortest differences does", () => {
    const outcomes = { merged: 0, conflict: 0 };
    fc.assert(
      fc.property(fc.oneof(fc.tuple(smallText, smallText, smallText), smallEdits), ([base, a, b]) => {
        const merged = merge(base, a, b);
        expect(mergeByReference(base, a, b)).toContain(merged);
        outcomes[merged === null ? "conflict" : "merged"] += 1;
      }),
      { numRuns: 2_000 },
    );
    expect(outcomes.merged).toBeGreaterThan(100);
    expect(outcomes.conflict).toBeGreaterThan(100);
  });

  test("merges edits that an unchanged line separates, and only those", () => {
    fc.assert(
      fc.property(editedLines, (lines) => {
        const base = lines.map(({ line }) => line);
        const only = (side: Side) => lines.flatMap(({ line, by, edit }) => (by === side ? edit : [line]));
        const expected = lines.flatMap(({ line, by, edit }) => (by === null ? [line] : edit));
        const merged = merge(base.join("\n"), only("a").join("\n"), only("b").join("\n"));
        const meet = lines.some(({ by }, index) => by !== null && (lines[index + 1]?.by ?? by) !== by);
        expect(merged).toBe(meet ? null : expected.join("\n"));
      }),
      { numRuns: 1_000 },
    );
  });

  test("loses no line that a side added or both kept, also of lines that move", () => {
    const base = [..."abcdefgh"];
    const spot = fc.nat({ max: base.length - 1 });
    const edit = (line: string) =>
      fc.tuple(spot, spot, fc.boolean()).map(([from, to, isMove]) => {
        const edited = [...base];
        const moved = isMove ? edited.splice(from, 1) : [line];
        edited.splice(to, 0, ...moved);
        return edited;
      });
    let merges = 0;
    fc.assert(
      fc.property(edit("x"), edit("y"), (a, b) => {
        const merged = merge(base.join("\n"), a.join("\n"), b.join("\n"))?.split("\n");
        if (!merged) return;
        merges += 1;
        const added = [...a, ...b].filter((line) => !base.includes(line));
        const kept = base.filter((line) => a.includes(line) && b.includes(line));
        expect(merged).toEqual(expect.arrayContaining([...added, ...kept]));
        expect([...a, ...b]).toEqual(expect.arrayContaining(merged));
      }),
      { numRuns: 1_000 },
    );
    expect(merges).toBeGreaterThan(100);
  });

  test.each([
    ["edits of one line", "one\ntwo\nthree", "one\n2\nthree", "one\nzwei\nthree"],
    ["edits of neighbouring lines", "one\ntwo\nthree", "1\ntwo\nthree", "one\n2\nthree"],
    ["insertions at one place", "one\ntwo", "one\na\ntwo", "one\nb\ntwo"],
    ["lines added at the end by both", "one\n", "one\na\n", "one\nb\n"],
    ["an insertion beside an edited line", "one\ntwo\nthree", "one\n1.5\ntwo\nthree", "one\n2\nthree"],
    ["an edit of a line that the other side removed", "one\ntwo\nthree", "one\nthree", "one\n2\nthree"],
    ["texts that two sides wrote into an empty one", "", "one", "two"],
    ["an edit of a text that the other side cleared", "one\ntwo", "", "one\n2"],
  ])("refuses %s", (_, base, theirs, ours) => {
    expect(merge(base, theirs, ours)).toBeNull();
  });

  test.each([
    ["lines at both ends", "one\ntwo\nthree", "1\ntwo\nthree", "one\ntwo\n3", "1\ntwo\n3"],
    ["an insertion and a removal", "a\nb\nc\nd", "a\nnew\nb\nc\nd", "a\nb\nc", "a\nnew\nb\nc"],
    ["a part that both did alike", "a\nb\nc\nd\ne", "A\nb\nC\nd\ne", "A\nb\nc\nd\nE", "A\nb\nC\nd\nE"],
    ["ends of lines of other systems", "a\r\nb\r\nc", "A\nb\nc", "a\rb\rC", "A\nb\nC"],
    ["a last line that ends, and a first one", "a\nb\nc", "a\nb\nc\n", "A\nb\nc", "A\nb\nc\n"],
    ["characters beyond the basic plane", "🙂\nb\n𝒞", "🙃\nb\n𝒞", "🙂\nb\n𝒟", "🙃\nb\n𝒟"],
    [
      "a block that is longer than what is compared",
      `a\nb\nc`,
      `a\nb\n${block(5_000)}`,
      "A\nb\nc",
      `A\nb\n${block(5_000)}`,
    ],
  ])("merges %s", (_, base, theirs, ours, expected) => {
    expect(merge(base, theirs, ours)).toBe(expected);
  });

  test.each([
    ["alternating lines", repeat("a\nb\n"), repeat("b\na\n"), repeat("a\na\nb\nb\n")],
    ["random lines of two kinds", randomLines(1), randomLines(2), randomLines(3)],
    ["lines in reverse", block(11_000), reversed(block(11_000)), block(11_000)],
    ["one line of 65,536 characters", "a".repeat(65_536), `${"a".repeat(65_535)}b`, `${"a".repeat(65_535)}c`],
    ["65,536 empty lines and fewer", "\n".repeat(65_535), "\n".repeat(32_768), `a${"\n".repeat(65_534)}`],
    ["lines that begin alike", prefixed("a"), prefixed("b"), prefixed("c")],
    ["moved blocks", repeat("a\nb\nc\n"), repeat("c\na\nb\n"), repeat("b\nc\na\n")],
  ])("bounds the work for %s", (_, base, theirs, ours) => {
    const steps = stepsOf(base, theirs, ours);
    // Each line of four texts is read once, and two differences are searched up to the longest.
    expect(steps).toBeLessThanOrEqual(4 * 65_536 + 300 ** 2);
    const fastest = Math.min(...[1, 2, 3].map(() => cpuMilliseconds(() => merge(base, theirs, ours))));
    // A few milliseconds; the threads of other tests share the cores and their caches.
    expect(fastest).toBeLessThan(250);
  });

  test("is a conflict once the budget is used up", () => {
    const budget: MergeBudget = { steps: 50 };
    const texts = ["1\n2\n3\n4\n5", "x\n2\n3\n4\n5", "1\n2\n3\n4\ny"] as const;
    expect(mergeLines(...texts, budget)).toBe("x\n2\n3\n4\ny");
    // Four texts of five lines each.
    expect(budget.steps).toBe(30);
    expect(mergeLines(...texts, budget)).not.toBeNull();
    expect(mergeLines(...texts, budget)).toBeNull();
  });
});

type Side = "a" | "b";

/** Lines that all differ, each with the side that edits it and the lines that it puts there. */
const editedLines = fc
  .array(
    fc.record({
      by: fc.constantFrom<Side | null>("a", "b", null, null),
      kind: fc.constantFrom("replace", "remove", "insert before"),
      size: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((lines) =>
    lines.map(({ by, kind, size }, index) => {
      const line = `line ${index}`;
      const added = Array.from({ length: kind === "remove" ? 0 : size }, (_, i) => `${by} ${index}.${i}`);
      // A line that stays would separate an insertion from an edit of the line after it.
      return { line, by, edit: kind === "insert before" ? [...added, `${line} of ${by}`] : added };
    }),
  );

function merge(base: string, theirs: string, ours: string): string | null {
  return mergeLines(base, theirs, ours, { steps: 1_000_000 });
}

function stepsOf(base: string, theirs: string, ours: string): number {
  const budget: MergeBudget = { steps: 1_000_000 };
  mergeLines(base, theirs, ours, budget);
  return 1_000_000 - budget.steps;
}

function cpuMilliseconds(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function withLineFeeds(text: string): string {
  return text.split("\r\n").join("\n").split("\r").join("\n");
}

function repeat(text: string): string {
  return text.repeat(Math.floor(65_536 / text.length));
}

function block(lines: number): string {
  return Array.from({ length: lines }, (_, index) => index).join("\n");
}

function reversed(text: string): string {
  return text.split("\n").reverse().join("\n");
}

function prefixed(last: string): string {
  return Array.from({ length: 250 }, (_, index) => `${"x".repeat(250)}${index % 7}${last}`).join("\n");
}

/** Lines by a linear congruential generator, so that a failure can be repeated. */
function randomLines(seed: number): string {
  let state = seed;
  const lines = Array.from({ length: 32_768 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state % 256 < 128 ? "a" : "b";
  });
  return lines.join("\n");
}

/** Returns the outcomes for every pair of shortest differences, by a search that is slow and plain. */
function mergeByReference(base: string, a: string, b: string): (string | null)[] {
  if (a === b || base === a) return [b];
  if (base === b) return [a];
  const lines = base.split("\n");
  const outcomes = new Set<string | null>();
  for (const ofA of shortestDifferences(lines, a.split("\n"))) {
    for (const ofB of shortestDifferences(lines, b.split("\n"))) outcomes.add(combine(lines, ofA, ofB));
  }
  return [...outcomes];
}

/** Keeps or drops each line of the base, and adds lines before each place. */
interface Difference {
  readonly isKept: readonly boolean[];
  readonly added: readonly (readonly string[])[];
}

function shortestDifferences(base: readonly string[], edited: readonly string[]): Difference[] {
  const all = differences(base, edited);
  const size = ({ isKept, added }: Difference) => isKept.filter((kept) => !kept).length + added.flat().length;
  const least = Math.min(...all.map(size));
  return all.filter((difference) => size(difference) === least);
}

function differences(base: readonly string[], edited: readonly string[]): Difference[] {
  if (base.length === 0) return [{ isKept: [], added: [edited] }];
  const [line, ...rest] = base;
  const dropped = differences(rest, edited).map(({ isKept, added: [first = [], ...others] }) => ({
    isKept: [false, ...isKept],
    added: [[], first, ...others],
  }));
  const kept = edited.flatMap((other, index) =>
    other !== line
      ? []
      : differences(rest, edited.slice(index + 1)).map(({ isKept, added }) => ({
          isKept: [true, ...isKept],
          added: [edited.slice(0, index), ...added],
        })),
  );
  return [...dropped, ...kept];
}

/** Stretches between lines that a side kept, with what it put there. */
function stretches(base: readonly string[], { isKept, added }: Difference) {
  const all: { from: number; to: number; lines: string[] }[] = [];
  let from = 0;
  let lines: string[] = [];
  for (let place = 0; place <= base.length; place++) {
    lines.push(...(added[place] ?? []));
    if (place < base.length && !isKept[place]) continue;
    if (place > from || lines.length > 0) all.push({ from, to: place, lines });
    from = place + 1;
    lines = [];
  }
  return all;
}

function combine(base: readonly string[], a: Difference, b: Difference): string | null {
  const [ofA, ofB] = [stretches(base, a), stretches(base, b)];
  const isSame = (x: object, y: object) => JSON.stringify(x) === JSON.stringify(y);
  const own = ofB.filter((y) => !ofA.some((x) => isSame(x, y)));
  const collide = ofA.some((x) => ofB.some((y) => !isSame(x, y) && x.from <= y.to && y.from <= x.to));
  if (collide) return null;
  const result: string[] = [];
  for (let place = 0; place <= base.length; place++) {
    const at = [...ofA, ...own].find(({ from }) => from === place);
    if (at) result.push(...at.lines);
    if (at && at.to > place) place = at.to;
    const line = base[place];
    if (line !== undefined) result.push(line);
  }
  return result.join("\n");
}
