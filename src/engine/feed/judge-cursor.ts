import type { LogPosition } from "../log/cursor.ts";
import { requireWhole } from "../options/require-whole.ts";
import type { Feed } from "./feed.ts";
import { goneBy, type Policy, toError } from "./policy.ts";
import type { ResyncReason } from "./stream-messages.ts";

/** Place to resume from. Without a token only the number counts, and the history is not compared. */
export interface ResumePoint {
  /** Number of the last change that the client has; 0: none. */
  readonly seq: number;
  /** Token of that change, in hexadecimal; null: unknown. */
  readonly token: string | null;
}

/** The place to go on from, the reason for a `Resync`, or the error that ends the stream. */
export type CursorVerdict =
  | { readonly position: LogPosition }
  | { readonly reason: ResyncReason }
  | { readonly error: unknown };

export interface JudgeOptions<State, Event extends object, Viewer> {
  readonly feed: Feed<State, Event>;
  readonly policy: Policy<State, Event, Viewer>;
  readonly viewer: Viewer;
  /** Upper bound of the changes of a replay. */
  readonly replayLimit: number;
}

/**
 * Compares a cursor with the log and asks the policy about the viewer. Looks once, and if that gives no position once
 * more after a read of the log, which may know more. `afterRead`: looks only after the read. Waits while the log cannot
 * be read.
 */
export async function judgeCursor<State, Event extends object, Viewer>(
  options: JudgeOptions<State, Event, Viewer>,
  cursor: ResumePoint,
  afterRead: boolean,
): Promise<CursorVerdict> {
  if (!afterRead) {
    const verdict = await look(options, cursor);
    if ("position" in verdict) return verdict;
  }
  await options.feed.caughtUp();
  return look(options, cursor);
}

/** Returns the policy's error for a viewer that may not go on from the head; null if it may. */
export function findRefusal<State, Event extends object, Viewer>(options: JudgeOptions<State, Event, Viewer>): unknown {
  return admit(options, true).error;
}

/** The reasons in the order in which they are told. */
async function look<State, Event extends object, Viewer>(
  options: JudgeOptions<State, Event, Viewer>,
  { seq, token }: ResumePoint,
): Promise<CursorVerdict> {
  const { feed, replayLimit } = options;
  const held = feed.tokenAt(seq);
  const page = held === undefined && seq < feed.head.seq ? await feed.page(seq) : undefined;
  // The page may show a history in which the viewer was removed before the cursor: the feed has to know it as well.
  if (page) await feed.caughtUp();
  const base = held ?? page?.base;
  const { head } = feed;
  // From here on nothing waits: the policy and the comparison see the same state.
  const { first, error } = admit(options, false);
  if (error !== null) return { error };
  if (seq < first - 1) return { reason: "TOO_OLD" };
  if (base === undefined || seq > head.seq) return { reason: token === null ? "AHEAD_OF_STREAM" : "OTHER_HISTORY" };
  if (base === null || (page && page.entries[0]?.seq !== seq + 1)) return { reason: "TOO_OLD" };
  if (token !== null && token !== base) return { reason: "OTHER_HISTORY" };
  if (head.seq - seq > replayLimit) return { reason: "TOO_OLD" };
  const refusal = seq >= head.seq ? findRefusal(options) : null;
  return refusal === null ? { position: { seq, token: base } } : { error: refusal };
}

/** Returns the number of the first entry that the viewer may see, or the policy's error. */
function admit<State, Event extends object, Viewer>(
  { policy, viewer, feed: { state } }: JudgeOptions<State, Event, Viewer>,
  goesOn: boolean,
): { readonly first: number; readonly error: unknown } {
  try {
    if (state === null) throw goneBy(policy);
    const first = requireWhole("The result of policy.admit", policy.admit(state, viewer), { least: 1 });
    if (goesOn) policy.continue?.(state, viewer);
    return { first, error: null };
  } catch (error) {
    return { first: 1, error: toError(error) };
  }
}
