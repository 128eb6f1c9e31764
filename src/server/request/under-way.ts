import { setTimeout } from "node:timers/promises";

/** Time that requests under way may still take once the server stops, in milliseconds. */
export const answerGrace = 10_000;

/**
 * Work that was begun for clients, whether or not they still wait for it: the database has to stay until it is over.
 */
export class UnderWay {
  readonly #begun = new Set<Promise<unknown>>();

  /** Counts it until it is over; returns it as it is. */
  track<Work>(work: Work): Work {
    if (work instanceof Promise) {
      const forget = () => this.#begun.delete(work);
      this.#begun.add(work);
      work.then(forget, forget);
    }
    return work;
  }

  /** Resolves when nothing is left of what has begun, after `answerGrace` at most. */
  async settle(): Promise<void> {
    await Promise.race([Promise.allSettled(this.#begun), setTimeout(answerGrace, undefined, { ref: false })]);
  }
}
