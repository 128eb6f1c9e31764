import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { print } from "graphql";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { ProjectActivityDocument, type ProjectActivitySubscription } from "./generated/graphql.ts";

/** A subscriber with a socket of its own that reconnects after every break and resumes where it stopped. */
export interface ResumingSubscriber {
  /** The numbers of the changes that it was sent, over all its sockets. */
  readonly seqs: readonly number[];
  /** The reasons for which it was told to take a fresh snapshot. */
  readonly resyncs: readonly string[];
  /** Endings of its acknowledged sockets, in order. */
  readonly closings: readonly Closing[];
  /** True while it has an acknowledged socket to this address. */
  isAt(url: string): boolean;
  /** Resolves once it was sent the change; rejects when the server ended the subscription, or after 15 s. */
  reach(seq: number): Promise<void>;
  /** Resolves once so many of its sockets have ended; rejects likewise. */
  untilClosed(count: number): Promise<void>;
  leave(): Promise<void>;
}

export interface Closing {
  readonly url: string;
  readonly code: number;
  /** The newest change that had come by then, over this socket or an earlier one. */
  readonly seq: number;
}

export interface ResumingSubscriberOptions {
  readonly projectId: string;
  readonly since: number;
  /** Where to connect to; asked again each time. */
  readonly findUrl: () => string;
  /** Credentials; requested anew for each connection. */
  readonly findToken: () => Promise<string>;
}

/** Milliseconds between two attempts to connect. */
const retryInterval = 25;

/** Where a test that will never pass gives up, in milliseconds. */
const limit = 15_000;

/** Subscribes with the contract's full document, and goes on until it leaves. */
export function subscribeResuming(options: ResumingSubscriberOptions): ResumingSubscriber {
  const { projectId, findUrl, findToken } = options;
  const seqs: number[] = [];
  const resyncs: string[] = [];
  const closings: Closing[] = [];
  const changes = new EventEmitter().setMaxListeners(0);
  let url = "";
  let isAcknowledged = false;
  let failure: unknown;

  const client = createClient({
    url: () => {
      url = findUrl();
      return `${url.replace("http", "ws")}/graphql`;
    },
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: `Bearer ${await findToken()}` }),
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: () => sleep(retryInterval),
    shouldRetry: () => true,
    on: {
      connected: () => {
        isAcknowledged = true;
      },
      closed: (event) => {
        if (isAcknowledged) closings.push({ url, code: (event as { code: number }).code, seq: seqs.at(-1) ?? 0 });
        isAcknowledged = false;
        changes.emit("change");
      },
    },
  });
  // The client sends this same object at each reconnect.
  const payload: { query: string; variables: Record<string, unknown> } = {
    query: print(ProjectActivityDocument),
    variables: { projectId, since: options.since },
  };
  client.subscribe<ProjectActivitySubscription, { seq: number; epoch: string }>(payload, {
    next: ({ data, extensions }) => {
      const event = data?.projectActivity;
      if (extensions) {
        seqs.push(extensions.seq);
        payload.variables = { projectId, since: extensions.seq, epoch: extensions.epoch };
      } else if (event?.__typename === "Resync") {
        resyncs.push(event.reason);
        payload.variables = { projectId, since: event.seq, epoch: event.epoch };
      }
      changes.emit("change");
    },
    error: (error) => {
      failure = error;
      changes.emit("change");
    },
    complete: () => {
      failure = "complete";
      changes.emit("change");
    },
  });

  async function until(what: string, isReached: () => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(limit);
    while (!isReached()) {
      if (failure !== undefined) throw new Error(`The subscription ended with ${JSON.stringify(failure)}.`);
      await once(changes, "change", { signal: deadline }).catch(() => {
        throw new Error(`${what} was not reached in time, only change ${seqs.at(-1)}: ${JSON.stringify(closings)}`);
      });
    }
  }

  return {
    seqs,
    resyncs,
    closings,
    isAt: (address) => isAcknowledged && url === address,
    reach: (seq) => until(`Change ${seq}`, () => (seqs.at(-1) ?? 0) >= seq),
    untilClosed: (count) => until(`Closing ${count}`, () => closings.length >= count),
    leave: async () => client.dispose(),
  };
}
