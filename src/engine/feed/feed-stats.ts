import { Distribution } from "../distribution.ts";
import type { ResyncReason } from "./follower.ts";

/** What the feeds of an instance and their followers have done so far, for whoever looks at it now and then. */
export class FeedStats {
  /** How many changes each replay held that was led to its end: a subscription from `since` to its first `Ready`. */
  readonly replays = new Distribution([0, 1, 10, 100, 1_000, 10_000]);
  readonly resyncs: Record<ResyncReason, number> = { TOO_OLD: 0, AHEAD_OF_PROJECT: 0, OTHER_EPOCH: 0, UNREADABLE: 0 };
  /**
   * How often changes were read from the log of which no message had told: noticed by a message of a later change, or
   * by a check against the log, which may also be a little faster than a message on its way.
   */
  readonly holes = { message: 0, check: 0 };
  /** How many changes these were. */
  holeChanges = 0;
  /** When the last round of the reconciler began that succeeded, by `performance.now`. */
  reconciledAt = performance.now();

  /** `isTold`: a message had come of what lies behind it. */
  noteHole(changes: number, isTold: boolean): void {
    this.holes[isTold ? "message" : "check"] += 1;
    this.holeChanges += changes;
  }
}
