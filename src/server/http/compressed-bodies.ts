import type { preParsingHookHandler, RouteOptions } from "fastify";

/** Encodings of request bodies that `/graphql` reads; any other is answered with 415. */
export const bodyEncodings: NonNullable<RouteOptions["decompress"]> = { requestEncodings: ["gzip", "deflate", "br"] };

/**
 * Ends the inflation of a body when its request is answered. Fastify refuses a body whose inflated length is above its
 * limit (413), but would let the stream inflate the rest.
 */
export const endInflation: preParsingHookHandler = (request, reply, payload, done) => {
  if (payload !== request.raw) reply.raw.once("close", () => payload.destroy());
  done(null, payload);
};
