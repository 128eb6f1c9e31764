import { CheckError, type Deployment } from "../client/deployment.ts";
import type { Person } from "../client/person.ts";
import { readFailure } from "../client/read-failure.ts";
import { subscribeFromCursor } from "../client/subscribe-from-cursor.ts";
import { WatchDocument, type WatchSubscription } from "../generated/graphql.ts";
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
export interface LoadStart {
  readonly projectId: string;
  readonly seq: number;
  readonly cursor: string;
}

/** Bounds of the wait before a reconnect, in milliseconds: long enough to miss changes. */
const least = 100;
const most = 1_000;

export function subscribe(
  { socketUrl }: Deployment,
  { findToken }: Person,
  place: LoadStart,
  tally: Tally,
): Subscriber {
  const { projectId, seq } = place;
  const sequence = new Sequence(seq);
  let isLive = false;
  let failure: string | null = null;
  let settle = (_error?: Error) => {};
  const ready = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  // Awaited by the caller, but perhaps only after it has failed.
  ready.catch(() => undefined);

  const subscription = subscribeFromCursor<WatchSubscription>({
    document: WatchDocument,
    findUrl: () => socketUrl,
    findToken,
    begin: (cursor) => ({ projectId, after: cursor ?? place.cursor, announce: false }),
    chooseWait: () => least + Math.random() * (most - least),
    onResult({ data }) {
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
    onEnd(ended) {
      const { code, message } = ended === undefined ? { code: "complete", message: "" } : readFailure(ended);
      failure = [code, message.replace(/\.$/, "")].filter((part) => part !== "").join(", ");
      settle(new CheckError(`The server ended a subscription of the load: ${failure}.`));
    },
    onConnected(isRetry) {
      if (isRetry) tally.reconnects += 1;
    },
    onClosed() {
      isLive = false;
    },
  });

  return {
    sequence,
    ready,
    get failure() {
      return failure;
    },
    cut: () => subscription.socket?.terminate(),
    leave: subscription.leave,
  };
}
