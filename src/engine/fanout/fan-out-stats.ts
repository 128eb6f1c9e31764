import { Distribution } from "../stats/distribution.ts";
import type { Transport } from "./envelope.ts";

/** Returns the time of an event, in milliseconds since 1970; null where that is not known or of no interest. */
export type TimeOf = (event: object) => number | null;

/** Counters of a fan-out as plain numbers, for occasional readers. */
export class FanOutStats {
  /** Number of open subscriptions, by transport. */
  readonly subscriptions: Record<Transport, number> = { websocket: 0, sse: 0, multipart: 0 };
  /** Number of events written so far, by transport. */
  readonly deliveries: Record<Transport, number> = { websocket: 0, sse: 0, multipart: 0 };
  /** Number of those that were compressed. */
  deflated = 0;
  /** Seconds from the event to its write, by delivery; of what is news, not of replays. */
  readonly lag = new Distribution([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]);
  readonly #timeOf: TimeOf;
  /** Many subscribers are told of the same event, and each of several in turn. */
  readonly #times = new WeakMap<object, number | null>();
  #now = 0;

  constructor(timeOf: TimeOf) {
    this.#timeOf = timeOf;
  }

  /**
   * Says what time it is for the deliveries that follow, in milliseconds since 1970.
   *
   * @internal
   */
  setTime(now: number): void {
    this.#now = now;
  }

  /**
   * Counts a subscription that begins, with 1, or that ends, with -1.
   *
   * @internal
   */
  noteSubscriptions(transport: Transport, change: 1 | -1): void {
    this.subscriptions[transport] += change;
  }

  /**
   * Counts a message that is written. `isNews`: it is no replay, and its lag is measured.
   *
   * @internal
   */
  noteDelivery(transport: Transport, event: object, isNews: boolean): void {
    this.deliveries[transport] += 1;
    if (!isNews) return;
    let time = this.#times.get(event);
    if (time === undefined) {
      time = this.#timeOf(event);
      this.#times.set(event, time);
    }
    // The event's clock is another machine's.
    if (time !== null) this.lag.note(Math.max(this.#now - time, 0) / 1_000);
  }
}
