import { setTimeout as sleep } from "node:timers/promises";
import { print } from "graphql";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { CheckError } from "../check-error.ts";
import type { Deployment } from "../deployment.ts";
import { WatchDocument, type WatchSubscription } from "../generated/graphql.ts";
import type { Person } from "../person.ts";
import { readFailure } from "../read-failure.ts";
import { Sequence } from "./sequence.ts";
import type { Tally } from "./tally.ts";

/** A subscriber that reconnects after every break and resumes from its cursor. */
export interface Subscriber {
  readonly sequence: Sequence;
  /** Resolves with the first `Ready`. Rejects when the server ends the subscription before. */
  readonly ready: Promise<void>;
  /** Why the server ended the subscription; null while it is open. */
  readonly failure: string | null;
  /** Cuts the connection without a close frame, if there is one. */
  cut(): void;
  /** Ends the subscription, and with it the socket. */
  leave(): void;
}

/** Where a subscription begins. */
export interface Place {
  readonly projectId: string;
  readonly seq: number;
  readonly cursor: string;
}

/** Bounds of the wait before a reconnect, in milliseconds: long enough to miss changes. */
const least = 100;
const most = 1_000;

export function subscribe({ socketUrl }: Deployment, { findToken }: Person, place: Place, tally: Tally): Subscriber {
  const { projectId, seq, cursor } = place;
  const sequence = new Sequence(seq);
  let socket: WebSocket | undefined;
  let isLive = false;
  let failure: string | null = null;
  let settle = (_error?: Error) => {};
  const ready = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  // Awaited by the caller, but perhaps only after it has failed.
  ready.catch(() => undefined);
  const fail = (reason: string) => {
    failure = reason;
    settle(new CheckError(`The server ended a subscription of the load: ${reason}.`));
  };

  const client = createClient({
    url: socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: `Bearer ${await findToken()}` }),
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: () => sleep(least + Math.random() * (most - least)),
    shouldRetry: () => true,
    on: {
      opened: (opened) => {
        socket = opened as WebSocket;
      },
      connected: (_socket, _payload, wasRetry) => {
        if (wasRetry) tally.reconnects += 1;
      },
      closed: () => {
        isLive = false;
      },
    },
  });
  // graphql-ws sends this object again at each reconnect.
  const payload = { query: print(WatchDocument), variables: { projectId, after: cursor, announce: false } };
  const unsubscribe = client.subscribe<WatchSubscription, { readonly cursor: string }>(payload, {
    next: ({ data, extensions }) => {
      if (extensions) payload.variables = { ...payload.variables, after: extensions.cursor };
      const event = data?.projectActivity;
      if (!event || !("seq" in event)) return;
      if (event.__typename === "Ready") {
        isLive = true;
        settle();
      } else if (event.__typename === "Resync") {
        sequence.resync(event.seq);
        tally.resyncs += 1;
      } else {
        sequence.hear(event.seq);
        tally.deliver(event, !isLive);
      }
    },
    error: (error) => {
      const { code, message } = readFailure(error);
      fail(`${code}, ${message.replace(/\.$/, "")}`);
    },
    complete: () => fail("complete"),
  });

  return {
    sequence,
    ready,
    get failure() {
      return failure;
    },
    cut: () => socket?.terminate(),
    leave: unsubscribe,
  };
}
