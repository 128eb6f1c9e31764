import { isSame } from "../is-same.ts";
import type { Environment, StoredIntent } from "../types.ts";
import type { Change } from "../wire.ts";
import { bringBack, forgetNew } from "./cancel-intent.ts";
import { describeChange, readValues, requireChange } from "./describe-change.ts";
import type { Durability } from "./intent-log.ts";
import { carry, findIntent, type Intents } from "./intents.ts";
import { normalise } from "./normalise-change.ts";
import type { Outbox } from "./outbox.ts";
import { findBlocked, hasTakenId, isUndecided } from "./refuse-intents.ts";

// Decisions about intents that the server has refused, or that are in conflict.

/** Sends a refused intent again, as it was. Resolves with false when none is known by this id. */
export async function retryIntent(outbox: Outbox, id: string): Promise<Durability | false> {
  let isRetried = false;
  const durability = await outbox.runLater((intents) => {
    const known = findIntent(intents, id);
    isRetried = known?.standing.kind === "refused";
    return intents.map((each) => (isRetried && each === known ? { ...each, standing: { kind: "waiting" } } : each));
  });
  return isRetried && durability;
}

/**
 * Sends a conflict, or a refusal, as a new change on the item's present state; the change may be another one. Where
 * another tab has decided meanwhile, or written into it, that other change is made beside. Resolves with false when
 * none is known by this id. Rejects with a TypeError for an unknown kind, and for a value of a wrong type.
 */
export async function resolveIntent(
  outbox: Outbox,
  environment: Pick<Environment, "createId">,
  id: string,
  change?: Change,
): Promise<Durability | false> {
  if (change) requireChange(change);
  const fresh = { id: environment.createId(), wire: null, sentAt: null, revision: 0, following: [] };
  const typed = change && { createdAt: outbox.now(), typedAt: {} };
  const shown = outbox.find(id);
  const findSeen = asSeen(outbox, id);
  if (!shown || !isUndecided(shown)) return false;
  // A corrected new item stays the one that it was, for all that belongs to it.
  const itemId = change?.kind === shown.change.kind ? describeChange(shown.change).target : fresh.id;
  const chosen = change ? normalise(change, itemId) : shown.change;
  const described = describeChange(chosen);
  const board = outbox.storeOf(shown.projectId)?.confirmed;
  const known = shown.standing.kind === "conflict" ? shown.standing.current : null;
  const item = known ?? (board ? described.find(board) : undefined);
  const before = item && described.action !== "create" ? readValues(item, described.fields) : shown.before;
  const base = described.isVersioned ? (item?.version ?? shown.base) : null;
  const resolution = { ...fresh, ...typed, change: chosen, base, before, standing: { kind: "waiting" } } as const;
  let isResolved = false;
  const durability = await outbox.run((intents) => {
    const intent = findSeen(intents);
    isResolved = true;
    if (intent && isUndecided(intent)) {
      return intents.map((each) => (each === intent ? carry({ ...intent, ...resolution }, intent) : each));
    }
    isResolved = change !== undefined;
    if (!change || isSame(findIntent(intents, id)?.change, chosen)) return intents;
    const place = Math.max(shown.place, intents.at(-1)?.place ?? 0) + 1;
    return [...intents, { ...shown, ...resolution, carries: [], place }];
  });
  return isResolved && durability;
}

/**
 * Removes a conflict or a refusal, text included. Edits that a deletion had taken out return. Intents that belong to
 * its item become refusals with their own texts; those that only put it on a list go without it. Resolves with false
 * when none is known by this id, or another tab has written into it meanwhile.
 */
export async function dismissIntent(outbox: Outbox, id: string): Promise<Durability | false> {
  let isDismissed = false;
  const findSeen = asSeen(outbox, id);
  const durability = await outbox.runLater((intents) => {
    const left = findSeen(intents) ? dismiss(intents, id) : intents;
    isDismissed = left !== intents;
    return left;
  });
  return isDismissed && durability;
}

/** Finds the intent while it is as this tab shows it now. */
function asSeen(outbox: Outbox, id: string): (intents: Intents) => StoredIntent | undefined {
  const seen = outbox.find(id)?.change;
  return (intents) => {
    const found = findIntent(intents, id);
    return isSame(found?.change, seen) ? found : undefined;
  };
}

function dismiss(intents: Intents, id: string): Intents {
  const intent = findIntent(intents, id);
  if (!intent || !isUndecided(intent)) return intents;
  // Edits that a deletion had taken out wait again; where it was refused, they are refused for the same reason.
  const { displaced = [], standing: known } = intent;
  const back = displaced.map((each) => (known.kind === "refused" ? { ...each, standing: known } : each));
  const others = intents.filter((each) => each !== intent);
  const left = bringBack(hasTakenId(intent) ? others : forgetNew(others, intent), back);
  const stillBlocked = findBlocked(left);
  const message = "The item that it belongs to was not created.";
  const standing = { kind: "refused", code: "NOT_FOUND", message } as const;
  const orphans = [...findBlocked(intents)].filter((each) => !stillBlocked.has(each));
  return left.map((each) => (orphans.includes(each) ? { ...each, standing } : each));
}
