import { setTimeout as sleep } from "node:timers/promises";

/** For so long one that cannot be reached is asked again, which bridges its restart; in milliseconds. */
const patience = 3_000;
const pause = 250;

/**
 * What `ask` answers. When it fails with what may pass, it is asked again, for the last time some three seconds after
 * the first. Rejects with its last error.
 */
export async function bridgeRestart<T>(ask: () => Promise<T>, mayPass: (error: unknown) => boolean): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!mayPass(error) || performance.now() > deadline) throw error;
    }
    await sleep(pause);
  }
}
