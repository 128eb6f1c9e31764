import type { Environment, Signals } from "../types.ts";

/** Upper bound of the wait between attempts in milliseconds: while somebody looks, and otherwise. */
const longestWait = { visible: 5_000, hidden: 30_000 };
export const shortestWait = 200;

/** Age at which a connection, or a stream of it, counts as one that works, in milliseconds. */
export const provenAge = 10_000;

/**
 * Returns the wait before an attempt after so many failures in a row, in milliseconds. It is random, so that clients
 * which were lost together do not return together. Its bound doubles from 1 s to 5 s in a visible tab, to 30 s
 * otherwise.
 */
export function chooseWait(
  failures: number,
  { random, signals }: Pick<Environment, "random"> & { readonly signals: Pick<Signals, "isVisible"> },
): number {
  const longest = signals.isVisible() ? longestWait.visible : longestWait.hidden;
  const bound = Math.min(longest, 1_000 * 2 ** Math.min(failures - 1, 10));
  return shortestWait + random() * (bound - shortestWait);
}
