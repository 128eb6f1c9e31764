import type { ProjectStore } from "../store/project-store.ts";
import type { Holdup } from "./holdup.ts";
import { reasonOf } from "./judge-outcome.ts";
import type { Outbox } from "./outbox.ts";
import { findBlocked } from "./refuse-intents.ts";

/**
 * Returns the first cause, outside of the network, that keeps one of a project's intents from being sent. The others
 * may wait for that one. Null: there is none.
 */
export function findCause(outbox: Outbox, { projectId, me }: ProjectStore): Holdup | null {
  const pending = outbox.pendingOf(projectId);
  if (pending.some((intent) => outbox.isStuck(intent))) {
    return { kind: "storage", reason: reasonOf(outbox.failure === "full" ? "full" : "storage").reason };
  }
  const blocked = pending.length < outbox.intents.length ? findBlocked(outbox.intents) : null;
  if (pending.some((intent) => blocked?.has(intent))) return { kind: "blocked" };
  return pending.some(({ actorId }) => actorId !== me?.id) ? { kind: "other-account" } : null;
}
