import type { StoredIntent } from "../types.ts";
import { describeChange, sharedFields } from "./describe-change.ts";
import { finishIntents } from "./finish-intents.ts";
import { IntentDraft } from "./intent-draft.ts";
import { type Intents, isPending } from "./submit-change.ts";

/** Sends answered intents again. A restored server has lost them; any other server answers once more the same. */
export function reopenIntents(intents: Intents, projectId: string, isLost = (_seq: number): boolean => true): Intents {
  const isReopened = ({ standing, ...intent }: StoredIntent) =>
    intent.projectId === projectId && standing.kind === "answered" && isLost(standing.seq);
  if (!intents.some(isReopened)) return intents;
  return intents.map((each) => (isReopened(each) ? { ...each, standing: { kind: "waiting" } } : each));
}

/**
 * Sends answered intents again whose numbers the stream knows as other changes: they have changed nothing, or belong to
 * a lost history. Those that a sent one replaces are done.
 */
export function reopenReached(intents: Intents, projectId: string, isReached: (seq: number) => boolean): Intents {
  if (reopenIntents(intents, projectId, isReached) === intents) return intents;
  const draft = new IntentDraft(intents);
  const sent = intents.filter((each) => each.projectId === projectId && each.wire !== null && isPending(each));
  const replaced = new Set(sent.flatMap((each) => replacedBy(draft, each)));
  const left = finishIntents(intents, (each) => {
    const { standing } = each;
    return replaced.has(each) && standing.kind === "answered" && isReached(standing.seq) ? standing : undefined;
  });
  return reopenIntents(left, projectId, isReached);
}

/** Returns the answered intents of which this later one leaves nothing. */
export function replacedBy(draft: IntentDraft, by: StoredIntent): Intents {
  return draft.about(describeChange(by.change).target).filter((each) => isReplaced(each, by));
}

/**
 * Returns true for an answered change of which a later one leaves nothing. Sent again after that one, it would conflict
 * with it or fail.
 */
export function isReplaced({ place, standing, change }: StoredIntent, by: StoredIntent): boolean {
  if (standing.kind !== "answered" || place >= by.place) return false;
  const earlier = describeChange(change);
  const later = describeChange(by.change);
  if (later.action === "delete") return earlier.target === later.target || earlier.parent === later.target;
  if (later.action === "restore") return earlier.target === later.target && earlier.action === "delete";
  if (earlier.action !== "edit" || earlier.fields.length === 0) return false;
  // Changes of lists are no values. A place is one value, whatever its input names.
  const isWhole = earlier.fields.length === Object.keys(change.input).length - 1 || earlier.fields.includes("position");
  return isWhole && later.action === "edit" && sharedFields(later, earlier).length === earlier.fields.length;
}
