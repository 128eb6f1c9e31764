import { within } from "../faults/deadline.ts";

/** Milliseconds after which a step is worth telling. */
const longStep = 3_000;

/** Steps of the parts of a storm. Each has a limit, so that one that hangs ends nothing but itself. */
export class Steps {
  /** Steps that failed, or took too long, and why. */
  readonly failures: string[] = [];
  readonly #running = new Set<{ readonly what: string; readonly since: number }>();

  /**
   * Runs a step. Resolves with null, and notes the reason, where it fails or takes longer than `limit` milliseconds.
   */
  async take<T>(what: string, limit: number, step: () => Promise<T>): Promise<T | null> {
    const running = { what, since: Date.now() };
    this.#running.add(running);
    try {
      return await within(limit, "It", step());
    } catch (error) {
      this.failures.push(`${what}: ${error instanceof Error ? error.message : error}`);
      return null;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Tells the steps that have run for some seconds. */
  describe(): string[] {
    const now = Date.now();
    const long = [...this.#running].filter(({ since }) => now - since >= longStep);
    return long.map(({ what, since }) => `${what} for ${Math.round((now - since) / 1_000)} s`);
  }
}
