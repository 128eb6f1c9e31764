import { rules } from "../store/nouns.ts";
import type { RefusedStanding, Standing, StoredIntent } from "../types.ts";
import type { Change, WireItem } from "../wire.ts";
import { type DescribedChange, describeChange, isUntouched, readValues, sharedFields } from "./describe-change.ts";
import { finishIntents, leftOf } from "./finish-intents.ts";
import { IntentDraft } from "./intent-draft.ts";
import { carry, type Intents, isPending, isUnsent, readInput, texts } from "./intents.ts";
import { isPassing, type Result } from "./judge-outcome.ts";
import { mergeText } from "./merge-text.ts";
import { isUndecided } from "./refuse-intents.ts";
import { replacedBy } from "./reopen-intents.ts";
import { isSeen } from "./submit-change.ts";
import { joinTimes, typingTime } from "./typing-time.ts";

/** Puts the answers to intents down. Later unsent edits of the same values build on them. */
export function settleIntents(intents: Intents, results: ReadonlyMap<string, Result>): Intents {
  const draft = new IntentDraft(intents);
  for (const [id, result] of results) settle(draft, draft.get(id), result);
  return draft.intents;
}

function settle(draft: IntentDraft, intent: StoredIntent | undefined, result: Result): void {
  if (intent?.standing.kind !== "waiting") return;
  if (result.kind === "done") {
    draft.replace({ ...intent, standing: { kind: "answered", seq: result.seq, ...leftOf(intent, result.item) } });
    buildOn(draft, intent, result.item);
  } else if (result.kind === "conflict") {
    foldInto(draft, intent, result);
  } else if (isGone(result) && describeChange(intent.change).action === "delete") {
    // Somebody else has deleted it.
    draft.remove(intent);
  } else if (!isPassing(result.code) && !(result.code === "NOT_FOUND" && isBlocked(draft, intent))) {
    draft.replace({ ...intent, standing: isGone(result) ? { ...result, message: tellGone(intent, result) } : result });
  }
}

/** The item is not there. A refusal of the whole project does not tell. */
function isGone({ code, path }: RefusedStanding): boolean {
  return code === "NOT_FOUND" && path?.[0] !== "projectId";
}

/** Names what is gone. The server says why something cannot be restored. */
function tellGone({ change }: StoredIntent, { message }: RefusedStanding): string {
  const { action, target, parent } = rules[change.kind];
  const id = action === "create" ? parent : target;
  if (action === "restore" || !id) return message;
  const noun = id.slice(0, -"Id".length);
  return `The ${noun} is gone. It was deleted, or the project was restored to an earlier state.`;
}

/** The creation of an item that it needs has failed, or waits for one that has. */
function isBlocked(draft: IntentDraft, intent: StoredIntent): boolean {
  const { target, parent = target } = describeChange(intent.change);
  return [target, parent].some((id) => {
    const creation = draft.creationOf(id);
    if (!creation || creation.id === intent.id) return false;
    return isUndecided(creation) || (isPending(creation) && isBlocked(draft, creation));
  });
}

/** An own event, and the item as it has left it. */
export interface Confirmation {
  readonly id: string;
  readonly item: WireItem | null;
}

/**
 * Takes intents as done whose events the store has reached, with answered ones that they replaced. A
 * conflict that has taken up later words stays, beside the item's new state: the event brings what was sent before
 * them.
 */
export function confirmIntents(intents: Intents, confirmations: readonly Confirmation[]): Intents {
  const draft = new IntentDraft(intents);
  const finished = new Map<string, ReturnType<typeof leftOf>>();
  for (const { id, item } of confirmations) {
    const intent = draft.get(id);
    if (!intent || intent.standing.kind === "done" || finished.has(id)) continue;
    const described = describeChange(intent.change);
    const { standing } = intent;
    if (standing.kind === "conflict" && item && !hasAll(item, intent, described)) {
      draft.replace({ ...intent, standing: { ...standing, current: item, currentVersion: item.version } });
      continue;
    }
    for (const each of [intent, ...replacedBy(draft, intent)])
      if (!finished.has(each.id)) finished.set(each.id, leftOf(each, item));
    buildOn(draft, intent, item);
  }
  return finishIntents(draft.intents, ({ id }) => finished.get(id));
}

/** Returns true for an item that has every value of an edit. */
function hasAll(item: WireItem, intent: StoredIntent, { action, fields }: DescribedChange): boolean {
  const given = fields.filter((field) => readInput(intent, field) !== undefined);
  const before = Object.fromEntries(given.map((field) => [field, readInput(intent, field)]));
  return action !== "edit" || isUntouched({ before }, item);
}

/** Describes the conflict of an edit with an item that differs from the one that its author saw. */
export function describeConflict(
  item: WireItem,
  { before, base }: StoredIntent,
): Extract<Standing, { kind: "conflict" }> {
  const fields = Object.keys(before ?? {}).filter(
    (field) => !isUntouched({ before: { [field]: before?.[field] } }, item),
  );
  const message =
    base !== null && base < item.version
      ? "The item was changed while the edit waited."
      : "The project was restored to an earlier state, and the item differs from the one that was edited.";
  return { kind: "conflict", message, fields: fields.map(toField), currentVersion: item.version, current: item };
}

/** Names a field as the server does. */
function toField(name: string): string {
  return name.replace(/Id$/, "").replaceAll(/[A-Z]/g, "_$&").toUpperCase();
}

/** The server has taken an edit. Later unsent edits of the item are brought up to what it answered. */
function buildOn(draft: IntentDraft, done: StoredIntent, item: WireItem | null): void {
  if (!item) return;
  const { target } = describeChange(done.change);
  for (const intent of draft.followersOf(done.id)) {
    const described = describeChange(intent.change);
    if (!isUnsent(intent) || described.target !== target || described.action !== "edit") continue;
    const merged = mergeTexts(intent, done, item);
    draft.replace(isUntouched(merged, item) ? { ...merged, base: item.version, following: [] } : merged);
  }
}

/** Text typed on own text that was then merged with another person's edit is merged onto the result. */
export function mergeTexts(intent: StoredIntent, done: StoredIntent, item: WireItem): StoredIntent {
  let merged = intent;
  for (const field of texts) {
    const sent = readInput(done, field);
    const mine = readInput(intent, field);
    const { [field]: theirs } = readValues(item, [field]);
    if (typeof sent !== "string" || typeof mine !== "string" || typeof theirs !== "string" || sent === theirs) continue;
    const text = mergeText(sent, mine, theirs);
    if (text === null) {
      // The server decides: it takes a text on a followed one as a whole.
      merged = { ...merged, following: merged.following.filter((id) => id !== done.id) };
      continue;
    }
    const change = { kind: merged.change.kind, input: { ...merged.change.input, [field]: text } } as unknown as Change;
    merged = { ...merged, change, before: merged.before && { ...merged.before, [field]: theirs } };
  }
  return merged;
}

/**
 * A conflict takes up what was typed on it since, so that one item shows the newest words. A text that was typed
 * without sight of it, as in another tab, stays by itself.
 */
export function foldInto(draft: IntentDraft, intent: StoredIntent, standing: Standing): void {
  const described = describeChange(intent.change);
  let folded: StoredIntent = { ...intent, standing };
  for (const each of described.action === "edit" ? draft.followersOf(intent.id) : []) {
    const isOfKind = isUnsent(each) && each.change.kind === intent.change.kind;
    const isLater = isOfKind && isSeen(folded, each.before) && each.place > intent.place;
    if (!isLater || sharedFields(describeChange(each.change), described).length === 0) continue;
    folded = carry({ ...folded, change: joinByTime(folded, each), ...joinTimes(folded, each) }, each);
    draft.remove(each);
  }
  draft.replace(folded);
}

/** Takes the value of each field that was typed on the other one, or else last. */
function joinByTime(known: StoredIntent, added: StoredIntent): Change {
  const isLater = (field: string) => {
    return added.before?.[field] === readInput(known, field) || typingTime(added, field) >= typingTime(known, field);
  };
  const later = Object.entries(added.change.input).filter(
    ([field]) => !(field in known.change.input) || isLater(field),
  );
  const input = { ...known.change.input, ...Object.fromEntries(later) };
  return { kind: known.change.kind, input } as unknown as Change;
}
