import type { EventSource } from "./event-source.ts";
import type { Outbox } from "./outbox.ts";
import type { SharedExecution } from "./shared-execution.ts";

export interface SharedSubscriptionOptions {
  readonly source: EventSource;
  readonly execution: SharedExecution;
  readonly outbox: Outbox;
  /** What stands before an event's text in its message. */
  readonly head: Buffer;
  /** Has `pump` called soon, once, however often it was asked for. */
  readonly schedule: (subscription: SharedSubscription) => void;
  /** Called once, when it has ended for whatever reason. */
  readonly onEnd: () => void;
}

/**
 * One subscriber of the fan-out. A replay is written no faster than the socket takes it; what is news is written at
 * once, and too much of it that waits closes the socket. As an iterator it yields nothing: its one `next` is done, or
 * rejects, when the source has ended and all of it is written.
 */
export class SharedSubscription implements AsyncGenerator<never, undefined> {
  readonly #options: SharedSubscriptionOptions;
  readonly #ended: Promise<IteratorReturnResult<undefined>>;
  #complete: (result: IteratorReturnResult<undefined>) => void = () => {};
  #fail: (error: unknown) => void = () => {};
  readonly #schedule = () => this.#options.schedule(this);
  #isEnded = false;

  constructor(options: SharedSubscriptionOptions) {
    this.#options = options;
    this.#ended = new Promise((resolve, reject) => {
      this.#complete = resolve;
      this.#fail = reject;
    });
    // It may fail before it is asked, or when nobody asks any more.
    this.#ended.catch(() => undefined);
    options.source.onReadable(this.#schedule);
    this.#schedule();
  }

  get outbox(): Outbox {
    return this.#options.outbox;
  }

  /** Writes what is at hand. */
  pump(): void {
    const { source, execution, outbox, head } = this.#options;
    if (this.#isEnded) return;
    try {
      while (outbox.isOpen && (source.isLive || outbox.hasRoom(this.#schedule))) {
        const event = source.take();
        if (!event) break;
        outbox.push(head, execution.render(event));
      }
      if (source.isDone) this.#end(() => this.#complete({ done: true, value: undefined }));
    } catch (error) {
      this.#end(() => this.#fail(error));
    }
  }

  next(): Promise<IteratorReturnResult<undefined>> {
    return this.#ended;
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#end(() => this.#complete({ done: true, value: undefined }));
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<never> {
    this.#end(() => this.#fail(error));
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #end(settle: () => void): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    void this.#options.source.return();
    this.#options.onEnd();
    settle();
  }
}
