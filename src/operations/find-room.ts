import { generateKeyBetween, generateNKeysBetween } from "fractional-indexing";

/** Longest position that is written, in characters. */
export const maxPositionLength = 64;

/** A task and its place in a column. */
export interface PlacedTask {
  readonly id: string;
  readonly position: string;
}

/** A position in a gap, and where its neighbours have to go first. */
export interface Room {
  readonly position: string;
  /** In the order of the column. */
  readonly moved: readonly PlacedTask[];
}

/** One side of a gap. */
export interface Side {
  /** The nearest first. */
  readonly tasks: readonly PlacedTask[];
  /** True if the column ends behind them. */
  readonly isWhole: boolean;
}

/** Returns whether a new position between the two is short, and both of them are. */
export function isRoomy(lower: string | null, upper: string | null): boolean {
  const keys = [lower, generateKeyBetween(lower, upper), upper];
  return keys.every((key) => key === null || key.length <= maxPositionLength);
}

/**
 * Makes room in a gap that is used up, by moving neighbours away from it. It moves neighbours of one side, and of both
 * sides those whose position is too long. The more neighbours move, the longer the room must last: the cost is the
 * number of moves per gained character. Few moves come first: more than 100 only where fewer are not enough. They go
 * into an eighth of the room, next to the first one that stays, so that the gap keeps the rest.
 */
export function findRoom(before: Side, after: Side): Room {
  const long = { before: countLong(before), after: countLong(after) };
  let best: Window | null = null;
  let shortest: Window | null = null;
  for (let more = 0; more <= before.tasks.length + after.tasks.length; more += 1) {
    if (best && more > fewMoves) break;
    for (const [movedBefore, movedAfter] of [
      [long.before + more, long.after],
      [long.before, long.after + more],
    ] as const) {
      const window = measure(before, after, movedBefore, movedAfter);
      if (!window) continue;
      if (window.length < (shortest?.length ?? Number.POSITIVE_INFINITY)) shortest = window;
      if (window.length <= maxPositionLength - 2 && window.cost < (best?.cost ?? Number.POSITIVE_INFINITY))
        best = window;
    }
  }
  const window = best ?? shortest;
  if (!window) throw new Error("A gap in a column has no neighbours to move.");
  return spread(before, after, window);
}

const fewMoves = 100;

/** Moves as many tasks count as this in the cost of any, so that one move is not repeated at every change. */
const fixedCost = 8;

/** The share of the room that moved neighbours take. */
const share = 8;

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

interface Window {
  readonly movedBefore: number;
  readonly movedAfter: number;
  /** Length of the longest position that it gives. */
  readonly length: number;
  readonly cost: number;
}

function countLong({ tasks }: Side): number {
  const short = tasks.findIndex(({ position }) => position.length <= maxPositionLength);
  return short < 0 ? tasks.length : short;
}

/** Null where the neighbour that stays is not known, or would be the gap's own. */
function measure(before: Side, after: Side, movedBefore: number, movedAfter: number): Window | null {
  const lower = boundOf(before, movedBefore);
  const upper = boundOf(after, movedAfter);
  const count = movedBefore + movedAfter;
  if (lower === undefined || upper === undefined || count === 0) return null;
  const length =
    lower === null || upper === null
      ? Math.max(...generateNKeysBetween(lower, upper, count + 1).map((key) => key.length))
      : countDigits(lower, upper, count);
  const cost =
    length < maxPositionLength ? (count + fixedCost) / (maxPositionLength - length) : Number.POSITIVE_INFINITY;
  return { movedBefore, movedAfter, length, cost };
}

/** The position of the first one that stays; null at the column's end, undefined where it is not known. */
function boundOf({ tasks, isWhole }: Side, moved: number): string | null | undefined {
  return tasks[moved]?.position ?? (isWhole && moved === tasks.length ? null : undefined);
}

/** Number of digits that distinguish this many positions in their share of the room. */
function countDigits(lower: string, upper: string, count: number): number {
  let room = 0;
  for (let length = 1; ; length += 1) {
    room = room * digits.length + digitAt(upper, length - 1) - digitAt(lower, length - 1);
    if (room > share * (count + 1)) return length;
  }
}

function spread(before: Side, after: Side, { movedBefore, movedAfter }: Window): Room {
  const lower = boundOf(before, movedBefore) ?? null;
  const upper = boundOf(after, movedAfter) ?? null;
  const count = movedBefore + movedAfter;
  const tasks = [...before.tasks.slice(0, movedBefore).toReversed(), ...after.tasks.slice(0, movedAfter)];
  if (lower === null || upper === null) {
    const keys = generateNKeysBetween(lower, upper, count + 1);
    const [position = ""] = keys.splice(movedBefore, 1);
    return { position, moved: place(tasks, keys) };
  }
  const length = countDigits(lower, upper, count);
  const begin = toNumber(lower, length);
  const end = toNumber(upper, length);
  const part = (end - begin) / BigInt(share);
  const step = (index: number, of: number) => (part * BigInt(index)) / BigInt(of + 1);
  const keys = tasks.map((_task, index) =>
    toPosition(
      index < movedBefore ? begin + step(index + 1, movedBefore) : end - part + step(index - movedBefore, movedAfter),
      length,
    ),
  );
  const position = generateKeyBetween(keys[movedBefore - 1] ?? lower, keys[movedBefore] ?? upper);
  return { position, moved: place(tasks, keys) };
}

function place(tasks: readonly PlacedTask[], keys: readonly string[]): PlacedTask[] {
  return tasks.map(({ id }, index) => ({ id, position: keys[index] ?? "" }));
}

/** Positions are compared as if zeros followed without end. */
function digitAt(position: string, index: number): number {
  return index < position.length ? digits.indexOf(position.charAt(index)) : 0;
}

function toNumber(position: string, length: number): bigint {
  let value = 0n;
  for (let index = 0; index < length; index += 1) value = value * 62n + BigInt(digitAt(position, index));
  return value;
}

/** In the form of `fractional-indexing`: the first character says how long the whole part is; no zero ends the rest. */
function toPosition(value: bigint, length: number): string {
  let text = "";
  for (let rest = value, index = 0; index < length; index += 1, rest /= 62n)
    text = digits.charAt(Number(rest % 62n)) + text;
  const head = text.charCodeAt(0);
  const wholeLength = head >= 97 ? head - 95 : 92 - head;
  const whole = text.slice(0, wholeLength).padEnd(wholeLength, "0");
  return whole + text.slice(wholeLength).replace(/0+$/, "");
}
