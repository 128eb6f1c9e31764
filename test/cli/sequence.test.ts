import { expect, it } from "vitest";
import { Sequence } from "../../src/cli/check/load/sequence.ts";

const none = { lost: 0, doubled: 0, outOfOrder: 0 };

it.each([
  ["all, once, in order", [4, 5, 6, 7], none],
  ["one that never comes", [4, 6, 7], { ...none, lost: 1 }],
  ["the first ones missing", [6, 7], { ...none, lost: 2 }],
  ["the last ones missing", [4, 5], { ...none, lost: 2 }],
  ["nothing at all", [], { ...none, lost: 4 }],
  ["one twice", [4, 5, 5, 6, 7], { ...none, doubled: 1 }],
  ["an old one again", [4, 5, 6, 7, 4], { ...none, doubled: 1 }],
  ["one from before it began", [3, 4, 5, 6, 7], { ...none, doubled: 1 }],
  ["two the wrong way round", [4, 6, 5, 7], { ...none, outOfOrder: 1 }],
  ["one late, and then again", [4, 6, 5, 5, 7], { ...none, outOfOrder: 1, doubled: 1 }],
])("judges %s", (_what, heard, faults) => {
  const sequence = new Sequence(3);
  for (const seq of heard) sequence.hear(seq);
  expect(sequence.judge(7)).toEqual(faults);
});

it("misses nothing that a fresh snapshot stands in for, and everything after it", () => {
  const sequence = new Sequence(3);
  sequence.hear(5);
  sequence.resync(9);
  sequence.hear(11);
  expect(sequence.judge(11)).toEqual({ ...none, lost: 1 });
});
