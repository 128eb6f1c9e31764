/**
 * Merges two edits of one text by lines. Each edit counts as one region, from its first changed line to its last.
 * Returns null where the regions overlap or touch.
 */
export function mergeText(base: string, mine: string, theirs: string): string | null {
  if (mine === theirs || theirs === base) return mine;
  if (mine === base) return theirs;
  const lines = base.split("\n");
  const [one, other] = [findRegion(lines, mine.split("\n")), findRegion(lines, theirs.split("\n"))];
  const [first, second] = one.start < other.start ? [one, other] : [other, one];
  if (first.end >= second.start) return null;
  return [
    ...lines.slice(0, first.start),
    ...first.lines,
    ...lines.slice(first.end, second.start),
    ...second.lines,
    ...lines.slice(second.end),
  ].join("\n");
}

/** Lines from `start` to before `end` of the base became `lines`. */
interface Region {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

function findRegion(base: readonly string[], edited: readonly string[]): Region {
  const shorter = Math.min(base.length, edited.length);
  let start = 0;
  while (start < shorter && base[start] === edited[start]) start += 1;
  let kept = 0;
  while (kept < shorter - start && base.at(-1 - kept) === edited.at(-1 - kept)) kept += 1;
  return { start, end: base.length - kept, lines: edited.slice(start, edited.length - kept) };
}
