import { RateLimitedError } from "../../errors/expected-error.ts";

/** Longest wait of a query that comes while the server stops, in milliseconds: its client would ask again at once. */
const waitWhileStopping = 1_000;

export interface ChangeWait {
  /** Resolves when the time is over, or the server stops. */
  readonly over: Promise<void>;
  /** Gives the place back. */
  end(): void;
}

/** Counts the queries that wait for changes, by user, and ends their waiting when the server stops. */
export class ChangeWaits {
  readonly #most: number;
  readonly #counts = new Map<string, number>();
  readonly #running = new Set<() => void>();
  #isStopping = false;

  /** `most`: maximum number of waiting queries of a user on this instance. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Number of queries that wait. */
  get size(): number {
    return this.#running.size;
  }

  /** Begins a wait of so many milliseconds. Throws RateLimitedError for a user with too many of them. */
  begin(userId: string, milliseconds: number): ChangeWait {
    const count = this.#counts.get(userId) ?? 0;
    if (count >= this.#most) {
      throw new RateLimitedError(`A user may have ${this.#most} queries that wait for changes.`, 1);
    }
    this.#counts.set(userId, count + 1);
    const time = this.#isStopping ? Math.min(milliseconds, waitWhileStopping) : milliseconds;
    let finish = () => {};
    const over = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const timer = setTimeout(finish, time);
    this.#running.add(finish);
    return {
      over,
      end: () => {
        if (!this.#running.delete(finish)) return;
        clearTimeout(timer);
        const others = (this.#counts.get(userId) ?? 0) - 1;
        if (others > 0) this.#counts.set(userId, others);
        else this.#counts.delete(userId);
      },
    };
  }

  /** The server stops: all that wait are answered now, and later ones within a second. */
  stop(): void {
    this.#isStopping = true;
    for (const finish of this.#running) finish();
  }
}
