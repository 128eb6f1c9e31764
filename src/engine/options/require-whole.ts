/** Bounds of an option, both included. */
export interface Bounds {
  readonly least: number;
  /** Default: the largest integer that a number holds exactly. */
  readonly most?: number;
}

/** Longest time in milliseconds that Node's timers take; beyond it they fire at once. */
export const longestTimer = 2 ** 31 - 1;

/** Returns the option's value. Throws a RangeError unless it is a whole number within the bounds. */
export function requireWhole(name: string, value: number, { least, most = Number.MAX_SAFE_INTEGER }: Bounds): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name} must be a whole number from ${least} to ${most} (got ${String(value)}).`);
}
