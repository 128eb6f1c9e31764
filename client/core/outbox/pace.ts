import type { Environment } from "../types.ts";
import type { Reason } from "./judge-outcome.ts";
import { beginPause, isPaused, noPause, waitAfter } from "./pause.ts";

/** Changes that the server takes in a request. */
const mostChanges = 500;

/** Pace at which a project's changes leave: how many go at once, and the back-off after failures. */
export class Pace {
  readonly #environment: Environment;
  readonly #usualCount: number;
  #pause = noPause;
  /** Changes that go at once at most; halved while a batch does not validate. */
  count: number;
  /** Failures in a row. */
  failures = 0;
  /** Reason of the last failure. */
  why: Reason = { code: "", reason: "" };

  /** `usualCount`: changes that go at once at most while nothing fails. */
  constructor(environment: Environment, usualCount: number) {
    this.#environment = environment;
    this.#usualCount = usualCount;
    this.count = usualCount;
  }

  get isPaused(): boolean {
    return isPaused(this.#environment, this.#pause);
  }

  /** Time of the next try, in milliseconds since 1970. */
  get retryAt(): number {
    return this.#pause.retryAt;
  }

  /** Counts a failure. The next try follows after so many seconds. Default: by the back-off. */
  delay({ code, reason }: Reason, seconds?: number): void {
    this.failures += 1;
    this.why = { code, reason };
    const pause = seconds === undefined ? waitAfter(this.#environment, this.failures) : seconds * 1_000;
    this.#pause = beginPause(this.#environment, pause);
  }

  /** Forgets the failures, and what they said about the size of a request. */
  wake(): void {
    this.failures = 0;
    this.count = this.#usualCount;
    this.#pause = noPause;
  }

  /** A batch was answered. */
  succeed(): void {
    this.failures = 0;
    this.count = Math.min(this.#usualCount, this.count * 2);
  }

  /** Fewer go at once than in a batch of this size. */
  halve(size: number): void {
    this.count = Math.ceil(size / 2);
  }

  /** More go at once, as these cost the server nothing. */
  grow(by: number): void {
    this.count = Math.min(mostChanges, this.count + by);
  }
}
