import { guaranteesOfChanges } from "./changes.ts";
import { guaranteesOfMembers } from "./members.ts";
import type { Stage } from "./stage.ts";
import { guaranteesOfStreams } from "./streams.ts";

/** Result of testing a guarantee. */
export interface GuaranteeProof {
  readonly guarantee: string;
  readonly outcome: "kept" | "broken" | "skipped";
  /** The reason, unless it is kept. */
  readonly reason: string | null;
  readonly milliseconds: number;
}

const guarantees = [...guaranteesOfChanges, ...guaranteesOfStreams, ...guaranteesOfMembers];

/** Tests one guarantee after the other. Rejects only once the stage's signal is aborted. */
export async function proveAll(stage: Stage, onProof: (proof: GuaranteeProof) => void): Promise<GuaranteeProof[]> {
  const proofs: GuaranteeProof[] = [];
  for (const { name, needsOther, prove } of guarantees) {
    stage.signal.throwIfAborted();
    const beganAt = performance.now();
    const isSkipped = needsOther === true && stage.other === null;
    const reason = isSkipped ? "it takes a second person" : await findFault(() => prove(stage));
    stage.signal.throwIfAborted();
    const outcome = isSkipped ? "skipped" : reason === null ? "kept" : "broken";
    const proof: GuaranteeProof = {
      guarantee: name,
      outcome,
      reason,
      milliseconds: Math.round(performance.now() - beganAt),
    };
    proofs.push(proof);
    onProof(proof);
  }
  return proofs;
}

/** Returns why a guarantee is broken; null when it is kept. */
async function findFault(prove: () => Promise<void>): Promise<string | null> {
  try {
    await prove();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
