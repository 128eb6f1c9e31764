import { RateLimitedError } from "../../errors.ts";

export interface TurnQueueOptions {
  /** Number of tasks that run at the same time. */
  readonly concurrency: number;
  /** Maximum number of tasks that wait. */
  readonly maxWaiting: number;
  /** Milliseconds after which a waiting task is refused. */
  readonly maxWait: number;
  /** Reason for a refusal, as a sentence without its end. */
  readonly refusal: string;
}

/** Seconds after which a refused client may ask again. */
const retryAfter = 5;

interface Waiting {
  start(): void;
  refuse(): void;
}

/**
 * Runs a few tasks at a time. Keys take turns, so that a key with many tasks delays its own tasks only. When the queue
 * is full, a task of the key that has most of them makes room.
 */
export class TurnQueue {
  readonly #options: TurnQueueOptions;
  #running = 0;
  #count = 0;
  /** Tasks by key. The first key has the next turn; no list is empty. */
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(options: TurnQueueOptions) {
    this.#options = options;
  }

  /** Number of tasks that run or wait. */
  get size(): number {
    return this.#running + this.#count;
  }

  /**
   * Runs a task when its turn comes and answers with its outcome. Throws RateLimitedError, and never starts the task,
   * when the queue is full, the wait takes too long, or `signal` aborts while the task waits.
   */
  async run<Result>(key: string, signal: AbortSignal | null, task: () => Promise<Result>): Promise<Result> {
    if (signal?.aborted) throw this.#refusal();
    if (this.#running < this.#options.concurrency) this.#running += 1;
    else await this.#wait(key, signal);
    try {
      return await task();
    } finally {
      this.#passOn();
    }
  }

  async #wait(key: string, signal: AbortSignal | null): Promise<void> {
    if (this.#count >= this.#options.maxWaiting) this.#makeRoom(key);
    await new Promise<void>((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", waiting.refuse);
        this.#remove(key, waiting);
      };
      const waiting: Waiting = {
        start: () => {
          settle();
          resolve();
        },
        refuse: () => {
          settle();
          reject(this.#refusal());
        },
      };
      const timer = setTimeout(waiting.refuse, this.#options.maxWait);
      signal?.addEventListener("abort", waiting.refuse);
      const own = this.#waiting.get(key);
      if (own) own.push(waiting);
      else this.#waiting.set(key, [waiting]);
      this.#count += 1;
    });
  }

  /** Refuses the newest task of the key that has most of them, unless that is no more than the asking key would have. */
  #makeRoom(key: string): void {
    const longest = [...this.#waiting.values()].reduce((one, other) => (other.length > one.length ? other : one));
    const ownLength = this.#waiting.get(key)?.length ?? 0;
    if (longest.length <= ownLength + 1) throw this.#refusal();
    longest.at(-1)?.refuse();
  }

  /** Hands the place of a task that has ended to the next one. */
  #passOn(): void {
    const [turn] = this.#waiting;
    if (!turn) {
      this.#running -= 1;
      return;
    }
    const [key, [next]] = turn;
    next?.start();
    const rest = this.#waiting.get(key);
    if (!rest) return;
    // Behind all others.
    this.#waiting.delete(key);
    this.#waiting.set(key, rest);
  }

  #remove(key: string, waiting: Waiting): void {
    const own = this.#waiting.get(key) ?? [];
    own.splice(own.indexOf(waiting), 1);
    if (own.length === 0) this.#waiting.delete(key);
    this.#count -= 1;
  }

  #refusal(): RateLimitedError {
    return new RateLimitedError(`${this.#options.refusal}; try again in ${retryAfter} s.`, retryAfter);
  }
}
