import type { FastifyReply } from "fastify";

/** Answers a request that the server no longer takes because it stops. */
export function refuseStopping(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .headers({ "retry-after": "1", connection: "close" })
    .send({ message: "Lockstep is stopping; try again in a moment." });
}
