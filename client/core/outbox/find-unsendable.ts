import type { ConfirmedBoard } from "../store/board.ts";
import type { Intents } from "./intents.ts";
import type { Result } from "./judge-outcome.ts";
import { freezeIntent } from "./next-batch.ts";

/** Returns the refusals of those waiting changes of a project that cannot be written as JSON, by their ids. */
export function findUnsendable(
  intents: Intents,
  projectId: string,
  confirmed: ConfirmedBoard,
): ReadonlyMap<string, Result> {
  const refusals = new Map<string, Result>();
  for (const intent of intents) {
    if (intent.projectId !== projectId || intent.standing.kind !== "waiting") continue;
    try {
      JSON.stringify(freezeIntent(intent, [], confirmed));
    } catch (cause) {
      const message = `The change cannot be sent: ${cause instanceof Error ? cause.message : cause}`;
      refusals.set(intent.id, { kind: "refused", code: "BAD_USER_INPUT", message });
    }
  }
  return refusals;
}
