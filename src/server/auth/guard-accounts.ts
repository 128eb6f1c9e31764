import { finished } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RateLimitedError } from "../../errors/expected-error.ts";
import { maxEmailLength } from "../../operations/ensure-user.ts";
import type { RateLimits } from "../limits/rate-limits.ts";
import { Turns } from "../limits/turns.ts";
import { type FindOrigin, networkOf, readTarget } from "../request/read-request.ts";
import { normalizeEmail } from "./account-input.ts";

export interface GuardAccountsOptions {
  /** Origins whose pages may send requests with the cookie of a session. */
  readonly origins: readonly string[];
  readonly rateLimits: RateLimits;
  readonly findOrigin: FindOrigin;
  /** Called with the status of each answer to a sign-in by password. */
  readonly onSignIn: (status: number) => void;
}

/**
 * Guards the routes of `app`, whose bodies are parsed. A request that changes something passes only if no page of
 * another site could have sent it. Each address has a limited number of reads and of changes.
 */
export function guardAccounts(app: FastifyInstance, options: GuardAccountsOptions): void {
  const { origins, rateLimits, findOrigin, onSignIn } = options;
  const underWay = new Turns({
    most: mostUnderWay,
    mostWaiting: 0,
    patience: 0,
    refusal: "Too many requests about accounts from this address are under way",
    retryAfter: 2,
  });
  const accountKeys = new WeakMap<FastifyRequest, string>();

  app.addHook("onRequest", async (request, reply) => {
    if (!isChange(request)) return;
    const foreign = findForeignSite(request, origins);
    if (foreign) return refuse(reply, 403, { code: "INVALID_ORIGIN", message: foreign });
    if (hasBody(request) && !isJson(request)) {
      return refuse(reply, 415, { code: "BAD_REQUEST", message: "The body must be application/json." });
    }
  });

  app.addHook("preHandler", async (request, reply) => {
    const { pathname } = readTarget(request);
    const network = networkOf(findOrigin(request.raw).address);
    const email = pathname === signUpPath ? undefined : findEmail(request.body);
    try {
      if (!isChange(request)) return await rateLimits.accountReads.take(network);
      await rateLimits.accountRequests.take(network);
      finished(reply.raw, await underWay.take(network, { by: network, signal: null }));
      if (pathname === signUpPath) await rateLimits.signUps.take(network);
      if (mailPaths.has(pathname)) await rateLimits.mailRequests.take(`${network} ${pathname}`);
      if (email === undefined) return;
      const key = `${network} ${email}`;
      accountKeys.set(request, key);
      await rateLimits.failedSignIns.take(key);
    } catch (error) {
      if (!(error instanceof RateLimitedError)) throw error;
      return refuseForRate(reply, error);
    }
  });

  app.addHook("onResponse", async (request, { statusCode: status }) => {
    const event = request.method === "POST" ? loggedPaths.get(readTarget(request).pathname) : undefined;
    // Whom it is about is in `auth_sessions`. An address that somebody tries is nothing for a log.
    if (event) request.log.info({ address: findOrigin(request.raw).address, status }, event);
    if (event === signsIn) onSignIn(status);
  });

  app.addHook("onResponse", async (request, { statusCode }) => {
    const key = accountKeys.get(request);
    if (key === undefined || statusCode !== 200) return;
    // A try on any other path counts as well, so that none is a way around. An answer there proves no password.
    if (readTarget(request).pathname === "/auth/sign-in/email") rateLimits.failedSignIns.forget(key);
  });
}

/**
 * Requests of one address that are answered at the same time. More are refused before they cost the database anything.
 */
const mostUnderWay = 50;

const signsIn = "Somebody signs in.";

/** Messages in the log about requests, which end well with the status 200. */
const loggedPaths: ReadonlyMap<string, string> = new Map([
  ["/auth/sign-in/email", signsIn],
  ["/auth/sign-up/email", "Somebody signs up."],
  ["/auth/sign-out", "Somebody signs out."],
]);

const signUpPath = "/auth/sign-up/email";

/** Routes that need no password and send an e-mail. */
const mailPaths: ReadonlySet<string> = new Set(["/auth/request-password-reset", "/auth/send-verification-email"]);

function isChange({ method }: FastifyRequest): boolean {
  return method !== "GET" && method !== "HEAD" && method !== "OPTIONS";
}

/** Browsers say where a page comes from that sends such a request, and no page can make them say anything else. */
function findForeignSite({ headers }: FastifyRequest, origins: readonly string[]): string | undefined {
  const { origin, "sec-fetch-site": site } = headers;
  if (origin !== undefined) {
    return origins.includes(origin) ? undefined : "Pages of this origin may not do this: name it in ALLOWED_ORIGINS.";
  }
  const isOwn = site === undefined || site === "same-origin" || site === "none";
  return isOwn
    ? undefined
    : "This request comes from a page of another site. Send it from a page of this server or of ALLOWED_ORIGINS.";
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function isJson({ headers }: FastifyRequest): boolean {
  return /^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "");
}

/** The account that somebody wants to get into, by whichever path: the e-mail beside a password. */
function findEmail(body: unknown): string | undefined {
  const { email, password } = Object(body);
  // None is longer, and what is counted is kept.
  if (typeof email !== "string" || email.length > maxEmailLength || password === undefined) return undefined;
  return normalizeEmail(email);
}

/** Answers a request under `/auth` that exceeds a limit: status 429, with the seconds to wait in header and body. */
export function refuseForRate(reply: FastifyReply, { code, message, retryAfter }: RateLimitedError): FastifyReply {
  return reply.code(429).header("retry-after", retryAfter).send({ code, message, retryAfter });
}

function refuse(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply.code(status).send(body);
}
