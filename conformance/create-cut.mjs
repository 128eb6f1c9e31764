import { exec } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(exec);

/**
 * Returns a function that restarts the server by a command of the shell, and resolves when the server answers again.
 * It rejects when the command fails, or when there is no answer within `patience` milliseconds.
 */
export function createCut(command, url, patience) {
  return async () => {
    await run(command);
    const deadline = performance.now() + patience;
    while (!(await answers(url))) {
      if (performance.now() > deadline) throw new Error(`No answer within ${patience} ms after the restart.`);
      await setTimeout(50);
    }
  };
}

async function answers(url) {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
