import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { combineTexts } from "../../web/board/conflict/combine-texts.ts";
import { compareLines, compareWords } from "../../web/board/conflict/compare-texts.ts";

const lines = fc.array(fc.constantFrom("a", "b", "c", "", "two words"), { maxLength: 8 }).map((all) => all.join("\n"));

describe.each([
  ["compareLines", compareLines, "\n"],
  ["compareWords", compareWords, ""],
] as const)("%s", (_, compare, separator) => {
  it("gives both texts back, each from its own pieces", () => {
    fc.assert(
      fc.property(lines, lines, (theirs, mine) => {
        const pieces = compare(theirs, mine);
        const textOf = (side: "mine" | "theirs") =>
          pieces.flatMap(({ text, of }) => (of === "both" || of === side ? [text] : [])).join(separator);
        expect([textOf("theirs"), textOf("mine")]).toEqual([theirs, mine]);
      }),
    );
  });

  it("marks nothing in equal texts", () => {
    fc.assert(fc.property(lines, (text) => compare(text, text).every(({ of }) => of === "both")));
  });
});

it("compareLines: tells two long texts apart without comparing them line by line", () => {
  const text = (word: string) => Array.from({ length: 5_000 }, (_, index) => `${word} ${index}`).join("\n");
  const pieces = compareLines(text("theirs"), text("mine"));
  expect(pieces.filter(({ of }) => of === "both")).toEqual([]);
  expect(pieces).toHaveLength(10_000);
});

describe("combineTexts", () => {
  it.each([
    ["one\ntwo", "one\nTWO", "one\n2", "one\nTWO\n2"],
    ["one", "one\ntheirs", "one\nmine", "one\ntheirs\nmine"],
    [
      "one\ntwo\nthree\nfour\nfive",
      "ONE\ntwo\nthree\nfour\nfive",
      "one\ntwo\nthree\nfour\nFIVE",
      "ONE\ntwo\nthree\nfour\nFIVE",
    ],
    // A line that one of them removed stays removed, unless the other changed it.
    ["one\ntwo\nthree\nfour", "one\nthree\nfour", "one\ntwo\nthree\nFOUR", "one\nthree\nFOUR"],
    ["one", "", "mine", "mine"],
    ["one", "theirs", "", "theirs"],
    [null, "one\ntheirs\ntwo", "one\nmine\ntwo", "one\ntheirs\nmine\ntwo"],
  ])("%j: joins %j and %j to %j", (base, theirs, mine, expected) => {
    expect(combineTexts(base, theirs, mine)).toBe(expected);
  });

  it("is the other's text where only that changed, and keeps every line that either added", () => {
    fc.assert(
      fc.property(lines, lines, lines, (base, theirs, mine) => {
        if (theirs !== "") expect(combineTexts(base, theirs, base)).toBe(theirs);
        if (mine !== "") expect(combineTexts(base, base, mine)).toBe(mine);
        const known = base.split("\n");
        const added = [...theirs.split("\n"), ...mine.split("\n")].filter(
          (line) => !known.includes(line) && line !== "",
        );
        expect(combineTexts(base, theirs, mine).split("\n")).toEqual(expect.arrayContaining(added));
      }),
    );
  });
});
