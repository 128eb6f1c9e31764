import { parentPort, workerData } from "node:worker_threads";
import fc from "fast-check";
import type { Batch, BatchReport, Violation } from "../../../simulation/worker.ts";
import { type Plan, plan } from "./action.ts";
import { runHistory } from "./run-history.ts";

/** Shows the seed that is under way and the count of runs, also while a history never ends. */
const progress = new Int32Array(workerData as SharedArrayBuffer);

/**
 * Runs after which the shortest failing history so far is taken. A count, so that a seed always ends in the same one.
 */
const maxRuns = 200;

parentPort?.on("message", (batch: Batch) => void runBatch(batch).then((report) => parentPort?.postMessage(report)));

async function runBatch({ from, count }: Batch): Promise<BatchReport> {
  let histories = 0;
  let violation: Violation | null = null;
  while (histories < count && !violation) {
    Atomics.store(progress, 0, from + histories);
    violation = await runSeed(from + histories);
    histories += 1;
  }
  return { histories, violation, hash: "" };
}

/** Runs the history of a seed. A failing one is shrunk, and its shortest form is traced. */
async function runSeed(seed: number): Promise<Violation | null> {
  let runs = 0;
  const property = fc.asyncProperty(fc.noBias(plan), async (each) => {
    runs += 1;
    Atomics.add(progress, 1, 1);
    if (runs <= maxRuns) await runHistory(each);
  });
  const { counterexample } = await fc.check(property, { seed, numRuns: 1 });
  return counterexample ? await traceViolation(seed, counterexample[0]) : null;
}

async function traceViolation(seed: number, failing: Plan): Promise<Violation> {
  const trace: string[] = [];
  try {
    await runHistory(failing, trace);
    return { seed, finding: "not found again", trace };
  } catch (error) {
    const finding = error instanceof Error ? error.message : String(error);
    return { seed, finding, trace: [...trace, `VIOLATION ${finding}`] };
  }
}
