import { diffArrays } from "diff";
import { withLineFeeds } from "./storable-text.ts";

/** Bound of the work of merges. A step is a line that is read, or a comparison of two; a million take about 0.3 s. */
export interface MergeBudget {
  /** Steps that are left. A merge that would need more is a conflict. */
  steps: number;
}

/** Lines that two texts may differ by, moved and repeated ones. Comparing costs half the square of it, in steps. */
const maxEdits = 300;

/**
 * Merges two edits of a text by lines: `theirs` and `ours` were both made from `base`. Returns null, which is a
 * conflict, where both touch a line or neighbouring lines, or insert at one place. An edit that both made alike is
 * taken once. Returns null too for texts that differ too much to be compared, or when the budget is used up.
 *
 * The result holds each line that either edit added, lacks each line that either removed, and ends lines with `\n`. It
 * is the same whoever is "ours".
 */
export function mergeLines(base: string, theirs: string, ours: string, budget: MergeBudget): string | null {
  const [origin, left, right] = [withLineFeeds(base), withLineFeeds(theirs), withLineFeeds(ours)];
  if (left === right || origin === left) return right;
  if (origin === right) return left;
  const lines = origin.split("\n");
  const first = findHunks(lines, left.split("\n"), budget);
  const second = first && findHunks(lines, right.split("\n"), budget);
  const merged = second && interleave(first, second);
  if (!merged) return null;
  let end = 0;
  const result: string[] = [];
  for (const hunk of merged) {
    append(result, lines.slice(end, hunk.start));
    append(result, hunk.lines);
    end = hunk.end;
  }
  append(result, lines.slice(end));
  return result.join("\n");
}

/** Lines that replace those of the base from `start` up to, without, `end`. Between two hunks is an unchanged line. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Returns the difference of two texts, or null where comparing them takes too long. */
function findHunks(base: readonly string[], edited: readonly string[], budget: MergeBudget): Hunk[] | null {
  budget.steps -= base.length + edited.length;
  if (budget.steps < 0) return null;
  const common = compare(base, edited, budget);
  if (!common) return null;
  const hunks: Hunk[] = [];
  let start = 0;
  let from = 0;
  for (const [line, inEdited] of [...common, [base.length, edited.length] as const]) {
    if (line > start || inEdited > from) {
      hunks.push({ start, end: line, lines: edited.slice(from, inEdited) });
    }
    start = line + 1;
    from = inEdited + 1;
  }
  return hunks;
}

/**
 * Returns the numbers of the lines that both have, in order. A longest such list, or null where finding it is too much.
 */
function compare(
  base: readonly string[],
  edited: readonly string[],
  budget: MergeBudget,
): (readonly [number, number])[] | null {
  // A line that one side lacks is no part of the list. Equal lines become equal numbers, which compare at once.
  const ofBase = new Map(base.map((line, index) => [line, index]));
  const inEdited = new Set(edited);
  const left = toKeys(base, (line) => (inEdited.has(line) ? ofBase.get(line) : undefined));
  const right = toKeys(edited, (line) => ofBase.get(line));
  const edits = Math.min(maxEdits, Math.floor(Math.sqrt(2 * budget.steps)));
  const changes = diffArrays(left.keys, right.keys, { maxEditLength: edits });
  if (!changes) {
    budget.steps -= edits ** 2 / 2;
    return null;
  }
  const common: (readonly [number, number])[] = [];
  let inLeft = 0;
  let inRight = 0;
  let made = 0;
  for (const { count, added, removed } of changes) {
    if (added || removed) made += count;
    else for (let i = 0; i < count; i++) common.push([left.at(inLeft + i), right.at(inRight + i)]);
    if (!added) inLeft += count;
    if (!removed) inRight += count;
  }
  budget.steps -= made ** 2 / 2;
  return common;
}

/** Returns the keys of the lines that have one, and for each its line. */
function toKeys(lines: readonly string[], keyOf: (line: string) => number | undefined) {
  const places: number[] = [];
  const keys: number[] = [];
  lines.forEach((line, index) => {
    const key = keyOf(line);
    if (key === undefined) return;
    places.push(index);
    keys.push(key);
  });
  return { keys, at: (index: number) => places[index] as number };
}

/** Returns the hunks of both sides in order, or null where two meet that are not the same. */
function interleave(first: readonly Hunk[], second: readonly Hunk[]): Hunk[] | null {
  const all = [...first, ...second].sort((a, b) => a.start - b.start || a.end - b.end);
  const merged: Hunk[] = [];
  for (const hunk of all) {
    const last = merged.at(-1);
    if (last && isSame(last, hunk)) continue;
    if (last && hunk.start <= last.end) return null;
    merged.push(hunk);
  }
  return merged;
}

function isSame(a: Hunk, b: Hunk): boolean {
  if (a.start !== b.start || a.end !== b.end || a.lines.length !== b.lines.length) return false;
  return a.lines.every((line, index) => line === b.lines[index]);
}

function append(result: string[], lines: readonly string[]): void {
  for (const line of lines) result.push(line);
}
