import { promisesOfChanges } from "./changes.ts";
import { promisesOfMembers } from "./members.ts";
import type { Stage } from "./stage.ts";
import { promisesOfStreams } from "./streams.ts";

/** Result of a test of a guarantee. */
export interface Proof {
  readonly promise: string;
  readonly outcome: "kept" | "broken" | "skipped";
  /** Why, unless it is kept. */
  readonly reason: string | null;
  readonly milliseconds: number;
}

const promises = [...promisesOfChanges, ...promisesOfStreams, ...promisesOfMembers];

/** Tests one guarantee after the other. Rejects only once the stage's signal is aborted. */
export async function proveAll(stage: Stage, onProof: (proof: Proof) => void): Promise<Proof[]> {
  const proofs: Proof[] = [];
  for (const { name, needsOther, prove } of promises) {
    stage.signal.throwIfAborted();
    const beganAt = performance.now();
    const isSkipped = needsOther === true && stage.other === null;
    const reason = isSkipped ? "it takes a second person" : await findFault(() => prove(stage));
    stage.signal.throwIfAborted();
    const outcome = isSkipped ? "skipped" : reason === null ? "kept" : "broken";
    const proof: Proof = { promise: name, outcome, reason, milliseconds: Math.round(performance.now() - beganAt) };
    proofs.push(proof);
    onProof(proof);
  }
  return proofs;
}

/** Reason for which a guarantee is broken; null when it holds. */
async function findFault(prove: () => Promise<void>): Promise<string | null> {
  try {
    await prove();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
