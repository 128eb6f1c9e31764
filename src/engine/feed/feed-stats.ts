import { LRUCache } from "lru-cache";
import { Distribution } from "../stats/distribution.ts";
import { type ResyncReason, resyncReasons } from "./stream-messages.ts";

/** Counters of an instance's feeds and their subscribers, as plain numbers that metrics read now and then. */
export class FeedStats {
  /** Changes of each replay that was led to its end: from a subscription's cursor to its first `Ready`. */
  readonly replays = new Distribution([0, 1, 10, 100, 1_000, 10_000]);
  /** `Resync` messages by reason. */
  readonly resyncs = Object.fromEntries(resyncReasons.map((reason) => [reason, 0])) as Record<ResyncReason, number>;
  /**
   * Streams whose log contradicts what was known of it. `instance`: a feed had read it, which is certain. `client`: a
   * cursor says so, which may be made up. A stream counts once an hour for all its clients.
   */
  readonly otherHistories = { instance: 0, client: 0 };
  readonly #contradicted = new LRUCache<string, true>({ max: 1_000, ttl: 3_600_000 });
  /**
   * Reads of changes that no message had told: noticed by a message of a later change, or by a check against the log. A
   * check may also be a little faster than a message on its way.
   */
  readonly gaps = { message: 0, check: 0 };
  /** Changes that these reads brought. */
  gapChanges = 0;
  /** Start of the last successful round of the reconciler, by `performance.now`. */
  reconciledAt = performance.now();

  /**
   * Counts a `Resync` to a subscriber of the stream.
   *
   * @internal
   */
  noteResync(reason: ResyncReason, streamId: string): void {
    this.resyncs[reason] += 1;
    if (reason !== "OTHER_HISTORY" || this.#contradicted.has(streamId)) return;
    this.#contradicted.set(streamId, true);
    this.otherHistories.client += 1;
  }

  /**
   * Counts changes that no message had told. `wasTold`: a message had told of a later one.
   *
   * @internal
   */
  noteMissed({ count, wasTold }: { readonly count: number; readonly wasTold: boolean }): void {
    this.gaps[wasTold ? "message" : "check"] += 1;
    this.gapChanges += count;
  }
}
