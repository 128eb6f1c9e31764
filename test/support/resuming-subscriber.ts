import { EventEmitter, once } from "node:events";
import { subscribeFromCursor } from "../../src/cli/check/client/subscribe-from-cursor.ts";
import { ProjectActivityDocument, type ProjectActivitySubscription } from "./generated/graphql.ts";
import { patience } from "./patience.ts";

/** A subscriber with its own socket that reconnects after every break and resumes from its cursor. */
export interface ResumingSubscriber {
  /** Numbers of the changes received, over all its sockets. */
  readonly seqs: readonly number[];
  /** Reasons of the `Resync` events received. */
  readonly resyncs: readonly string[];
  /** Endings of its acknowledged sockets, in order. */
  readonly closings: readonly Closing[];
  /** Returns true while it has an acknowledged socket to this address. */
  isAt(url: string): boolean;
  /** Resolves once it has received the change. Rejects when the server ends the subscription, or after 15 s. */
  reach(seq: number): Promise<void>;
  /** Resolves once this number of its sockets have ended. Rejects likewise. */
  untilClosed(count: number): Promise<void>;
  leave(): Promise<void>;
}

export interface Closing {
  readonly url: string;
  readonly code: number;
  /** The newest change received by then, over this socket or an earlier one. */
  readonly seq: number;
}

export interface ResumingSubscriberOptions {
  readonly projectId: string;
  /** Number after which the first subscription begins. */
  readonly since: number;
  /** Returns the address to connect to. Called at each attempt. */
  readonly findUrl: () => string;
  /** Returns the token to connect with. Called at each attempt. */
  readonly findToken: () => Promise<string>;
}

/** Wait between two attempts to connect, in milliseconds. */
const retryInterval = 25;

/** Subscribes with the contract's full document until it leaves. */
export function subscribeResuming(options: ResumingSubscriberOptions): ResumingSubscriber {
  const { projectId, since, findUrl, findToken } = options;
  const seqs: number[] = [];
  const resyncs: string[] = [];
  const closings: Closing[] = [];
  const changes = new EventEmitter().setMaxListeners(0);
  let url = "";
  let isAcknowledged = false;
  let failure: unknown;

  const { leave } = subscribeFromCursor<ProjectActivitySubscription>({
    document: ProjectActivityDocument,
    findUrl: () => {
      url = findUrl();
      return `${url.replace("http", "ws")}/graphql`;
    },
    findToken,
    begin: (cursor) => ({ projectId, ...(cursor === null ? { since } : { after: cursor }) }),
    chooseWait: () => retryInterval,
    onResult: ({ data }) => {
      const event = data?.projectActivity;
      if (event && "at" in event) seqs.push(event.seq);
      else if (event?.__typename === "Resync") resyncs.push(event.reason);
      changes.emit("change");
    },
    onEnd: (ended = "complete") => {
      failure = ended;
      changes.emit("change");
    },
    onConnected: () => {
      isAcknowledged = true;
    },
    onClosed: (code) => {
      if (isAcknowledged) closings.push({ url, code, seq: seqs.at(-1) ?? 0 });
      isAcknowledged = false;
      changes.emit("change");
    },
  });

  async function until(what: string, isReached: () => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(patience);
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
    leave: async () => leave(),
  };
}
