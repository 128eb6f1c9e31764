import { isUnanswered } from "../../database/database.ts";
import { StreamBusyError, UnavailableError } from "../../errors/expected-error.ts";

/**
 * Lets one writer per project at a time go to the database, so that those who wait for its lock hold no connection.
 * When the lock cannot be had in time, or PostgreSQL does not answer, all who wait here fail with the first: the last of
 * many must not wait many times.
 */
export class ProjectQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs the work when all that was queued for the project before it has ended, well or badly. */
  run<T>(projectId: string, work: () => Promise<T>): Promise<T> {
    const previous = this.#tails.get(projectId) ?? Promise.resolve();
    const result = previous.then(work, (error: unknown) => {
      // Of those who wait here nothing was begun, whatever became of the first.
      if (error instanceof UnavailableError && isUnanswered(error.cause)) throw error.cause;
      if (error instanceof StreamBusyError || isUnanswered(error)) throw error;
      return work();
    });
    this.#tails.set(projectId, result);
    const forget = () => {
      if (this.#tails.get(projectId) === result) this.#tails.delete(projectId);
    };
    result.then(forget, forget);
    return result;
  }
}
