import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Batch, BatchReport, Violation } from "./worker.ts";

export interface RunOptions {
  /** Module that `buildSimulation` made. */
  readonly file: string;
  /** Seed of the first history; the others follow it one by one. */
  readonly seed: number;
  /** Histories at most. */
  readonly histories: number;
  /** Aborted: no further history begins. */
  readonly signal?: AbortSignal;
}

export interface RunReport {
  /** Histories that were run. */
  readonly histories: number;
  /** Seconds of CPU that the process took meanwhile. */
  readonly cpu: number;
  /** A history with a violation; null: all went well. */
  readonly violation: Violation | null;
}

/** Histories that a worker gets at a time. */
const batchSize = 50;

/** Milliseconds after which a history that does not end is given up; most take five. */
const endless = 30_000;

/** Runs histories on all cores until one has a violation. */
export async function runHistories(options: RunOptions): Promise<RunReport> {
  const { file, seed, histories, signal } = options;
  const end = seed + histories;
  let next = seed;
  let done = 0;
  const begin = process.cpuUsage();
  let violation: RunReport["violation"] = null;

  async function work(): Promise<void> {
    const worker = startWorker(file);
    try {
      while (next < end && violation === null && signal?.aborted !== true) {
        const batch = { from: next, count: Math.min(batchSize, end - next), isTraced: false };
        next += batch.count;
        const report = await worker.run(batch);
        done += report.histories;
        violation ??= report.violation;
      }
    } finally {
      await worker.close();
    }
  }

  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const { user, system } = process.cpuUsage(begin);
  return { histories: done, cpu: (user + system) / 1e6, violation };
}

/** Runs each seed in a new worker. Returns the hashes of the traces. */
export async function traceHistories(file: string, seeds: readonly number[]): Promise<string[]> {
  const worker = startWorker(file);
  try {
    const hashes: string[] = [];
    for (const from of seeds) hashes.push((await worker.run({ from, count: 1, isTraced: true })).hash);
    return hashes;
  } finally {
    await worker.close();
  }
}

function startWorker(file: string) {
  const shared = new SharedArrayBuffer(8);
  const progress = new Int32Array(shared);
  // Histories are short-lived objects; a larger nursery spares a tenth of the time.
  const resourceLimits = { maxYoungGenerationSizeMb: 64 };
  const worker = new Worker(file, { workerData: shared, resourceLimits });

  /** Resolves with the seed of a history that does not end. */
  function watch(signal: AbortSignal): Promise<number> {
    return new Promise((resolve) => {
      let [seen, since] = ["", performance.now()];
      const timer = setInterval(() => {
        const seed = Atomics.load(progress, 0);
        const at = `${seed} ${Atomics.load(progress, 1)}`;
        if (at !== seen) [seen, since] = [at, performance.now()];
        else if (performance.now() - since > endless) resolve(seed);
      }, 500);
      signal.addEventListener("abort", () => clearInterval(timer));
    });
  }

  return {
    async run(batch: Batch): Promise<BatchReport> {
      const ended = new AbortController();
      const { signal } = ended;
      worker.postMessage(batch);
      try {
        const answer = once(worker, "message", { signal }).then(([report]) => report as BatchReport);
        return await Promise.race([answer, watch(signal).then((seed) => reportEndless(batch, seed))]);
      } finally {
        ended.abort();
      }
    },
    async close(): Promise<void> {
      await worker.terminate();
    },
  };
}

function reportEndless({ from }: Batch, seed: number): BatchReport {
  const violation = { seed, finding: "the history does not end", trace: [] };
  return { histories: seed - from + 1, violation, hash: "" };
}
