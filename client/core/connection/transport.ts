import type { FormattedExecutionResult, GraphQLFormattedError } from "graphql";
import type { Environment } from "../types.ts";
import type { DocumentIds } from "./document-ids.ts";

/**
 * Way by which subscriptions arrive.
 *
 * - `websocket`: one WebSocket for all.
 * - `sse`: a request for each, whose answer is a stream of events. Beyond three at once, projects are polled.
 * - `polling`: projects alone, by requests that wait for the next change. The viewer is not shown as present.
 */
export type ClientTransport = "websocket" | "sse" | "polling";

/**
 * Reason of the end of a socket, and its close code: over HTTP the one that stands for the error code. The code is null
 * where this side gave up, or the connection was lost.
 */
export interface SocketEnd {
  readonly code: number | null;
  readonly reason: string;
  /** The server was silent. */
  readonly isSilence?: boolean;
  /** The server answers requests, but this transport does not reach it. */
  readonly isBlocked?: boolean;
  /** Time for which the server asks before the next attempt, in milliseconds. */
  readonly wait?: number | undefined;
}

export interface SocketOptions {
  /** Address of the API, absolute, http or https. */
  readonly url: string;
  readonly token: string;
  /** Documents that are sent by their ids; undefined: none. */
  readonly documentIds?: DocumentIds | undefined;
  /** The class `WebSocket`. */
  readonly webSocketImpl: unknown;
  /** Sends requests (default: the platform's `fetch`). */
  readonly fetch?: typeof fetch | undefined;
  readonly environment: Pick<Environment, "now" | "setTimer" | "random">;
  /** Time for the handshake, in milliseconds. */
  readonly connectLimit: number;
  /** Returns a subscription with which to find out if streams arrive; null: there is none to start. */
  findProbe(): SubscribePayload | null;
  onOpened(): void;
  /** Called once, at the end of a socket that was not closed by `close`. */
  onClosed(end: SocketEnd): void;
}

/** A subscription as it is sent. */
export interface SubscribePayload {
  /** Text of the document. It has one subscription. */
  readonly query: string;
  /** Values of its variables; `{}` where it has none. */
  readonly variables: Readonly<Record<string, unknown>>;
}

export type StreamResult = FormattedExecutionResult<Record<string, unknown>, Record<string, unknown>>;

export interface Sink {
  next(result: StreamResult): void;
  refused(errors: readonly GraphQLFormattedError[]): void;
  completed(): void;
}

/** A connection that carries subscriptions. It opens at once and never reconnects. */
export interface Socket {
  readonly transport: ClientTransport;
  /** Time of the last message, in milliseconds since 1970. */
  readonly heardAt: number;
  /**
   * Starts a subscription. Call it once the socket is open. Calls nothing of the sink after the end of the socket or of
   * the subscription. Calls `restart` where it shall end this one and subscribe anew on the same socket, from where it
   * stands. Returns its end.
   */
  subscribe(payload: SubscribePayload, sink: Sink, restart: () => void): () => void;
  /** Gives the socket up unless a message arrives within the time, in milliseconds. */
  check(limit: number, onAlive?: () => void): void;
  close(): void;
}
