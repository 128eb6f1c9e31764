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

/** A subscriber that reconnects after every break and resumes by its cursor. */
export interface Subscriber {
  readonly sequence: Sequence;
  /** Resolves with its first `Ready`; rejects when the server ends the subscription before. */
  readonly ready: Promise<void>;
  /** Why the server ended it for good; null while it goes on. */
  readonly failure: string | null;
  /** Cuts its connection without a word, if it has one. */
  cut(): void;
  /** Ends the subscription, and with it the socket. */
  leave(): void;
}

/** From where on a project is followed. */
export interface Place {
  readonly projectId: string;
  readonly seq: number;
  readonly epoch: string;
}

/** Milliseconds until it reconnects after a break, so that it misses something. */
const least = 100;
const most = 1_000;

export function subscribe({ socketUrl }: Deployment, { findToken }: Person, place: Place, tally: Tally): Subscriber {
  const { projectId, seq: since, epoch } = place;
  const sequence = new Sequence(since);
  let socket: WebSocket | undefined;
  let isLive = false;
  let failure: string | null = null;
  let settle = (_error?: Error) => {};
  const ready = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  // The caller gets the error.
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
  // The client sends this same object at each reconnect.
  const payload = { query: print(WatchDocument), variables: { projectId, since, epoch, announce: false } };
  const unsubscribe = client.subscribe<WatchSubscription>(payload, {
    next: ({ data }) => {
      const event = data?.projectActivity;
      if (!event || !("seq" in event)) return;
      if (event.__typename === "Ready") {
        isLive = true;
        settle();
      } else if (event.__typename === "Resync") {
        sequence.resync(event.seq);
        tally.resyncs += 1;
        payload.variables = { ...payload.variables, since: event.seq, epoch: event.epoch };
      } else {
        sequence.hear(event.seq);
        tally.deliver(event, !isLive);
        payload.variables = { ...payload.variables, since: sequence.newest };
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
