import { EventEmitter, once } from "node:events";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { type GraphQLFormattedError, print } from "graphql";
import type { Client, FormattedExecutionResult } from "graphql-ws";
import { patience } from "./patience.ts";

export type Message<TData> = FormattedExecutionResult<TData, Record<string, unknown>>;

/** The errors of an `error` message, the close of the socket, or what kept it from opening. */
export type SubscriptionFailure =
  | readonly GraphQLFormattedError[]
  | { readonly code: number; readonly reason: string }
  | Error;

/** A subscription whose messages wait until they are asked for. */
export interface Collected<TData> {
  /** Everything so far, also what `next` and `until` took. */
  readonly received: readonly Message<TData>[];
  /** Takes the next message. */
  next(): Promise<Message<TData>>;
  /** Takes messages up to and including the first that satisfies the predicate. */
  until(predicate: (message: Message<TData>) => boolean): Promise<Message<TData>[]>;
  /** Ending: null for `complete`. Messages that were not taken stay. */
  ended(): Promise<SubscriptionFailure | null>;
  /** Ends it from the client's side. */
  stop(): void;
}

/**
 * Subscribes and queues every message from the first on. `patience` bounds each call above. Only a test that will never
 * pass reaches it; the error then lists the messages so far.
 */
export function collect<TData, TVariables extends Record<string, unknown>>(
  client: Pick<Client, "subscribe">,
  document: TypedDocumentNode<TData, TVariables>,
  variables: TVariables,
): Collected<TData> {
  const received: Message<TData>[] = [];
  const changes = new EventEmitter();
  let taken = 0;
  let end: { readonly failure: SubscriptionFailure | null } | undefined;

  const finish = (failure: SubscriptionFailure | null) => {
    end = { failure };
    changes.emit("change");
  };
  const stop = client.subscribe<TData, Record<string, unknown>>(
    { query: print(document), variables },
    {
      next: (message) => {
        received.push(message);
        changes.emit("change");
      },
      error: (failure) => finish(failure as SubscriptionFailure),
      complete: () => finish(null),
    },
  );

  const change = async (deadline: AbortSignal) => {
    try {
      await once(changes, "change", { signal: deadline });
    } catch {
      throw new Error(`Nothing more came in time, only: ${JSON.stringify(received, null, 2)}`);
    }
  };
  const take = async (deadline: AbortSignal) => {
    for (;;) {
      const message = received[taken];
      if (message) {
        taken += 1;
        return message;
      }
      if (end)
        throw new Error(`It ended with ${JSON.stringify(end.failure)} after ${JSON.stringify(received, null, 2)}`);
      await change(deadline);
    }
  };

  return {
    received,
    next: () => take(AbortSignal.timeout(patience)),
    until: async (predicate) => {
      const deadline = AbortSignal.timeout(patience);
      const messages: Message<TData>[] = [];
      for (;;) {
        const message = await take(deadline);
        messages.push(message);
        if (predicate(message)) return messages;
      }
    },
    ended: async () => {
      const deadline = AbortSignal.timeout(patience);
      while (!end) await change(deadline);
      return end.failure;
    },
    stop,
  };
}
