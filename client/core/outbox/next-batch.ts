import type { ConfirmedBoard } from "../store/board.ts";
import type { StoredIntent } from "../types.ts";
import type { WireChange } from "../wire.ts";
import { describeChange, sharedFields } from "./describe-change.ts";
import { type Intents, isPending, rebase } from "./intents.ts";
import { findBlocked } from "./refuse-intents.ts";
import { isReplaced } from "./reopen-intents.ts";

export interface BatchLimits {
  /** Changes at most. */
  readonly count: number;
  /** Bytes of JSON at most; one change alone may be larger. */
  readonly bytes: number;
}

/** Own earlier changes that an input may name. */
const maxFollowing = 100;

/**
 * Returns the intents of a project to send next, in their order. An edit waits until the answer to an earlier edit of
 * the same value is known, and so does all that builds on it. Where it replaces that one in part, it waits until the
 * store has reached the answer: the earlier edit may have to be sent again. An edit that puts a new item on a list
 * waits until that one is made.
 */
export function nextBatch(
  intents: Intents,
  projectId: string,
  confirmed: ConfirmedBoard,
  { count, bytes }: BatchLimits,
  isHeldBack: (intent: StoredIntent) => boolean = () => false,
): readonly StoredIntent[] {
  const own = intents.filter((each) => each.projectId === projectId);
  const blocked = findBlocked(own);
  const unanswered = new Set<string>();
  const answered = new Map<string, StoredIntent>();
  const held = new Set<string>();
  const heldOfSent = new Set<string>();
  const unmade = new Set<string>();
  const sent = findSent(own);
  const batch: StoredIntent[] = [];
  let size = 0;
  for (const intent of own) {
    const { target, parent = target, listed, fields, action } = describeChange(intent.change);
    const values = action === "edit" ? fields.map((field) => `${target} ${field}`) : [];
    if (intent.standing.kind === "answered") for (const value of values) answered.set(value, intent);
    if (intent.standing.kind !== "waiting" || blocked.has(intent)) continue;
    const frozen = freezeIntent(intent, own, confirmed);
    const isEarly = (value: string) => {
      const known = answered.get(value);
      return unanswered.has(value) || (known !== undefined && !isReplaced(known, intent));
    };
    const mayNotGo = isHeldBack(intent) || frozen === null || (intent.wire === null && values.some(isEarly));
    const needed = intent.wire ? heldOfSent : held;
    const isUnmade = intent.wire === null && listed.some((id) => unmade.has(id));
    const mustWait = isUnmade || [target, parent, ...listed].some((id) => needed.has(id));
    if (action === "create") unmade.add(target);
    if (mayNotGo || mustWait || isLate(intent, sent.get(target))) {
      held.add(target);
      if (mayNotGo || intent.wire) heldOfSent.add(target);
      continue;
    }
    size += measure(frozen);
    if (batch.length > 0 && (batch.length >= count || size > bytes)) break;
    batch.push(intent);
    for (const value of values) unanswered.add(value);
  }
  return batch;
}

/** Changes whose answers are outstanding, by item. */
function findSent(intents: Intents): ReadonlyMap<string, Intents> {
  const sent = new Map<string, StoredIntent[]>();
  for (const intent of intents) {
    if (intent.wire === null || intent.standing.kind !== "waiting") continue;
    const { target } = describeChange(intent.change);
    const known = sent.get(target);
    if (known) known.push(intent);
    else sent.set(target, [intent]);
  }
  return sent;
}

/**
 * A change of another tab was sent before this edit came, though it was made later. Its answer decides. `sent`: changes
 * of the item.
 */
function isLate(intent: StoredIntent, sent: Intents = []): boolean {
  const described = describeChange(intent.change);
  if (intent.wire !== null || described.action !== "edit") return false;
  return sent.some(({ place, change, following }) => {
    const isEarlier = place < intent.place || following.some((id) => isKnownAs(intent, id));
    return !isEarlier && sharedFields(described, describeChange(change)).length > 0;
  });
}

function isKnownAs({ id, carries }: StoredIntent, known: string): boolean {
  return id === known || !!carries?.includes(known);
}

/**
 * Returns the change as it is sent from now on; null while it builds on more unanswered changes than an input can name.
 */
export function freezeIntent(intent: StoredIntent, intents: Intents, confirmed: ConfirmedBoard): WireChange | null {
  if (intent.wire) return intent.wire;
  const { change, projectId, id, base, following } = rebase(intent, confirmed);
  const { isVersioned, isOfProject } = describeChange(change);
  const isOpen = (known: string) => intents.some((each) => each.id === known && isPending(each));
  if (following.length > maxFollowing && following.some(isOpen)) return null;
  const input: Record<string, unknown> = { ...change.input, clientMutationId: id };
  if (isOfProject) input["projectId"] = projectId;
  if (isVersioned && base !== null) {
    input["expectedVersion"] = base;
    if (following.length > 0) input["following"] = following.slice(-maxFollowing);
  }
  return { [change.kind]: input };
}

/** Bytes of its JSON. */
export function measure(wire: WireChange | null): number {
  return new TextEncoder().encode(JSON.stringify(wire)).length;
}
