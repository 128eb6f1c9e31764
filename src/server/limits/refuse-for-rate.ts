import type { FastifyReply } from "fastify";
import type { RateLimitedError } from "../../errors/expected-error.ts";

/** Answers a request under `/auth` that exceeds a limit: status 429, with the seconds to wait in header and body. */
export function refuseForRate(reply: FastifyReply, { code, message, retryAfter }: RateLimitedError): FastifyReply {
  return reply.code(429).header("retry-after", retryAfter).send({ code, message, retryAfter });
}
