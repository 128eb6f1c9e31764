import type { Logger } from "pino";
import { findOutage } from "./find-outage.ts";

/** After so many milliseconds without a failed operation an outage counts as over. */
const quietTime = 60_000;

/**
 * Logs an outage of PostgreSQL once, however many operations fail, and once that no further one has failed for a
 * minute.
 */
export class OutageLog {
  readonly #logger: Logger;
  #failures = 0;
  #end: NodeJS.Timeout | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Notes an operation that failed. Returns false, and logs nothing, when the error tells of no outage. */
  note(error: unknown): boolean {
    const outage = findOutage(error);
    if (!outage) return false;
    const { reason, code } = outage;
    if (this.#failures === 0) this.#logger.warn({ reason, code }, "PostgreSQL cannot be used; clients are told so.");
    this.#failures += 1;
    clearTimeout(this.#end);
    this.#end = setTimeout(() => {
      const failures = this.#failures;
      this.#failures = 0;
      this.#logger.info({ failures }, "PostgreSQL has been usable for a minute.");
    }, quietTime).unref();
    return true;
  }

  /** Ends the timer. */
  close(): void {
    clearTimeout(this.#end);
  }
}
