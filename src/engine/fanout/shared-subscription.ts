import { fitsHead } from "./deflated-frame.ts";
import type { DeliverySteps } from "./delivery-steps.ts";
import type { Envelope } from "./envelope.ts";
import type { EventSource, SourceEvent } from "./event-source.ts";
import type { FanOutStats } from "./fan-out-stats.ts";
import type { SharedExecution } from "./shared-execution.ts";
import type { SharedWindows } from "./shared-windows.ts";
import type { FrameSource, SocketWriter } from "./socket-writer.ts";

export interface SharedSubscriptionOptions {
  readonly source: EventSource;
  readonly execution: SharedExecution;
  readonly writer: SocketWriter;
  readonly envelope: Envelope;
  readonly windows: SharedWindows;
  readonly stats: FanOutStats;
  /** Undefined: nothing traces. */
  readonly steps: DeliverySteps | undefined;
  /** Has `pump` called soon. */
  readonly schedule: (subscription: SharedSubscription) => void;
  /** Called once, when it has ended for whatever reason. */
  readonly onEnd: () => void;
}

interface Outcome {
  readonly error?: unknown;
}

/**
 * One subscriber of the fan-out. It is written to no faster than the socket takes it; when news come again and again
 * while too much waits, the socket is closed. As an iterator it yields nothing: its one `next` is done, or
 * rejects, when the source has ended and all of it is written.
 */
export class SharedSubscription implements AsyncGenerator<never, undefined>, FrameSource {
  readonly writer: SocketWriter;
  readonly #options: SharedSubscriptionOptions;
  readonly #source: EventSource;
  readonly #execution: SharedExecution;
  readonly #envelope: Envelope;
  readonly #mayDeflate: boolean;
  /** Ending, with the error if it failed. Null before. */
  #outcome: Outcome | null = null;
  /** Tells whoever waits for the end. */
  #settle: ((outcome: Outcome) => void) | null = null;
  #isDue = false;
  /** True from when there was no room until it has caught up: what it takes then is no news to others any more. */
  #isBehind = false;
  readonly #schedule = (): void => {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#options.schedule(this);
  };

  constructor(options: SharedSubscriptionOptions) {
    this.writer = options.writer;
    this.#options = options;
    this.#source = options.source;
    this.#execution = options.execution;
    this.#envelope = options.envelope;
    this.#mayDeflate = options.writer.canDeflate && fitsHead(options.envelope.head);
    options.stats.noteSubscriptions(options.envelope.transport, 1);
    options.source.onReadable(this.#schedule);
    this.#schedule();
  }

  /** Writes what is at hand. */
  pump(): void {
    this.#isDue = false;
    if (this.#outcome) return;
    try {
      for (let written = 0; this.#mayWrite(written); written += 1) {
        const isNews = this.#source.isLive;
        const event = this.#source.take();
        if (!event) {
          this.#isBehind = false;
          break;
        }
        const isSent = this.#push(event, isNews);
        if (!isSent) continue;
        const { stats, steps } = this.#options;
        stats.noteDelivery(this.#envelope.transport, event.event, isNews);
        if (isNews) steps?.note(this.#envelope.transport, event.event);
      }
      if (this.#source.isDone) this.#end({});
    } catch (error) {
      this.#end({ error });
    }
  }

  /** Returns whether there was room for the event. */
  #push(event: SourceEvent, isNews: boolean): boolean {
    const text = this.#execution.render(event, !isNews || this.#isBehind);
    const { feed } = this.#source;
    const { windows, stats } = this.#options;
    // Only these come to all subscribers of the feed in the same order.
    if (isNews && event.extensions && feed && this.#mayDeflate) {
      const frame = windows.of(feed, this.#execution).frameOf(event.event, text, this.writer.windowEnd(this));
      if (frame) {
        const isTaken = this.writer.pushDeflated(this, this.#envelope.head, frame);
        if (isTaken) stats.deflated += 1;
        return isTaken;
      }
    }
    return this.writer.push(this.#envelope.head, text, this.#envelope.tailOf(event));
  }

  /**
   * While too much waits, it rests until that is gone. But news go on, one message a turn, also while messages of
   * earlier turns wait. In this way a client that reads too slowly is found.
   */
  #mayWrite(written: number): boolean {
    const { writer } = this;
    if (!writer.isOpen) return false;
    if (writer.hasRoom() || (this.#source.isLive && written === 0 && writer.isBehind)) return true;
    this.#isBehind = true;
    writer.whenDrained(this.#schedule, written > 0);
    return false;
  }

  next(): Promise<IteratorReturnResult<undefined>> {
    return new Promise((resolve, reject) => {
      this.#settle = (outcome) => {
        if ("error" in outcome) reject(outcome.error);
        else resolve({ done: true, value: undefined });
      };
      if (this.#outcome) this.#settle(this.#outcome);
    });
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#end({});
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<never> {
    this.#end({ error });
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #end(outcome: Outcome): void {
    if (this.#outcome) return;
    this.#outcome = outcome;
    this.#options.stats.noteSubscriptions(this.#envelope.transport, -1);
    void this.#source.return();
    this.#options.onEnd();
    this.#settle?.(outcome);
  }
}
