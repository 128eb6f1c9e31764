import type { AsyncLocalStorage } from "node:async_hooks";
import { listContextStores } from "./better-auth-compat.ts";

/** Milliseconds after the last work in which what it has left behind still finds its store. */
const linger = 10_000;

// One for the process, as the stores of better-auth are.
const used = new Set<Pick<AsyncLocalStorage<unknown>, "disable">>();
let running = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * Runs work that uses these stores or those of better-auth, and switches them off 10 s after the last one. On Node 20
 * a store that is on slows down every asynchronous callback of the process.
 */
export async function withStores<Result>(
  stores: readonly Pick<AsyncLocalStorage<unknown>, "disable">[],
  work: () => Promise<Result>,
): Promise<Result> {
  running += 1;
  clearTimeout(timer);
  for (const store of stores) used.add(store);
  try {
    return await work();
  } finally {
    running -= 1;
    if (running === 0) timer = setTimeout(rest, linger).unref();
  }
}

function rest(): void {
  for (const store of [...used, ...listContextStores()]) store.disable();
  used.clear();
}
