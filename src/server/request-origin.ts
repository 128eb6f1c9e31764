import type { IncomingMessage } from "node:http";
import type { OperationContext } from "../operations/operation-context.ts";

/** Where a request came from, as far as it is kept with a change. */
export function toOrigin(request: IncomingMessage): OperationContext["origin"] {
  return {
    address: request.socket.remoteAddress ?? null,
    userAgent: request.headers["user-agent"]?.slice(0, 500) ?? null,
  };
}
