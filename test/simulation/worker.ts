import { parentPort, workerData } from "node:worker_threads";
import { type Outcome, simulateHistory } from "./simulate-history.ts";

/** Seeds to run. */
export interface Batch {
  readonly from: number;
  readonly count: number;
  readonly isTraced: boolean;
}

export interface Violation {
  readonly seed: number;
  readonly finding: string;
  readonly trace: readonly string[];
}

/** Answer to a batch. A batch ends at the first violation. */
export interface BatchReport {
  readonly histories: number;
  readonly violation: Violation | null;
  /** Hash of the last history's trace; empty unless traces were asked for. */
  readonly hash: string;
}

/** Shows the seed that is under way, also while its history never ends. */
const progress = new Int32Array(workerData as SharedArrayBuffer);

Error.stackTraceLimit = 5;

parentPort?.on("message", (batch: Batch) => void runBatch(batch).then((report) => parentPort?.postMessage(report)));

async function runBatch({ from, count, isTraced }: Batch): Promise<BatchReport> {
  let histories = 0;
  let last: Outcome | null = null;
  while (histories < count && !last?.violation) {
    Atomics.store(progress, 0, from + histories);
    last = await simulateHistory(from + histories, isTraced);
    histories += 1;
  }
  const violation = last?.violation ? await traceViolation(last.seed, last.violation) : null;
  return { histories, violation, hash: last?.hash ?? "" };
}

/** Runs the history once more, for its trace. */
async function traceViolation(seed: number, finding: string): Promise<Violation> {
  const { violation, trace } = await simulateHistory(seed, true);
  return { seed, finding: violation ?? `not found again: ${finding}`, trace };
}
