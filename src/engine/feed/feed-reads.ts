import { setTimeout as sleep } from "node:timers/promises";
import { findOutage } from "../../database/find-outage.ts";

/** Milliseconds that a log that cannot be read is left alone before the next try. */
const retryInterval = 1_000;

/**
 * Reads a log again and again for one feed. Reads follow one another, and simultaneous callers share one. Callers that
 * need a result wait until the log can be read.
 */
export class FeedReads {
  readonly #readOnce: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  readonly #closing = new AbortController();
  #read: Promise<void> | null = null;
  #nextRead: Promise<void> | null = null;
  #persistentRead: Promise<void> | null = null;
  #resting: Promise<void> | null = null;

  /** `onError` hears of the first failure of reads that are tried again. */
  constructor(readOnce: () => Promise<void>, onError: (error: unknown) => void) {
    this.#readOnce = readOnce;
    this.#onError = onError;
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /**
   * Resolves after a read that began after this call, which concurrent callers share. Rejects when the log cannot be
   * read.
   */
  catchUp(): Promise<void> {
    if (this.#read !== null) {
      this.#nextRead ??= this.#read.catch(() => undefined).then(() => this.catchUp());
      return this.#nextRead;
    }
    this.#nextRead = null;
    this.#read = this.#readOnce().finally(() => {
      this.#read = null;
    });
    return this.#read;
  }

  /**
   * As `catchUp`, but waits while PostgreSQL cannot be used. Rejects when this was closed meanwhile, and with any other
   * error: repetition mends neither a wrong statement nor a host's `parse` or `decode` that throws.
   */
  async caughtUp(): Promise<void> {
    await this.catchUp().catch((error: unknown) => {
      if (!findOutage(error)) throw error;
      // Reads follow one another: the tries that are left begin after each one that has failed.
      this.#persistentRead ??= this.persist(() => this.catchUp()).finally(() => {
        this.#persistentRead = null;
      });
      return this.#persistentRead;
    });
    this.#closing.signal.throwIfAborted();
  }

  /** Repeats a read while PostgreSQL cannot be used. Rejects once this is closed, and with any other error. */
  async persist<T>(read: () => Promise<T>): Promise<T> {
    for (let isFirstTry = true; ; isFirstTry = false) {
      try {
        return await read();
      } catch (error) {
        if (!findOutage(error)) throw error;
        if (isFirstTry && !this.isClosed) this.#onError(error);
        await this.#rest();
      }
    }
  }

  close(): void {
    this.#closing.abort(new Error("The stream was closed by the server."));
  }

  /** The same rest for all that wait. Rejects once this is closed. */
  #rest(): Promise<void> {
    const { signal } = this.#closing;
    this.#resting ??= sleep(retryInterval, undefined, { ref: false, signal })
      .catch(() => signal.throwIfAborted())
      .finally(() => {
        this.#resting = null;
      });
    return this.#resting;
  }
}
