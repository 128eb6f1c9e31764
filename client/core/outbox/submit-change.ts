import { isSame } from "../is-same.ts";
import type { Board } from "../store/board.ts";
import { findIds, isIdName } from "../store/board-view.ts";
import type { StoredIntent } from "../types.ts";
import type { Change, WireItem } from "../wire.ts";
import { type DescribedChange, describeChange, isUntouched, readValues, sharedFields } from "./describe-change.ts";
import type { IntentIndex } from "./intent-index.ts";
import type { mergeText } from "./merge-text.ts";
import { joinTimes, typingTime } from "./typing-time.ts";

/** Intents of one account, by place and id. */
export type Intents = readonly StoredIntent[];

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
  const known = related.findLast((each) => isJoinable(each, described));
  const joined = described.action === "edit" && known && join(intents, known, added, submission);
  return joined || { intents: [...intents, added], id: added.id };
}

/** Returns the intent of this id, or else the one that carries it. */
export function findIntent(intents: Intents, id: string): StoredIntent | undefined {
  return intents.find((each) => each.id === id) ?? intents.find(({ carries }) => carries?.includes(id));
}

/** Lets an intent be found by the ids of another one, or of its own earlier form. */
export function carry(intent: StoredIntent, { id, carries = [] }: Pick<StoredIntent, "id" | "carries">): StoredIntent {
  const all = new Set([...(intent.carries ?? []), id, ...carries]);
  all.delete(intent.id);
  return { ...intent, carries: [...all] };
}

/** Returns true for an intent that may still change. */
export function isUnsent({ wire, standing }: StoredIntent): boolean {
  return wire === null && standing.kind === "waiting";
}

/** Returns true for an intent that the store does not hold yet. */
export function isPending({ standing }: StoredIntent): boolean {
  return standing.kind === "waiting" || standing.kind === "answered";
}

/** Returns true for a deletion that has taken an unsent new item out. The server need not hear of it. */
export function isVain({ displaced = [] }: StoredIntent): boolean {
  return displaced.some(({ change }) => describeChange(change).action === "create");
}

/** Returns the change with values as the server answers them; a new item gets its id. */
export function normalise({ kind, input }: Change, id: string): Change {
  const values: Record<string, unknown> = { ...input };
  if (/^create/.test(kind)) values["id"] ??= id;
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) values[name] = value.map(lowerId);
    if (typeof value === "string") values[name] = normaliseText(name, value);
  }
  return { kind, input: values } as unknown as Change;
}

/** Lines end with `\n`, times are in UTC. */
export function normaliseText(name: string, text: string): string {
  if (texts.includes(name)) return text.replaceAll(/\r\n?/g, "\n");
  if (isIdName(name)) return lowerId(text);
  // Times that do not exist, such as February 30, are left to the server.
  const [, day] = (/At$/.test(name) && /^(.{10})T.+(Z|[+-].{5})$/.exec(text)) || [];
  return (day && new Date(day).toJSON()?.startsWith(day) && new Date(text).toJSON()) || text;
}

/** Returns an id, or a topic that ends in one, in the server's form: UUIDs are in lower case. */
export function lowerId<Id extends string>(id: Id): Id {
  return String(id).replace(/[\dA-F-]{36}$/i, (uuid) => uuid.toLowerCase()) as Id;
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
  const followed = described.isVersioned ? own.filter((each) => isSeen(each, before)) : [];
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

/** The edit may go into this change: it makes the item, or replaces the same values. */
function isJoinable({ change }: StoredIntent, edit: DescribedChange): boolean {
  const known = describeChange(change);
  return known.target === edit.target && (known.action === "create" || sharedFields(known, edit).length > 0);
}

function join(intents: Intents, known: StoredIntent, added: StoredIntent, { confirmed, mergeText }: Submission) {
  const described = describeChange(added.change);
  const index = intents.indexOf(known);
  if (!isUnsent(known) || !mayMoveBefore(intents, index, added)) return undefined;
  if (described.fields.includes("position")) return replaceMove(intents, known, added);
  const texts = mergeUnseen(known, added, mergeText);
  const together = joinInputs(known.change, added.change);
  if (!texts || !together) return undefined;
  const input = { ...together.input, ...findLater(known, added), ...texts };
  const change = { kind: together.kind, input } as unknown as Change;
  const before = known.before && { ...added.before, ...known.before };
  const joined: StoredIntent = { ...known, change, before, ...joinTimes(known, added) };
  return { intents: intents.with(index, confirmed ? rebase(joined, confirmed) : joined), id: known.id };
}

/** Returns the values that another tab has typed later than this change, and stored first. They count. */
function findLater(known: StoredIntent, { before, createdAt }: StoredIntent): object {
  if (!before) return {};
  const isLater = ([name, value]: [string, unknown]) =>
    name in before && value !== before[name] && typingTime(known, name) > createdAt;
  return Object.fromEntries(Object.entries(known.change.input).filter(isLater));
}

/** Texts that others cannot overwrite unseen. */
export const texts = ["description", "body"];

/** Merges a text with one of the same outbox that its author had not seen, as in another tab; null where they clash. */
function mergeUnseen(
  known: StoredIntent,
  added: StoredIntent,
  merge: typeof mergeText,
): Readonly<Record<string, string>> | null {
  const merged: Record<string, string> = {};
  for (const field of texts) {
    const [mine, theirs] = [readInput(added, field), readInput(known, field)];
    const seen = added.before?.[field] ?? "";
    if (typeof mine !== "string" || typeof theirs !== "string" || seen === theirs) continue;
    const text = merge(String(seen), mine, theirs);
    if (text === null) return null;
    merged[field] = text;
  }
  return merged;
}

export function readInput({ change }: StoredIntent, field: string): unknown {
  return (change.input as unknown as Record<string, unknown>)[field];
}

/** The change must not need anything that is made after the place where it would go. */
function mayMoveBefore(intents: Intents, index: number, { change }: StoredIntent): boolean {
  const needed = new Set(findIds(change));
  return !intents.slice(index + 1).some((each) => {
    const { action, target } = describeChange(each.change);
    return action !== "edit" && needed.has(target);
  });
}

/** The last move counts, unless others were placed beside the task since. */
function replaceMove(intents: Intents, known: StoredIntent, added: StoredIntent) {
  const { action, target } = describeChange(known.change);
  if (action !== "edit") return undefined;
  const isNeighbour = ({ change }: StoredIntent) =>
    change.kind === "moveTask" && [change.input.afterTaskId, change.input.beforeTaskId].includes(target);
  if (intents.some((each) => each.place > known.place && isNeighbour(each))) return undefined;
  const { change, place, createdAt } = added;
  const following = added.following.filter((id) => id !== known.id);
  const moved = { ...known, change, place, createdAt, following };
  return { intents: [...intents.filter((each) => each !== known), moved], id: known.id };
}

function joinInputs(known: Change, added: Change): Change | undefined {
  if (added.kind !== known.kind && describeChange(known).action !== "create") return undefined;
  return { kind: known.kind, input: describeChange(added).join(known) } as unknown as Change;
}

/**
 * Takes the item's present version as base where the item still has the values that the person saw. Not for a change
 * that follows others: these may have left the values as they were, and stand between.
 */
export function rebase(intent: StoredIntent, board: Board): StoredIntent {
  const described = describeChange(intent.change);
  const item = described.find(board);
  if (described.action !== "edit" || intent.following.length > 0 || !item || !isUntouched(intent, item)) return intent;
  const rebased = { ...intent, base: item.version };
  return isSame(rebased, intent) ? intent : rebased;
}
