import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { subscriptionTransports } from "../../engine/http/choose-stream.ts";
import { MalformedRequestError } from "../request/read-json.ts";

/** Milliseconds from one warning to the next. */
const quietTime = 60_000;

const fault = "A proxy before the server does not pass on the headers Upgrade and Connection of a WebSocket";

/**
 * Returns a function that throws MalformedRequestError with status 426 for a handshake of a WebSocket that a proxy has
 * made a plain request. The log warns of it once a minute at most, with the address of the proxy.
 */
export function createRefusePlainHandshake(logger: Logger): (request: FastifyRequest, reply: FastifyReply) => void {
  let warnedAt = Number.NEGATIVE_INFINITY;
  return ({ method, headers, socket }, reply) => {
    if (method !== "GET" || headers["sec-websocket-key"] === undefined) return;
    if (performance.now() - warnedAt >= quietTime) {
      warnedAt = performance.now();
      logger.warn({ address: socket.remoteAddress }, `${fault}. Clients use slower transports or fail.`);
    }
    // HTTP demands it. Clients of Node lose the body of an answer whose header `Connection` names it, too.
    reply.header("upgrade", "websocket");
    throw new MalformedRequestError(`${fault}.`, 426, subscriptionTransports.slice(1));
  };
}
