import { guaranteesOfChanges } from "./changes.ts";
import { guaranteesOfInbox } from "./inbox.ts";
import { guaranteesOfMembers } from "./members.ts";
import { findMissing, type Stage } from "./stage.ts";
import { guaranteesOfStreams } from "./streams.ts";
import { guaranteesOfTokens } from "./tokens.ts";
import { guaranteesOfTransports } from "./transports.ts";
import { guaranteesOfWebhooks } from "./webhooks.ts";

/** Result of testing a guarantee. */
export interface GuaranteeProof {
  readonly guarantee: string;
  readonly outcome: "kept" | "broken" | "skipped";
  /** The reason, unless it is kept. */
  readonly reason: string | null;
  readonly milliseconds: number;
}

const guarantees = [
  ...guaranteesOfChanges,
  ...guaranteesOfStreams,
  ...guaranteesOfTransports,
  ...guaranteesOfMembers,
  ...guaranteesOfInbox,
  ...guaranteesOfTokens,
  ...guaranteesOfWebhooks,
];

/** Tests one guarantee after the other. Rejects only once the stage's signal is aborted. */
export async function proveAll(stage: Stage, onProof: (proof: GuaranteeProof) => void): Promise<GuaranteeProof[]> {
  const proofs: GuaranteeProof[] = [];
  for (const { name, needs, prove } of guarantees) {
    stage.signal.throwIfAborted();
    const beganAt = performance.now();
    const missing = findMissing(needs, stage);
    const reason = missing ?? (await findFault(() => prove(stage)));
    stage.signal.throwIfAborted();
    const outcome = missing !== null ? "skipped" : reason === null ? "kept" : "broken";
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
