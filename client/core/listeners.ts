/**
 * Functions to call when something happens. One that throws changes nothing for the caller and for the others: its
 * error is reported, see `callSafely`.
 */
export class Listeners<Details extends readonly unknown[] = []> {
  readonly #listeners = new Set<(...details: Details) => void>();

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  /** Adds a listener; the same function counts each time. Returns the function that removes it. */
  add(listener: (...details: Details) => void): () => void {
    const own = (...details: Details) => listener(...details);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Calls all that are there now, without those that another one removes meanwhile. */
  tell(...details: Details): void {
    for (const listener of [...this.#listeners]) {
      if (this.#listeners.has(listener)) callSafely(() => listener(...details));
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}

/**
 * Calls a function of the app. Returns undefined when it throws, and reports the error as one of an event handler: to
 * `error` of the window or worker. Where the platform has no `reportError`, as Node, it becomes an uncaught exception,
 * which ends the process unless the app handles it.
 */
export function callSafely<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    const { reportError = rethrow } = globalThis;
    reportError(error);
    return undefined;
  }
}

function rethrow(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
