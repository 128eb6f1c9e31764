import { useSyncExternalStore } from "react";
import { isPending } from "../core/outbox/intents.ts";
import { intentsOfItem } from "../core/outbox/intents-of-item.ts";
import { findBlocked } from "../core/outbox/refuse-intents.ts";
import type { StoredIntent } from "../core/types.ts";
import { useLockstep } from "./lockstep-provider.ts";
import { useConnection } from "./use-connection.ts";
import { useIntents } from "./use-outbox.ts";

/**
 * State of own changes, for a text or a mark beside what they change.
 *
 * - `saved`: the server has all of them.
 * - `saving`: they are on their way.
 * - `waiting`: they are kept. They are sent when the server can be reached, and the item that they need is there. So it
 *   is while nobody is signed in, and after the client was closed: the outbox cannot be read then.
 * - `conflict`: somebody else changed the same; an item of `conflicts` of `useOutbox` has both.
 * - `failed`: the server refused one; an item of `failed` of `useOutbox` has the text.
 */
export type SaveState = "saved" | "saving" | "waiting" | "conflict" | "failed";

/** Returns the state of own changes of an item. Comments of a task count for themselves. */
export function useSaveState(itemId: string): SaveState {
  const intents = useIntents((all) => intentsOfItem(all, itemId), itemId);
  return useSaveStateOf(intents, false);
}

/** Returns the state of these intents. `isTyping`: there is a change that the outbox does not have yet. */
export function useSaveStateOf(intents: readonly StoredIntent[], isTyping: boolean): SaveState {
  const { account, outbox } = useLockstep();
  const isLive = useConnection().status === "live";
  const read = () => !account.current || intents.some((intent) => blockedOf(outbox.intents).has(intent));
  const isHeld = useSyncExternalStore(outbox.subscribe, read, read);
  if (intents.some(({ standing }) => standing.kind === "conflict")) return "conflict";
  if (intents.some(({ standing }) => standing.kind === "refused")) return "failed";
  if (!isTyping && !isHeld && !intents.some(isPending)) return "saved";
  return isLive && !isHeld ? "saving" : "waiting";
}

/** Each row asks for the same. */
const known = new WeakMap<readonly StoredIntent[], ReadonlySet<StoredIntent>>();

function blockedOf(intents: readonly StoredIntent[]): ReadonlySet<StoredIntent> {
  const blocked = known.get(intents) ?? findBlocked(intents);
  known.set(intents, blocked);
  return blocked;
}
