import type { ConfirmedBoard } from "../store/board.ts";
import type { StoredIntent } from "../types.ts";
import type { Change, WireItem } from "../wire.ts";
import { type DescribedChange, describeChange, readValues } from "./describe-change.ts";
import { readLeft } from "./finish-intents.ts";
import type { IntentDraft } from "./intent-draft.ts";
import { isUnsent, readInput, texts } from "./intents.ts";
import { mergeText } from "./merge-text.ts";
import { describeConflict, foldInto, mergeTexts } from "./settle-intents.ts";

type Values = NonNullable<StoredIntent["before"]>;

/**
 * Compares the values that the author of an unsent edit saw with the item's. The versions alone do not tell. The edit
 * may be of a lost history: its tab had not noticed yet that the server was restored. A text that differs takes up what
 * others have written. Another value that differs is a conflict, as it would be on the server.
 */
export function checkSeen(draft: IntentDraft, id: string, confirmed: ConfirmedBoard): void {
  const intent = draft.get(id);
  if (!intent || !isUnsent(intent)) return;
  const described = describeChange(intent.change);
  const item = described.find(confirmed);
  const own = findOwnFields(draft, intent, described);
  const { base, before } = intent;
  if (described.action !== "edit" || base === null || !before || !item || !own) return;
  if (base > item.version && isAnswered(draft, described.target, base)) return;
  const values = readValues(item, described.fields);
  // A version that is still to come would be another one by the time that the edit arrives.
  let checked = { ...intent, base: Math.min(base, item.version) };
  for (const [field, seen] of Object.entries(seenBelow(draft, intent, before))) {
    const [mine, theirs] = [readInput(intent, field), values[field]];
    if (seen === theirs || mine === theirs || own.includes(field)) continue;
    const isText = texts.includes(field) && typeof mine === "string";
    const text = isText ? mergeText(String(seen ?? ""), mine, String(theirs ?? "")) : null;
    if (text !== null) checked = write(checked, field, text, theirs);
    // Otherwise the server decides: it compares texts line by line, and knows where a move leads.
    else if (base >= item.version || (mine !== undefined && !isText)) {
      foldInto(draft, intent, describeConflict(item, intent));
      return;
    }
  }
  const result = { ...item, ...checked.change.input } as WireItem;
  draft.replace(checked);
  for (const each of draft.followersOf(id)) if (isUnsent(each)) draft.replace(mergeTexts(each, intent, result));
}

/**
 * Fields to which the own changes that it builds on give values. Undefined: one of these is not known any more, or has
 * made the item, whose values the server may write otherwise.
 */
function findOwnFields(draft: IntentDraft, { following }: StoredIntent, { target }: DescribedChange) {
  const followed = following.flatMap((id) => draft.get(id) ?? []).map(({ change }) => describeChange(change));
  // A deletion gives no values.
  const ofItem = followed.filter((each) => each.target === target && each.action !== "delete");
  if (followed.length < following.length || ofItem.some(({ action }) => action !== "edit")) return undefined;
  return ofItem.flatMap(({ fields }) => fields);
}

/** Returns the values that the author saw, without those of own edits that a deletion before has cancelled. */
function seenBelow(draft: IntentDraft, { following }: StoredIntent, before: Values): Values {
  const seen: Record<string, unknown> = { ...before };
  const cancelled = following.flatMap((id) => draft.get(id)?.displaced ?? []);
  for (const each of cancelled.toReversed()) {
    for (const [field, value] of Object.entries(each.before ?? {})) {
      if (field in seen && readInput(each, field) === seen[field]) seen[field] = value;
    }
  }
  return seen;
}

/** The version is that of an own answer, which the store is still to reach. */
function isAnswered(draft: IntentDraft, target: string, version: number): boolean {
  return draft.about(target).some((each) => {
    const left = readLeft(each);
    return left !== undefined && left.version >= version && describeChange(each.change).target === target;
  });
}

function write(intent: StoredIntent & { readonly base: number }, field: string, text: string, seen: unknown) {
  const { kind, input } = intent.change;
  const change = { kind, input: { ...input, [field]: text } } as unknown as Change;
  return { ...intent, change, before: { ...intent.before, [field]: seen } };
}
