import { setTimeout } from "node:timers/promises";
import { answerGrace } from "./limits.ts";

/** Work begun for clients, even if they no longer wait for it: the database has to stay until it ends. */
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
