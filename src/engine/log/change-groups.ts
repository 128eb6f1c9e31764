import type { ChangeOutcome, ChangeRequest, OpenChange } from "./change.ts";
import type { StreamQueue } from "./stream-queue.ts";

/** A change that waits for its turn, with the functions that answer its caller. */
export interface JoinedChange<Event extends object, Draft, Guard> {
  readonly request: ChangeRequest<Guard>;
  readonly work: (change: OpenChange<Event, Draft, Guard>) => unknown;
  readonly resolve: (outcome: ChangeOutcome<unknown>) => void;
  readonly reject: (error: unknown) => void;
}

export interface ChangeGroupsOptions<Event extends object, Draft, Guard> {
  readonly queue: StreamQueue;
  /** Makes the changes of a stream in order and settles each. Rejects where those that wait must not begin. */
  readonly runGroup: (streamId: string, group: readonly JoinedChange<Event, Draft, Guard>[]) => Promise<void>;
}

/** Most changes of one transaction: other instances wait for its lock. */
const maxGroup = 16;

/** Collects changes that wait for the same stream, so that one transaction makes them. */
export class ChangeGroups<Event extends object, Draft, Guard> {
  readonly #options: ChangeGroupsOptions<Event, Draft, Guard>;
  /** By stream: the last group in the queue, which others may still join. */
  readonly #waiting = new Map<string, JoinedChange<Event, Draft, Guard>[]>();

  constructor(options: ChangeGroupsOptions<Event, Draft, Guard>) {
    this.#options = options;
  }

  join<Result>(
    request: ChangeRequest<Guard>,
    work: (change: OpenChange<Event, Draft, Guard>) => Promise<Result> | Result,
  ): Promise<ChangeOutcome<Result | Event>> {
    return new Promise((resolve, reject) => {
      const settle = resolve as (outcome: ChangeOutcome<unknown>) => void;
      this.#add({ request, work, resolve: settle, reject });
    });
  }

  #add(change: JoinedChange<Event, Draft, Guard>): void {
    const { streamId } = change.request;
    const waiting = this.#waiting.get(streamId);
    if (waiting && waiting.length < maxGroup) {
      waiting.push(change);
      return;
    }
    const group = [change];
    this.#waiting.set(streamId, group);
    const close = () => {
      if (this.#waiting.get(streamId) === group) this.#waiting.delete(streamId);
    };
    const { queue, runGroup } = this.#options;
    queue
      .run(streamId, () => {
        close();
        return runGroup(streamId, group);
      })
      .catch((error: unknown) => {
        close();
        // Those that are settled stay so.
        for (const each of group) each.reject(error);
      });
  }
}
