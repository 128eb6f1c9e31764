import type { WebSocket } from "ws";
import type { OperationContext } from "../operations/operation-context.ts";
import type { Viewer } from "../operations/viewer.ts";

/** What is known of an open WebSocket. */
export interface Connection {
  readonly socket: WebSocket;
  readonly origin: OperationContext["origin"];
  /** Null until it is acknowledged. */
  viewer: Viewer | null;
}
