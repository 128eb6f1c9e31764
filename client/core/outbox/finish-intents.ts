import type { LeftValues, Standing, StoredIntent } from "../types.ts";
import type { WireItem } from "../wire.ts";
import { describeChange, readValues } from "./describe-change.ts";
import type { Intents } from "./intents.ts";
import type { Result } from "./judge-outcome.ts";

// Done intents stay on disk for a while: edits of other tabs may come that have not seen what they have changed.

/** Done intents that are kept, the newest ones; as many as an input can name in `following`. */
const maxDone = 100;

/** Standing of an intent that the server has taken. */
export type ConfirmedStanding = Extract<Standing, { kind: "answered" | "done" }>;
type Left = Pick<ConfirmedStanding, "left">;

/** Returns true for the standing of an intent that the server has taken. */
export function isConfirmed(standing: Standing): standing is ConfirmedStanding {
  return standing.kind === "answered" || standing.kind === "done";
}

/** Returns what the intent has left of its item; undefined: it is not known, or not taken by the server. */
export function readLeft({ standing }: StoredIntent): LeftValues | undefined {
  return isConfirmed(standing) ? standing.left : undefined;
}

/** Returns what a confirmed edit has left of its item; nothing for other changes. */
export function leftOf(intent: StoredIntent, item: WireItem | null): Left {
  const { action, fields } = describeChange(intent.change);
  return action === "edit" && item ? { left: { version: item.version, values: readValues(item, fields) } } : {};
}

/** Takes those intents as done for which a value is returned: what they have left. */
export function finishIntents(intents: Intents, findLeft: (intent: StoredIntent) => Left | undefined): Intents {
  const done: StoredIntent[] = [];
  const others: StoredIntent[] = [];
  let isFinished = false;
  for (const intent of intents) {
    const found = findLeft(intent);
    if (found) isFinished = true;
    if (found || intent.standing.kind === "done") done.push(found ? finish(intent, found) : intent);
    else others.push(intent);
  }
  return isFinished ? [...done.slice(-maxDone), ...others] : intents;
}

/** Keeps of an intent what later ones ask of it: the change, its times, and what it has left. */
function finish({ displaced: _, ...intent }: StoredIntent, { left }: Left): StoredIntent {
  return { ...intent, before: null, following: [], wire: null, standing: { kind: "done", ...(left && { left }) } };
}

/**
 * Takes intents as done whose answers have just come, where the store of their project has reached these. Other answers
 * may be those of a lost history.
 */
export function retireIntents(
  intents: Intents,
  answers: ReadonlyMap<string, Result>,
  reached: ReadonlyMap<string, number>,
): Intents {
  return finishIntents(intents, ({ id, projectId, standing }) => {
    const isHeld = answers.has(id) && standing.kind === "answered" && standing.seq <= (reached.get(projectId) ?? -1);
    return isHeld ? standing : undefined;
  });
}

/** Takes out what is done: it belongs to another history, or to a project that has ended. */
export function forgetDone(intents: Intents, projectId: string): Intents {
  return intents.filter((each) => each.projectId !== projectId || each.standing.kind !== "done");
}
