import { RateLimitedError } from "../../errors/expected-error.ts";

/** Longest wait of a query that comes while the server stops, in milliseconds: its client would ask again at once. */
const waitWhileStopping = 1_000;

/** The place of a query that may wait. */
export interface ChangeWait {
  /** Begins to wait. Resolves after so many milliseconds, or when the server stops. Called once. */
  begin(milliseconds: number): Promise<void>;
  /** Ends the wait and gives the place back. */
  end(): void;
}

/** Counts the queries that wait for changes, by user, and ends their waiting when the server stops. */
export class ChangeWaits {
  readonly #most: number;
  readonly #onTooMany: (userId: string) => void;
  readonly #places = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  #isStopping = false;

  /** `most`: maximum number of places of a user on this instance. `onTooMany` hears of who is refused one. */
  constructor(most: number, onTooMany: (userId: string) => void) {
    this.#most = most;
    this.#onTooMany = onTooMany;
  }

  /** Number of queries that wait, without those that still read what there is. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Takes a place. Throws RateLimitedError for a user who has none left. */
  take(userId: string): ChangeWait {
    const count = this.#places.get(userId) ?? 0;
    if (count >= this.#most) {
      this.#onTooMany(userId);
      throw new RateLimitedError(`A user may have ${this.#most} queries that wait for changes.`, 1);
    }
    this.#places.set(userId, count + 1);
    let finish = () => {};
    let timer: NodeJS.Timeout | undefined;
    return {
      begin: (milliseconds) => {
        const time = this.#isStopping ? Math.min(milliseconds, waitWhileStopping) : milliseconds;
        const over = new Promise<void>((resolve) => {
          finish = resolve;
        });
        timer = setTimeout(finish, time);
        this.#waiting.add(finish);
        return over;
      },
      end: () => {
        clearTimeout(timer);
        this.#waiting.delete(finish);
        const others = (this.#places.get(userId) ?? 0) - 1;
        if (others > 0) this.#places.set(userId, others);
        else this.#places.delete(userId);
      },
    };
  }

  /** The server stops: all that wait are answered now, and later ones within a second. */
  stop(): void {
    this.#isStopping = true;
    for (const finish of this.#waiting) finish();
  }
}
