import { EventEmitter, once } from "node:events";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import {
  InboxDocument,
  type InboxSubscription,
  WatchDocument,
  type WatchSubscription,
  type WatchSubscriptionVariables,
} from "../generated/graphql.ts";
import type { Deployment } from "./deployment.ts";
import type { Person } from "./person.ts";
import { readFailure } from "./read-failure.ts";

export type WatchEvent = WatchSubscription["projectActivity"];
export type InboxEvent = InboxSubscription["viewerActivity"];

/** A subscription over its own socket, which does not reconnect. */
export interface Watching<Event = WatchEvent> {
  /** Returns the next event with a number, as `TaskCreated 7`, `Ready 7` or `Resync 7`. */
  next(): Promise<string>;
  /** Returns the first event that satisfies the predicate. Throws `missing` after `limit` milliseconds. */
  until(missing: string, predicate: (event: Event) => boolean, limit?: number): Promise<Event>;
  /** Resolves with the end: `complete`, the code of an error or of the socket's close, or why there was no socket. */
  ended(): Promise<string>;
  /** Cuts the connection without a close frame. */
  cut(): void;
  /** Ends the subscription, and with it the socket. */
  stop(): void;
}

/** Time limit of each wait, in milliseconds. */
const patience = 10_000;

/** Follows a project. Every wait rejects once `signal` is aborted. */
export function watch(
  deployment: Deployment,
  findToken: Person["findToken"],
  variables: WatchSubscriptionVariables,
  signal: AbortSignal,
): Watching {
  const read = ({ projectActivity }: WatchSubscription) => projectActivity;
  return follow(deployment, findToken, { document: WatchDocument, variables, read }, signal);
}

/** Follows the own stream of a person. */
export function watchInbox(
  deployment: Deployment,
  findToken: Person["findToken"],
  signal: AbortSignal,
): Watching<InboxEvent> {
  const read = ({ viewerActivity }: InboxSubscription) => viewerActivity;
  return follow(deployment, findToken, { document: InboxDocument, variables: {}, read }, signal);
}

interface Followed<TData, TVariables, Event> {
  readonly document: TypedDocumentNode<TData, TVariables>;
  readonly variables: TVariables;
  readonly read: (data: TData) => Event;
}

function follow<TData, TVariables extends Record<string, unknown>, Event extends { readonly __typename: string }>(
  { socketUrl }: Deployment,
  findToken: Person["findToken"],
  { document, variables, read }: Followed<TData, TVariables, Event>,
  signal: AbortSignal,
): Watching<Event> {
  const events: Event[] = [];
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
  const stop = client.subscribe<TData>(
    { query: print(document), variables },
    {
      next: ({ data }) => {
        if (data) events.push(read(data));
        changes.emit("change");
      },
      error: (failure) => {
        const { code, message } = readFailure(failure);
        finish(code === "no code" ? message : code);
      },
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
