import { finished } from "node:stream";
import { fromNodeHeaders } from "better-auth/node";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { RateLimitedError, UnavailableError } from "../../errors/expected-error.ts";
import type { CallerTurns } from "../limits/caller-turns.ts";
import { Turns } from "../limits/turns.ts";
import { acceptJson } from "../request/read-json.ts";
import { type FindOrigin, networkOf, readTarget } from "../request/read-request.ts";
import type { UnderWay } from "../request/under-way.ts";
import type { Accounts } from "./accounts.ts";
import { clientAddressHeader } from "./better-auth.ts";
import { refuseForRate } from "./guard-accounts.ts";
import type { Caller } from "./passwords.ts";

/**
 * A Fastify plugin: `/auth/*`, answered by the accounts. Its body parser and error format hold for these routes alone.
 */
export const authRoutes: FastifyPluginAsync<AuthRoutesOptions> = async (app, options) => {
  const places = new Turns({
    most: mostUnderWay,
    mostWaiting,
    patience,
    refusal: "Too many requests about accounts are under way",
    retryAfter: 5,
  });
  app.removeAllContentTypeParsers();
  acceptJson(app, { mayBeEmpty: true });

  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    if (error instanceof UnavailableError) {
      options.onOutage(error);
      const { code, message, outcome, retryAfter } = error;
      return reply.code(503).header("retry-after", retryAfter).send({ code, message, outcome });
    }
    if (error instanceof RateLimitedError) return refuseForRate(reply, error);
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ code: "BAD_REQUEST", message: error.message });
    request.log.error({ err: error }, "unforeseen error under /auth");
    return reply.code(500).send({ code: "INTERNAL_SERVER_ERROR", message: "Internal server error" });
  });

  app.route({
    method: ["GET", "POST"],
    url: "/auth/*",
    async handler(request, reply) {
      const { accounts, underWay, turns } = options;
      const caller = findCaller(request, reply, options);
      await turns.next(["strangers", caller.network]);
      // Changes wait for hashes and locks; reads do not wait for them.
      const kind = request.method === "GET" ? "reads" : "changes";
      const leave = await places.take(kind, { by: caller.network, signal: caller.signal });
      const response = await underWay
        .track(accounts.handle(toWebRequest(request, options), request.id, caller))
        .finally(leave);
      reply.code(response.status).header("cache-control", "no-store");
      for (const [name, value] of response.headers) reply.header(name, value);
      return reply.send(response.body === null ? undefined : Buffer.from(await response.arrayBuffer()));
    },
  });
};

/**
 * Reads, and as many changes, that are answered at the same time. better-auth takes 5 to 10 ms of the event loop for
 * each.
 */
const mostUnderWay = 8;

/** Requests of each kind that wait. */
const mostWaiting = 1_000;

/** Longest wait, in milliseconds. */
const patience = 10_000;

interface AuthRoutesOptions {
  readonly accounts: Accounts;
  /** Addresses take turns. */
  readonly turns: CallerTurns;
  readonly publicUrl: string;
  readonly findOrigin: FindOrigin;
  readonly underWay: UnderWay;
  /** Hears of each error that tells of an outage of PostgreSQL. */
  readonly onOutage: (error: unknown) => unknown;
}

function findCaller(request: FastifyRequest, reply: FastifyReply, { findOrigin }: AuthRoutesOptions): Caller {
  const hangUp = new AbortController();
  // Fastify's own signal follows the request, whose body has ended long before.
  finished(reply.raw, () => hangUp.abort(new RateLimitedError("The client has left.", 1)));
  return { network: networkOf(findOrigin(request.raw).address), signal: hangUp.signal };
}

/** The body as it was read here: what is checked of it and what is done with it are one reading. */
function toWebRequest(request: FastifyRequest, { publicUrl, findOrigin }: AuthRoutesOptions): Request {
  const { method, body, raw } = request;
  const headers = fromNodeHeaders(request.headers);
  headers.set(clientAddressHeader, findOrigin(raw).address ?? "");
  // Node's fetch sends this one alone, which better-auth would take for a browser that hides its origin.
  if (!headers.has("sec-fetch-site")) headers.delete("sec-fetch-mode");
  headers.delete("content-length");
  const { pathname, search } = readTarget(request);
  return new Request(new URL(publicUrl).origin + pathname + search, {
    method,
    headers,
    body: body === undefined || body === null ? null : JSON.stringify(body),
  });
}
