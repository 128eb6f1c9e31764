import { isSame } from "../is-same.ts";
import { applyIntent } from "../store/apply-intent.ts";
import type { ConfirmedBoard } from "../store/board.ts";
import { BoardView } from "../store/board-view.ts";
import { nouns } from "../store/nouns.ts";
import type { StoredIntent } from "../types.ts";
import { type DescribedChange, describeChange, isUntouched, sharedFields } from "./describe-change.ts";
import { finishIntents, forgetDone, leftOf } from "./finish-intents.ts";
import { IntentDraft } from "./intent-draft.ts";
import { carry, type Intents, isPending } from "./intents.ts";
import { describeConflict, foldInto } from "./settle-intents.ts";

export interface Reconsideration {
  readonly projectId: string;
  readonly confirmed: ConfirmedBoard;
  /** Returns a new id for the intent; the same one each time. */
  readonly renew: (intent: StoredIntent) => string;
  /** Only intents sent before this time, whose answers the server may have forgotten; absent: all. */
  readonly sentBefore?: number;
}

/**
 * Compares intents with a board whose versions say nothing about what the person saw. The board is of another history,
 * or the server no longer knows a retry. An edit goes on when the item has the values that it replaces. It is done when
 * the item has its own values. Otherwise it is a conflict.
 */
export function reconsiderIntents(intents: Intents, reconsideration: Reconsideration): Intents {
  const { projectId, confirmed, renew, sentBefore } = reconsideration;
  // Versions of another history say nothing about what was done in it.
  const current = sentBefore === undefined ? forgetDone(intents, projectId) : intents;
  const concerned = current.filter(
    (intent) =>
      intent.projectId === projectId &&
      isPending(intent) &&
      (sentBefore === undefined || (intent.sentAt !== null && intent.sentAt < sentBefore)),
  );
  if (concerned.length === 0) return current;
  const draft = new IntentDraft(current);
  const view = new BoardView(confirmed);
  const done = new Map<string, ReturnType<typeof leftOf>>();
  const renewed = new Map<string, StoredIntent>();
  for (const { id } of concerned) {
    const intent = draft.get(id);
    // A conflict has taken it up.
    if (!intent) continue;
    const described = describeChange(intent.change);
    const item = described.find(view);
    // Items of their own ids are made once; a deletion of what is gone is done. The server's answer decides.
    if (described.action === "create" || described.action === "restore" || !described.isVersioned || !item) continue;
    const isOnOwn = intent.following.some((each) => !done.has(each) && isPendingEdit(draft.get(each), described));
    if (intent.wire && isDone(view, intent)) done.set(id, leftOf(intent, item));
    else if (!isOnOwn && !isUntouched(intent, item)) foldInto(draft, intent, describeConflict(item, intent));
    else if (!intent.wire) draft.replace({ ...intent, base: item.version });
    // A version that is not higher than the one before the edit shows that the edit is not part of this history.
    else if (intent.base !== null && item.version <= intent.base) {
      const fresh = { id: renew(intent), base: item.version, wire: null, sentAt: null, revision: 0 };
      renewed.set(id, carry({ ...intent, ...fresh }, intent));
    }
  }
  return putRenewed(
    finishIntents(draft.intents, ({ id }) => done.get(id)),
    renewed,
  );
}

/** A deletion gives no values, and nothing builds on what was refused. */
function isPendingEdit(intent: StoredIntent | undefined, by: DescribedChange): boolean {
  if (!intent || !isPending(intent)) return false;
  const known = describeChange(intent.change);
  return known.action === "edit" && sharedFields(known, by).length > 0;
}

function isDone(view: BoardView, intent: StoredIntent): boolean {
  const patch = applyIntent(view, intent);
  return nouns.every((noun) => {
    const entries: readonly (readonly [string, unknown])[] = patch[noun] ?? [];
    return entries.every(([id, value]) => isSame(view[noun].get(id) ?? null, value));
  });
}

/** Puts intents with new ids in the places of those of the old ids. Unsent intents follow the new ids. */
function putRenewed(intents: Intents, renewed: ReadonlyMap<string, StoredIntent>): Intents {
  if (renewed.size === 0) return intents;
  return intents.map((each) => {
    const intent = renewed.get(each.id) ?? each;
    if (intent.wire || !intent.following.some((id) => renewed.has(id))) return intent;
    return { ...intent, following: intent.following.map((id) => renewed.get(id)?.id ?? id) };
  });
}
