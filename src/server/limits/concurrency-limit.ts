import { RateLimitedError } from "../../errors/expected-error.ts";

/** Seconds after which a refused client may ask again. */
const retryAfter = 2;

/** Bounds how much each key has under way at the same time. */
export class ConcurrencyLimit {
  readonly #most: number;
  readonly #refusal: string;
  readonly #underWay = new Map<string, number>();

  /** `refusal` says what is too much, as a sentence without its end. */
  constructor(most: number, refusal: string) {
    this.#most = most;
    this.#refusal = refusal;
  }

  /** Counts one more; returns what ends it, to be called once. Throws RateLimitedError. */
  begin(key: string): () => void {
    const count = this.#underWay.get(key) ?? 0;
    if (count >= this.#most) {
      throw new RateLimitedError(`${this.#refusal}; try again in ${retryAfter} s.`, retryAfter);
    }
    this.#underWay.set(key, count + 1);
    return () => {
      const rest = (this.#underWay.get(key) ?? 1) - 1;
      if (rest > 0) this.#underWay.set(key, rest);
      else this.#underWay.delete(key);
    };
  }
}
