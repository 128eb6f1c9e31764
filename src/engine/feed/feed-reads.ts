import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseError } from "pg";

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
   * As `catchUp`, but waits while the log cannot be read. Rejects when this was closed meanwhile, or when PostgreSQL refuses
   * the statement itself.
   */
  async caughtUp(): Promise<void> {
    await this.catchUp().catch((error: unknown) => {
      if (isRefusal(error)) throw error;
      // Reads follow one another: the tries that are left begin after each one that has failed.
      this.#persistentRead ??= this.persist(() => this.catchUp()).finally(() => {
        this.#persistentRead = null;
      });
      return this.#persistentRead;
    });
    this.#closing.signal.throwIfAborted();
  }

  /** Repeats a read until it succeeds. Rejects once this is closed, or when PostgreSQL refuses the statement itself. */
  async persist<T>(read: () => Promise<T>): Promise<T> {
    for (let isFirstTry = true; ; isFirstTry = false) {
      try {
        return await read();
      } catch (error) {
        if (isRefusal(error)) throw error;
        if (isFirstTry && !this.isClosed) this.#onError(error);
        await this.#rest();
      }
    }
  }

  close(): void {
    this.#closing.abort();
  }

  /** The same rest for all that wait. Rejects once this is closed. */
  #rest(): Promise<void> {
    this.#resting ??= sleep(retryInterval, undefined, { ref: false, signal: this.#closing.signal }).finally(() => {
      this.#resting = null;
    });
    return this.#resting;
  }
}

/** True for an answer that no repetition changes: class 22, a stream id that the database cannot hold; 42, a wrong table. */
function isRefusal(error: unknown): boolean {
  return error instanceof DatabaseError && /^(22|42)/.test(error.code ?? "");
}
