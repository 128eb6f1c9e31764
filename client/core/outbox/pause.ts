import type { Environment } from "../types.ts";

/** Milliseconds of the back-off: the first, and the longest while somebody looks and while nobody does. */
const backOff = { first: 250, visible: 5_000, hidden: 30_000 };

/** Times in milliseconds since 1970. It ends also when the clock is set back to before it began. */
export interface Pause {
  readonly pausedAt: number;
  readonly retryAt: number;
}

export const noPause: Pause = { pausedAt: 0, retryAt: 0 };

export function beginPause({ now }: Pick<Environment, "now">, milliseconds: number): Pause {
  const pausedAt = now();
  return { pausedAt, retryAt: pausedAt + milliseconds };
}

/** Returns true while the pause goes on. */
export function isPaused({ now }: Pick<Environment, "now">, { pausedAt, retryAt }: Pause): boolean {
  const time = now();
  return pausedAt <= time && time < retryAt;
}

/** Returns the milliseconds until the next try after so many failures in a row, with jitter. */
export function waitAfter({ signals, random }: Pick<Environment, "signals" | "random">, failures: number): number {
  const longest = signals.isVisible() ? backOff.visible : backOff.hidden;
  const pause = Math.min(longest, backOff.first * 2 ** (failures - 1));
  return pause * (0.5 + random() / 2);
}
