import { EventEmitter, once } from "node:events";
import { print } from "graphql";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { WatchDocument, type WatchSubscription, type WatchSubscriptionVariables } from "../generated/graphql.ts";
import type { Deployment } from "./deployment.ts";
import type { Person } from "./person.ts";
import { readFailure } from "./read-failure.ts";

export type WatchEvent = WatchSubscription["projectActivity"];

/** A subscription over its own socket, which does not reconnect. */
export interface Watching {
  /** Returns the next event with a number, as `TaskCreated 7`, `Ready 7` or `Resync 7`. */
  next(): Promise<string>;
  /** Returns the first event that satisfies the predicate. Throws `missing` after `limit` milliseconds. */
  until(missing: string, predicate: (event: WatchEvent) => boolean, limit?: number): Promise<WatchEvent>;
  /** Resolves with the end: `complete`, the code of an error, or that of the socket's close. */
  ended(): Promise<string>;
  /** Cuts the connection without a close frame. */
  cut(): void;
  /** Ends the subscription, and with it the socket. */
  stop(): void;
}

/** Time limit of each wait, in milliseconds. */
const patience = 10_000;

/** Every wait rejects once `signal` is aborted. */
export function watch(
  { socketUrl }: Deployment,
  findToken: Person["findToken"],
  variables: WatchSubscriptionVariables,
  signal: AbortSignal,
): Watching {
  const events: WatchEvent[] = [];
  const changes = new EventEmitter();
  let socket: WebSocket | undefined;
  let taken = 0;
  let end: string | null = null;
  const finish = (how: string) => {
    end = how;
    changes.emit("change");
  };

  const client = createClient({
    url: socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: `Bearer ${await findToken()}` }),
    retryAttempts: 0,
    on: {
      opened: (opened) => {
        socket = opened as WebSocket;
      },
    },
  });
  const stop = client.subscribe<WatchSubscription>(
    { query: print(WatchDocument), variables },
    {
      next: ({ data }) => {
        if (data) events.push(data.projectActivity);
        changes.emit("change");
      },
      error: (failure) => finish(readFailure(failure).code),
      complete: () => finish("complete"),
    },
  );

  /** Calls `find` again after each change. */
  async function wait<T>(missing: string, find: () => T | undefined, limit = patience): Promise<T> {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(limit)]);
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (end !== null) throw new Error(`${missing}: the subscription ended with ${end}`);
      await once(changes, "change", { signal: deadline }).catch(() => {
        signal.throwIfAborted();
        throw new Error(`${missing} within ${limit / 1_000} seconds`);
      });
    }
  }

  return {
    next: () =>
      wait("nothing more came", () => {
        while (taken < events.length) {
          const event = events[taken];
          taken += 1;
          if (event && "seq" in event) return `${event.__typename} ${event.seq}`;
        }
        return undefined;
      }),
    until: (missing, predicate, limit) => wait(missing, () => events.find(predicate), limit),
    ended: () => wait("the subscription did not end", () => end ?? undefined),
    cut: () => socket?.terminate(),
    stop,
  };
}
