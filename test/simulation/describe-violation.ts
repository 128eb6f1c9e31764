import type { Violation } from "./worker.ts";

/** Events before the violation that are shown. */
const shown = 200;

/** A violation with the end of its trace, and how to run its history once more. */
export function describeViolation({ seed, finding, trace }: Violation, again = "npm run simulate --"): string {
  const at = trace.findIndex((line) => line.includes("VIOLATION"));
  const lines = trace.slice(Math.max(0, at - shown), at + 1);
  return [...lines, `Seed ${seed}: ${finding}`, `Again: ${again} --seed ${seed} --histories 1`].join("\n");
}
