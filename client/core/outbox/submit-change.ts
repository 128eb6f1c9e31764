import type { Board } from "../store/board.ts";
import type { StoredIntent } from "../types.ts";
import type { Change, WireItem } from "../wire.ts";
import { type DescribedChange, describeChange, isUntouched, readValues, sharedFields } from "./describe-change.ts";
import type { IntentIndex } from "./intent-index.ts";
import { type Intents, isPending, isUnsent, readInput, texts } from "./intents.ts";
import { joinEdit } from "./join-edit.ts";
import type { mergeText } from "./merge-text.ts";
import { normalise } from "./normalise-change.ts";

export interface Submission {
  readonly id: string;
  readonly projectId: string;
  readonly change: Change;
  readonly now: number;
  readonly actorId: string;
  /** The item as the person saw it, pending intents included. */
  readonly seen: WireItem | undefined;
  /** Its confirmed version then. */
  readonly version: number | undefined;
  /** Undefined once the project has ended. */
  readonly confirmed: Board | undefined;
  /** Merges a text with an unseen one. Where it returns null, each is a change of its own. */
  readonly mergeText: typeof mergeText;
  /** It was sent from memory, so it stays as it was. */
  readonly isSent: boolean;
}

/**
 * Adds a change. It joins an unsent one of the same item where it can. So a burst of edits becomes one, and an edit of
 * an unsent new item goes into its creation. A deletion takes unsent edits out. Returns the intents, and the id of the
 * one that carries the change.
 */
export function submitChange(
  intents: Intents,
  submission: Submission,
  index: IntentIndex,
): { intents: Intents; id: string } {
  const change = normalise(submission.change, submission.id);
  const described = describeChange(change);
  const related = index.items.get(described.target) ?? [];
  const last = intents.at(-1)?.place ?? 0;
  const added = createIntent(related, last, { ...submission, change }, described);
  if (described.action === "delete" && related.length > 0)
    return submitDeletion(intents, added, described.target, index);
  const joined = submission.isSent ? undefined : joinEdit(intents, added, related, submission);
  return joined ?? { intents: [...intents, added], id: added.id };
}

/** `related`: changes of the item, and of those that belong to it. `last`: place of the last change of all. */
function createIntent(
  related: Intents,
  last: number,
  submission: Submission,
  described: DescribedChange,
): StoredIntent {
  const { id, projectId, change, now, actorId, seen, version = 0, confirmed } = submission;
  const own = related.filter(isPending);
  const before = seen && described.action !== "create" ? readValues(seen, described.fields) : null;
  // Another tab may have made later ones by the time that storage takes this one.
  const earlier = own.filter(({ createdAt }) => createdAt <= now);
  const followed = described.isVersioned ? earlier.filter((each) => isSeen(each, before)) : [];
  const present = confirmed && described.isVersioned ? described.find(confirmed) : undefined;
  const item = described.action === "delete" ? present : undefined;
  // A pending edit of the same value hides what others have put there since.
  const isHiding = (each: StoredIntent) => {
    const known = describeChange(each.change);
    if (known.action === "delete") return false;
    // A deletion loses nothing where the value is still the one that the edit replaces, or where the item is placed.
    if (item && (known.fields.includes("position") || isUntouched(each, item))) return false;
    return sharedFields(known, described).length > 0;
  };
  // Text that was typed on another tab's text was not typed on the confirmed one.
  const isOnConfirmed = !present || isUntouched({ before }, present);
  const hiding = followed.findLast(isHiding) ?? (isOnConfirmed ? undefined : own.findLast(isHiding));
  return {
    ...{ format: 1, id, projectId, change, actorId, createdAt: now, wire: null, sentAt: null, revision: 0 },
    place: Math.max(now, last + 1),
    // A new item begins at version 0.
    base: described.isVersioned ? (hiding?.base ?? version) : null,
    before,
    following: followed.map((each) => each.id),
    standing: { kind: "waiting" },
  };
}

/** A text of another tab that the author had not seen is nothing that the change builds on. */
export function isSeen(own: StoredIntent, before: StoredIntent["before"]): boolean {
  return texts.every((field) => {
    const text = readInput(own, field);
    return typeof text !== "string" || before?.[field] === undefined || before[field] === text;
  });
}

/** Takes unsent edits out. An unsent new item goes with all that was planned for it. Later words stay. */
function submitDeletion(intents: Intents, added: StoredIntent, target: string, index: IntentIndex) {
  const actionOf = ({ change }: StoredIntent) => describeChange(change).action;
  const isEarlier = (each: StoredIntent) => each.createdAt <= added.createdAt;
  const isOwn = (each: StoredIntent) => isUnsent(each) && describeChange(each.change).target === target;
  const own = (index.items.get(target) ?? []).filter(isOwn).filter(isEarlier);
  const creation = own.find((each) => actionOf(each) === "create");
  const known = creation ? [...plannedWith(creation, index)] : own.filter((each) => actionOf(each) === "edit");
  const displaced = new Set(known.filter(isEarlier));
  const kept = intents.filter((each) => !displaced.has(each));
  // The person has also seen the texts on which the displaced ones were typed.
  const followed = [added, ...displaced].flatMap(({ following: ids }) => ids);
  const following = kept.map(({ id }) => id).filter((id) => followed.includes(id));
  return { intents: [...kept, { ...added, following, displaced: [...displaced] }], id: added.id };
}

/** Returns the intent, and with a new item all that was planned for it. */
export function plannedWith(intent: StoredIntent, { items }: IntentIndex): ReadonlySet<StoredIntent> {
  const planned = new Set([intent]);
  // The set grows by what belongs to the item, and to that in turn.
  for (const { change } of planned) {
    const { action, target } = describeChange(change);
    if (action === "create") for (const each of items.get(target) ?? []) planned.add(each);
  }
  return planned;
}
