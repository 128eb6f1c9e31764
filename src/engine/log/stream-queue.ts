import { isUnanswered } from "../../database/pg-compat.ts";
import { StreamBusyError, UnavailableError } from "../../errors/expected-error.ts";

/**
 * Lets one writer per stream at a time go to the database, so that writers that wait for its lock hold no connection.
 * When a writer cannot get the lock in time, or PostgreSQL does not answer, all that wait behind it fail with it. The
 * last of many must not wait many times.
 */
export class StreamQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs the work when all work that was queued for the stream before has ended, well or badly. */
  run<T>(streamId: string, work: () => Promise<T>): Promise<T> {
    const previous = this.#tails.get(streamId) ?? Promise.resolve();
    const result = previous.then(work, (error: unknown) => {
      throwForWaiting(error);
      return work();
    });
    this.#tails.set(streamId, result);
    const forget = () => {
      if (this.#tails.get(streamId) === result) this.#tails.delete(streamId);
    };
    result.then(forget, forget);
    return result;
  }
}

/**
 * Throws where work that waits must not begin after such a failure: the lock was not to be had, or PostgreSQL did not
 * answer. Nothing of the waiting work has begun, whatever became of the first.
 */
export function throwForWaiting(error: unknown): void {
  if (error instanceof UnavailableError && isUnanswered(error.cause)) throw error.cause;
  if (error instanceof StreamBusyError || isUnanswered(error)) throw error;
}
