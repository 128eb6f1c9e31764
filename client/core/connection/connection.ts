import type { GraphQLFormattedError } from "graphql";
import type { ClientTransport, Sink, SubscribePayload } from "./transport.ts";

/**
 * State of the connection that serves all subscriptions of an account.
 *
 * - `idle`: nothing needs it and nobody has to sign in, or the client is closed.
 * - `connecting`: for the first time since `idle`, or waiting for proof that the server is still there.
 * - `live`: the server acknowledged the connection and was heard lately.
 * - `offline`: reconnecting, without end.
 * - `parked`: nobody is signed in, or the server takes no token of the person. It stays so until a token is there, also
 *   while nothing needs the connection or an old socket is open. Call `reconnect()` after the sign-in.
 */
export type ConnectionState =
  | { readonly status: "idle" }
  | { readonly status: "connecting" }
  | {
      readonly status: "live";
      /** By which subscriptions arrive. By `polling` they are up to 2 s late beyond four projects. */
      readonly transport: ClientTransport;
    }
  | {
      readonly status: "offline";
      /** Time at which the connection was lost, in milliseconds since 1970. It stays the same until `live`. */
      readonly since: number;
      /** Sentence for the person, such as of the close code. */
      readonly reason: string;
    }
  | {
      readonly status: "parked";
      /** Sentence for the person. */
      readonly reason: string;
    };

/**
 * A subscription that lasts through all reconnects. One whose `request` throws is asked again at the next connection,
 * one whose `refused` throws has ended.
 */
export interface StreamOptions {
  /** Called at each start, so that it resumes where it stopped. Null: not by this transport. */
  request(transport: ClientTransport): SubscribePayload | null;
  /** Called with each result, in order, each once. */
  next: Sink["next"];
  /** The server refused or ended it. Returns the milliseconds until it is tried again; null: never. */
  refused(errors: readonly GraphQLFormattedError[]): number | null;
  /** The server ended it without an error, or the client was closed. */
  completed(): void;
  /** The socket is lost. It is resumed on the next one. */
  interrupted(): void;
  /** Returns true while something waits for it. It gets the first place that is free (default: false). */
  isUrgent?(): boolean;
}

export interface Connection {
  readonly state: ConnectionState;
  /** Calls at each change of the state. Returns the function that ends it. */
  subscribe(listener: (state: ConnectionState) => void): () => void;
  /** Starts a subscription; null: none, but keeps the connection. Returns the function that ends it. */
  open(stream: StreamOptions | null): () => void;
  /**
   * Lets an open socket prove itself within 2 s, or ends the wait for the next attempt. Asks the app for a token, twice
   * a second at most while one is there; one that the server has refused is tried once more. Where another transport
   * would be better, a new socket tries that. If it is blocked, the old one stays, unless the token is another.
   */
  reconnect(): void;
  /** Ends everything for good. */
  close(): void;
}
