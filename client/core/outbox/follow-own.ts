import type { StoredIntent } from "../types.ts";
import type { Change } from "../wire.ts";
import { type DescribedChange, describeChange, sharedFields } from "./describe-change.ts";
import { isConfirmed, readLeft } from "./finish-intents.ts";
import { IntentDraft } from "./intent-draft.ts";
import { type Intents, isUnsent, readInput, texts } from "./intents.ts";
import { mergeText } from "./merge-text.ts";
import { isUndecided, mayBeTaken } from "./refuse-intents.ts";
import { typingTime } from "./typing-time.ts";

/**
 * Lets the unsent changes of a project build on own ones that their authors had not seen, as in another tab. These are
 * the changes before them, and confirmed ones that are newer than what they saw. The value of a field that was
 * typed last counts. Texts become one; where they clash, the server decides.
 */
export function followOwn(intents: Intents, projectId: string): Intents {
  const draft = new IntentDraft(intents);
  for (const intent of intents) {
    const { isVersioned, target } = describeChange(intent.change);
    if (intent.projectId !== projectId || !isUnsent(intent) || !isVersioned) continue;
    const brought = followAll(intent, draft.about(target));
    if (brought) draft.replace(brought);
    else draft.remove(intent);
  }
  return draft.intents;
}

/** `related`: changes of the item and of what belongs to it. Returns null for an edit whose values are all replaced. */
function followAll(intent: StoredIntent, related: Intents): StoredIntent | null {
  const { action } = describeChange(intent.change);
  let brought: StoredIntent | null = intent;
  const index = related.indexOf(intent);
  for (const own of related.filter(({ standing }, at) => at < index || isConfirmed(standing))) {
    if (!brought) return null;
    if (brought.following.includes(own.id) || hasSeen(brought, own)) continue;
    brought = action === "delete" ? deleteAfter(brought, own) : editAfter(brought, own);
  }
  return brought;
}

/** Conflicts have changed nothing, nor has what was refused before it was sent. */
function hasSeen({ base }: StoredIntent, own: StoredIntent): boolean {
  if (isUndecided(own)) return !mayBeTaken(own);
  const left = readLeft(own);
  return left !== undefined && base !== null && left.version <= base;
}

function deleteAfter(deletion: StoredIntent, own: StoredIntent): StoredIntent {
  const { target } = describeChange(deletion.change);
  const known = describeChange(own.change);
  const isOfItem = known.target === target || known.parent === target;
  return isOfItem && own.createdAt <= deletion.createdAt ? follow(deletion, own) : deletion;
}

function editAfter(edit: StoredIntent, own: StoredIntent): StoredIntent | null {
  const known = describeChange(own.change);
  const described = describeChange(edit.change);
  const shared = known.action === "edit" ? sharedFields(described, known) : [];
  if (shared.length === 0) return edit;
  // Nothing counts of a refusal, but its value may stand on the server. Texts are compared there.
  if (isUndecided(own)) return shared.some((field) => texts.includes(field)) ? edit : follow(edit, own);
  const late = shared.filter((field) => {
    return !texts.includes(field) && typingTime(own, field) > typingTime(edit, field);
  });
  // It may still be refused.
  if (late.length > 0 && own.standing.kind === "waiting") return edit;
  const left = late.length > 0 ? drop(edit, described, late) : edit;
  return left && joinTexts(left, own, shared);
}

/** Returns null where nothing is left. */
function drop(edit: StoredIntent, { fields }: DescribedChange, dropped: readonly string[]): StoredIntent | null {
  const without = (values: object) => Object.entries(values).filter(([field]) => !dropped.includes(field));
  const input = without(edit.change.input);
  // The id of the item stays, and a place is one value.
  if (input.length <= 1 || fields.includes("position")) return null;
  const change = { kind: edit.change.kind, input: Object.fromEntries(input) } as unknown as Change;
  return { ...edit, change, before: edit.before && Object.fromEntries(without(edit.before)) };
}

/** Follows the other edit once each text that both give has its words too. */
function joinTexts(edit: StoredIntent, own: StoredIntent, shared: readonly string[]): StoredIntent {
  const left = readLeft(own);
  let { change, before } = edit;
  for (const field of shared.filter((each) => texts.includes(each))) {
    const [seen, mine] = [before?.[field] ?? "", readInput(edit, field) ?? ""];
    const theirs = (left ? left.values[field] : readInput(own, field)) ?? "";
    const text = seen === theirs ? mine : mergeText(String(seen), String(mine), String(theirs));
    if (!before || text === null) return edit;
    change = { kind: change.kind, input: { ...change.input, [field]: text } } as unknown as Change;
    before = { ...before, [field]: theirs };
  }
  // A text that is not merged yet is one of its own base.
  const base = before === edit.before || left ? edit.base : Math.min(edit.base ?? 0, own.base ?? 0);
  return follow({ ...edit, change, before, base }, own);
}

function follow(intent: StoredIntent, { id }: StoredIntent): StoredIntent {
  return { ...intent, following: [...intent.following, id] };
}
