import { diffArrays } from "diff";

/** Lines that two texts may differ by. The server compares no more. */
const maxEdits = 300;

/** Lines that replace those of the base from `start` up to, without, `end`. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * Merges two edits of a text by lines, as the real server does. Returns null, which is a conflict, where both touch a
 * line or neighbouring lines, or insert at one place.
 */
export function mergeLines(base: string, theirs: string, ours: string): string | null {
  const lines = base.split("\n");
  const [first, second] = [findHunks(lines, theirs.split("\n")), findHunks(lines, ours.split("\n"))];
  const hunks = first && second && interleave(first, second);
  if (!hunks) return null;
  const merged: string[] = [];
  let end = 0;
  for (const hunk of hunks) {
    merged.push(...lines.slice(end, hunk.start), ...hunk.lines);
    end = hunk.end;
  }
  return [...merged, ...lines.slice(end)].join("\n");
}

function findHunks(base: readonly string[], edited: readonly string[]): Hunk[] | null {
  const changes = diffArrays([...base], [...edited], { maxEditLength: maxEdits });
  if (!changes) return null;
  const hunks: Hunk[] = [];
  let [start, end] = [0, 0];
  let lines: string[] = [];
  const close = () => {
    if (end > start || lines.length > 0) hunks.push({ start, end, lines });
    lines = [];
  };
  for (const { added, removed, count, value } of changes) {
    if (removed) end += count;
    else if (added) lines.push(...value);
    else {
      close();
      end += count;
      start = end;
    }
  }
  close();
  return hunks;
}

/** Returns the hunks of both sides in order, or null where two meet that are not the same. */
function interleave(first: readonly Hunk[], second: readonly Hunk[]): Hunk[] | null {
  const merged: Hunk[] = [];
  for (const hunk of [...first, ...second].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last && JSON.stringify(last) === JSON.stringify(hunk)) continue;
    if (last && hunk.start <= last.end) return null;
    merged.push(hunk);
  }
  return merged;
}
