import type { StoredIntent } from "../types.ts";
import { describeChange } from "./describe-change.ts";
import { type Intents, isPending } from "./submit-change.ts";

/** Turns everything that waits into items with their text: the project is gone, or the access to it. */
export function refuseAll(intents: Intents, projectId: string, code: string, message: string): Intents {
  return intents.map((intent) => {
    const isWaiting = intent.projectId === projectId && isPending(intent);
    return isWaiting ? { ...intent, standing: { kind: "refused", code, message } } : intent;
  });
}

/** Intents that need an item whose creation failed. They wait until it is retried or dismissed. */
export function findBlocked(intents: Intents): ReadonlySet<StoredIntent> {
  const missing = new Set<string>();
  const blocked = new Set<StoredIntent>();
  for (const intent of intents) {
    const { action, target, parent } = describeChange(intent.change);
    if (!isPending(intent)) {
      if (action === "create") missing.add(target);
    } else if (missing.has(target) || (parent !== undefined && missing.has(parent))) {
      blocked.add(intent);
      if (action === "create") missing.add(target);
    }
  }
  return blocked;
}
