import { parseArgs } from "node:util";
import { replaceOnce } from "../simulation/build-simulation.ts";
import { parseSpec, readSpec, type Spec, simulate } from "./quint-compat.ts";
import { replayTrace } from "./replay-trace.ts";
import { specMutants } from "./spec-mutants.ts";
import { readTrace } from "./spec-trace.ts";

/** Steps of a sample, as in the tests. */
const steps = 20;

/** Samples between two looks at the clock. */
const batch = 10;

/** Between the seeds of two batches. Seeds are counters: samples of near ones are about the same. */
const distance = 1_000_000n;

/**
 * `npm run soak -- spec --seconds N --seed N [--mutants TEXT]`: simulates samples of the specification from a seed on
 * and replays each on the engine, by default for 60 s from a random one. With `--mutants`, it looks for a sample that
 * shows each mutant whose name has the text, for so many seconds each, and prints its seed. Resolves with the exit
 * code: 1 after a violation, a difference, or a mutant that no sample shows.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: { type: "string", default: "60" }, seed: { type: "string" }, mutants: { type: "string" } },
  });
  const milliseconds = Number(values.seconds) * 1_000;
  if (!(milliseconds > 0)) throw new Error(`--seconds must be a number above 0 (got "${values.seconds}").`);
  const seed = BigInt(values.seed ?? Math.floor(Math.random() * 2 ** 30));
  console.log(`Simulates from seed ${seed} on.`);
  return values.mutants === undefined
    ? runSamples(seed, milliseconds)
    : findMutants(values.mutants, seed, milliseconds);
}

async function runSamples(seed: bigint, milliseconds: number): Promise<number> {
  const spec = parseSpec();
  const end = performance.now() + milliseconds;
  let samples = 0;
  for (let from = seed; performance.now() < end; from += distance) {
    const { violation, traces } = simulate(spec, { seed: from, samples: batch, steps });
    if (violation !== null) return tell(`The sample of seed ${violation} breaks an invariant.`);
    for (const states of traces()) {
      const difference = await replayTrace(readTrace(states));
      if (difference !== null) return tell(`The engine differs from a sample of seed ${from}.\n${difference}`);
    }
    samples += batch;
  }
  console.log(`${samples} samples hold, and the engine does the same.`);
  return 0;
}

function findMutants(part: string, seed: bigint, milliseconds: number): number {
  let missed = 0;
  for (const mutant of specMutants.filter(({ name }) => name.includes(part))) {
    const found = findSeed(
      parseSpec({ [mutant.file]: replaceOnce(readSpec(mutant.file), mutant) }),
      seed,
      milliseconds,
    );
    console.log(`${mutant.name}: ${found ?? "no sample shows it"}`);
    if (found === null) missed += 1;
  }
  return missed > 0 ? 1 : 0;
}

function findSeed(spec: Spec, seed: bigint, milliseconds: number): bigint | null {
  const end = performance.now() + milliseconds;
  for (let from = seed; performance.now() < end; from += distance) {
    const { violation } = simulate(spec, { seed: from, samples: batch, steps });
    if (violation !== null) return violation;
  }
  return null;
}

function tell(finding: string): number {
  console.error(finding);
  return 1;
}
