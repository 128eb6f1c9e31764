import { setTimeout as sleep } from "node:timers/promises";

/**
 * Acts so many times, `perSecond` times a second. A turn that is late begins as soon as the one before it is over.
 * Resolves at the end of the last place with the turns a second that were held.
 */
export async function paced(turns: number, perSecond: number, act: (turn: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  for (let turn = 0; turn < turns; turn += 1) {
    await until(began + (turn * 1_000) / perSecond);
    await act(turn);
  }
  await until(began + (turns * 1_000) / perSecond);
  return (turns * 1_000) / (performance.now() - began);
}

async function until(time: number): Promise<void> {
  const left = time - performance.now();
  if (left > 0) await sleep(left);
}
