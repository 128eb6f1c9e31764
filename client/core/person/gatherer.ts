import type { Environment } from "../types.ts";

/** Runs something for many wishes together: at once for the first, and at most once in an interval. */
export class Gatherer {
  readonly #environment: Pick<Environment, "setTimer">;
  readonly #interval: number;
  readonly #run: () => void;
  #cancel: (() => void) | null = null;
  #isWanted = false;

  /** `interval` in milliseconds. */
  constructor(environment: Pick<Environment, "setTimer">, interval: number, run: () => void) {
    this.#environment = environment;
    this.#interval = interval;
    this.#run = run;
  }

  /** Runs it now, or at the end of the interval. */
  wish(): void {
    this.#isWanted = true;
    if (this.#cancel) return;
    this.begin();
    this.#run();
  }

  /** Begins an interval, as it runs for another reason. All wishes so far are met. */
  begin(): void {
    this.stop();
    this.#cancel = this.#environment.setTimer(this.#interval, () => {
      this.#cancel = null;
      if (this.#isWanted) this.wish();
    });
  }

  /** Ends the interval, and drops the wish that waits for it. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#isWanted = false;
  }
}
