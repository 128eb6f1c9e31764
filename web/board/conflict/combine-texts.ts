import { diffArrays } from "diff";

/** Lines in place of those of the origin from `start` up to, without, `end`. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Edits of both sides that touch one another. */
interface Meeting {
  readonly start: number;
  end: number;
  readonly theirs: Edit[];
  readonly mine: Edit[];
}

/**
 * Joins two edits of a text, line by line. Where both changed the same lines, theirs stand first and mine below.
 * `base`: the text that both began with; null: unknown, then the lines that both have.
 */
export function combineTexts(base: string | null, theirs: string, mine: string): string {
  if (theirs === mine || mine === "") return theirs;
  if (theirs === "") return mine;
  const [their, my] = [theirs.split("\n"), mine.split("\n")];
  const origin = base === null ? findCommon(their, my) : base.split("\n");
  const combined: string[] = [];
  let done = 0;
  for (const meeting of meet(findEdits(origin, their), findEdits(origin, my))) {
    combined.push(...origin.slice(done, meeting.start), ...joinSides(origin, meeting));
    done = meeting.end;
  }
  return [...combined, ...origin.slice(done)].join("\n");
}

function joinSides(origin: readonly string[], { start, end, theirs, mine }: Meeting): readonly string[] {
  const [their, my] = [theirs, mine].map((edits) => apply(origin, start, end, edits)) as [string[], string[]];
  if (mine.length === 0) return their;
  if (theirs.length === 0) return my;
  return [...their, ...my.filter((line) => !their.includes(line))];
}

function apply(origin: readonly string[], start: number, end: number, edits: readonly Edit[]): string[] {
  const lines: string[] = [];
  let done = start;
  for (const edit of edits) {
    lines.push(...origin.slice(done, edit.start), ...edit.lines);
    done = edit.end;
  }
  return [...lines, ...origin.slice(done, end)];
}

/** Groups edits of both sides that touch the same or neighbouring lines, as the server does. */
function meet(theirs: readonly Edit[], mine: readonly Edit[]): readonly Meeting[] {
  const all = [
    ...theirs.map((edit) => ({ edit, side: "theirs" as const })),
    ...mine.map((edit) => ({ edit, side: "mine" as const })),
  ].sort((one, other) => one.edit.start - other.edit.start || one.edit.end - other.edit.end);
  const meetings: Meeting[] = [];
  for (const { edit, side } of all) {
    let last = meetings.at(-1);
    if (!last || edit.start > last.end) {
      last = { start: edit.start, end: edit.end, theirs: [], mine: [] };
      meetings.push(last);
    }
    last.end = Math.max(last.end, edit.end);
    last[side].push(edit);
  }
  return meetings;
}

function findEdits(origin: readonly string[], edited: readonly string[]): readonly Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  let open: { start: number; lines: string[] } | null = null;
  for (const { added, removed, value } of diffArrays([...origin], [...edited])) {
    if (!added && !removed && open) {
      edits.push({ ...open, end: at });
      open = null;
    }
    if (added || removed) open ??= { start: at, lines: [] };
    if (added) open?.lines.push(...value);
    else at += value.length;
  }
  if (open) edits.push({ ...open, end: at });
  return edits;
}

function findCommon(one: readonly string[], other: readonly string[]): readonly string[] {
  return diffArrays([...one], [...other]).flatMap(({ added, removed, value }) => (added || removed ? [] : value));
}
