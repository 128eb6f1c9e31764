import type { StoredIntent } from "../types.ts";
import { describeChange, sharedFields } from "./describe-change.ts";
import { type ConfirmedStanding, finishIntents, isConfirmed } from "./finish-intents.ts";
import { IntentDraft } from "./intent-draft.ts";
import { type Intents, isPending } from "./intents.ts";

/** Sends answered intents again. A restored server has lost them; any other server answers once more the same. */
export function reopenIntents(intents: Intents, projectId: string, isLost = (_seq: number): boolean => true): Intents {
  const isReopened = ({ standing, ...intent }: StoredIntent) =>
    intent.projectId === projectId && standing.kind === "answered" && isLost(standing.seq);
  if (!intents.some(isReopened)) return intents;
  return intents.map((each) => (isReopened(each) ? { ...each, standing: { kind: "waiting" } } : each));
}

/**
 * Sends answered intents again whose numbers the stream knows as other changes: they have changed nothing, or belong to
 * a lost history. Those that a sent edit replaces are done. Those that a deletion replaces return where it fails.
 */
export function reopenReached(intents: Intents, projectId: string, isReached: (seq: number) => boolean): Intents {
  if (reopenIntents(intents, projectId, isReached) === intents) return intents;
  const draft = new IntentDraft(intents);
  const done = new Map<string, ConfirmedStanding>();
  for (const { id } of intents) {
    const by = draft.get(id);
    if (by?.projectId !== projectId || by.wire === null || !isPending(by)) continue;
    const replaced = replacedBy(draft, by).filter((each) => {
      return !done.has(each.id) && each.standing.kind === "answered" && isReached(each.standing.seq);
    });
    if (describeChange(by.change).action === "delete") displace(draft, by, replaced);
    else for (const each of replaced) if (isConfirmed(each.standing)) done.set(each.id, each.standing);
  }
  const left = finishIntents(draft.intents, ({ id }) => done.get(id));
  return reopenIntents(left, projectId, isReached);
}

/** Puts intents into those that a deletion has taken out. */
function displace(draft: IntentDraft, deletion: StoredIntent, replaced: Intents): void {
  if (replaced.length === 0) return;
  for (const each of replaced) draft.remove(each);
  const reopened = replaced.map((each): StoredIntent => ({ ...each, standing: { kind: "waiting" } }));
  draft.replace({ ...deletion, displaced: [...reopened, ...(deletion.displaced ?? [])] });
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
