import type { Transport } from "../../engine/fanout/envelope.ts";
import type { SocketWriter } from "../../engine/fanout/socket-writer.ts";
import type { Pulse } from "../../engine/http/keep-alive.ts";
import type { Viewer } from "../../operations/viewer.ts";
import type { Ending } from "./endings.ts";

/** A connection that carries subscriptions, until it is closed: a WebSocket, or the answer to an HTTP request. */
export interface OpenConnection {
  /** By which the log names it. */
  readonly id: string;
  readonly transport: Transport;
  /** False for the answer to a query or mutation: it does not count against the limit of its user. */
  readonly isLasting: boolean;
  readonly writer: SocketWriter;
  readonly pulse: Pulse;
  /** Null until it has shown a token. */
  readonly viewer: Viewer | null;
  /** Ends it as its transport does. Messages that wait are sent first, for as long as `closeGrace`. */
  end(ending: Ending): void;
  /** Cuts it unless its peer gives a sign within a second. A peer that cannot give one counts as there. */
  probe(): Promise<void>;
  /** Reads no further message, and resolves when the queries and mutations under way are answered. */
  settle(): Promise<void>;
}
