import type { Logger } from "pino";

/** Time for which further refusals of a limit are only counted, in milliseconds. */
const quietTime = 60_000;

/** Logs refusals of each limit: the first at once, then at most one line a minute that tells how many there were. */
export class RefusalLog {
  readonly #logger: Logger;
  /** Refusals since the last line, by limit. A limit is here for a minute after its last line. */
  readonly #further = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** `limit`: its variable. `key`: the user or address that it counts. */
  note(limit: string, key: string): void {
    const further = this.#further.get(limit);
    if (further !== undefined) {
      this.#further.set(limit, further + 1);
      return;
    }
    this.#logger.info({ limit, key }, "A limit refuses requests.");
    this.#wait(limit);
  }

  /** Ends the timers. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #wait(limit: string): void {
    this.#further.set(limit, 0);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const refusals = this.#further.get(limit);
      this.#further.delete(limit);
      if (!refusals) return;
      this.#logger.info({ limit, refusals }, "A limit has refused further requests within a minute.");
      this.#wait(limit);
    }, quietTime).unref();
    this.#timers.add(timer);
  }
}
