import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import compress from "@fastify/compress";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RouteOptions,
} from "fastify";
import { GraphQLError } from "graphql";
import type { SignUps } from "../../config/config.ts";
import {
  type ExpectedError,
  RateLimitedError,
  UnauthenticatedError,
  UnavailableError,
} from "../../errors/expected-error.ts";
import type { Accounts } from "../auth/accounts.ts";
import { authRoutes } from "../auth/auth-routes.ts";
import type { Authenticate } from "../auth/authenticate.ts";
import type { FormatError } from "../graphql/format-error.ts";
import { guardDocuments } from "../graphql/guard-documents.ts";
import type { ContextServices } from "../graphql/request-context.ts";
import { createAdmitRequest } from "../limits/admit-request.ts";
import type { CallerTurns } from "../limits/caller-turns.ts";
import { guardAccounts } from "../limits/guard-accounts.ts";
import type { RateLimits } from "../limits/rate-limits.ts";
import { webPages } from "../pages/web-pages.ts";
import { type ApolloOptions, startApolloServer } from "./apollo-server.ts";
import type { BoundServer } from "./bind.ts";
import { bodyEncodings, endInflation } from "./compressed-bodies.ts";
import { allowOrigins } from "./cross-origin.ts";
import { type Health, healthRoutes } from "./health-routes.ts";
import { acceptJson } from "./json-body.ts";
import { markPrivate } from "./mark-private.ts";
import { type MetricsRoutes, metricsRoutes } from "./metrics-routes.ts";
import { type MakeRequestId, requestIdHeader } from "./request-id.ts";
import type { FindOrigin } from "./request-origin.ts";
import { securityHeaders } from "./security-headers.ts";
import type { UnderWay } from "./under-way.ts";

export interface HttpServerOptions extends Omit<ApolloOptions, "findRequestId"> {
  readonly bound: BoundServer;
  readonly services: ContextServices;
  readonly accounts: Accounts;
  readonly authenticate: Authenticate;
  readonly publicUrl: string;
  /** Those whose pages may use it. */
  readonly origins: readonly string[];
  readonly rateLimits: RateLimits;
  /** Shared with the WebSockets. */
  readonly turns: CallerTurns;
  readonly findOrigin: FindOrigin;
  readonly makeRequestId: MakeRequestId;
  /** Hears of each error that tells of an outage of PostgreSQL. */
  readonly onOutage: (error: unknown) => unknown;
  readonly underWay: UnderWay;
  /** Serves GraphiQL to browsers. */
  readonly graphiql: boolean;
  readonly signUps: SignUps;
  readonly health: Omit<Health, "isStopping">;
  readonly metrics: MetricsRoutes;
}

export interface HttpServer {
  /** Makes `/readyz` tell proxies to send no more. Requests until then are answered. */
  announceStop(): void;
  /** Stops listening and answers 503 from here on; ends when the requests under way are answered. */
  close(): Promise<void>;
}

/** Serves everything that is not a WebSocket. Resolves when requests are answered. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { bound, accounts, publicUrl, findOrigin, health, formatError, underWay, limits, logger } = options;
  // Apollo Server does not say of which request an error is.
  const requestIds = new AsyncLocalStorage<string>();
  const apollo = await startApolloServer({ ...options, findRequestId: () => requestIds.getStore() ?? randomUUID() });

  const app = Fastify({
    bodyLimit: limits.messageBytes,
    loggerInstance: logger as FastifyBaseLogger,
    genReqId: options.makeRequestId,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
  });
  app.addHook("onRequest", (request, reply, done) => {
    reply.header(requestIdHeader, request.id);
    requestIds.run(request.id, done);
  });
  acceptJson(app, { mayBeEmpty: false });
  app.setErrorHandler(respondWithError(formatError));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ message: "There is nothing here; the API is at /graphql." }),
  );
  await app.register(helmet, securityHeaders(publicUrl));
  let isStopping = false;
  let isClosing = false;
  await app.register(healthRoutes, { ...health, isStopping: () => isStopping });
  await app.register(metricsRoutes, options.metrics);
  const serve: FastifyPluginAsync = async (service) => {
    service.addHook("onRequest", async (_request, reply) => {
      if (isClosing) return refuse(reply);
    });
    await service.register(cors, { delegator: allowOrigins(options.origins) });
    await service.register(compress, { global: false });
    await service.register(webPages, { graphiql: options.graphiql, signUps: options.signUps });
    await service.register(async (guarded) => {
      guardAccounts(guarded, options);
      const { turns, onOutage } = options;
      await guarded.register(authRoutes, { accounts, turns, publicUrl, findOrigin, underWay, onOutage });
    });
    const admit = createAdmitRequest(options);
    const answer = fastifyApolloHandler(apollo, {
      context: async (request, reply) => {
        const context = await admit(request).catch(refuseRequest);
        // The answer is sent, or whoever asked has hung up.
        reply.raw.once("close", () => context.reads.end());
        if (reply.raw.destroyed) context.reads.end();
        return context;
      },
    });
    service.route({
      url: "/graphql",
      method: ["GET", "POST"],
      compress: answerCompression,
      decompress: bodyEncodings,
      onRequest: [refuseMalformedHost, markPrivate],
      preParsing: endInflation,
      preHandler: guardDocuments(limits),
      handler(request, reply) {
        return underWay.track(answer.call(this, request, reply));
      },
    });
  };
  await app.register(serve);
  await app.ready();
  bound.serve((request, response) => app.routing(request, response));

  return {
    announceStop() {
      isStopping = true;
    },
    async close() {
      isClosing = true;
      await Promise.all([bound.close(), underWay.settle()]);
      await app.close();
      await apollo.stop();
    },
  };
}

/**
 * Compresses long answers alone: a short one gains too little for the CPU. The length of an answer is of no use to
 * pages of others, which cannot ask with somebody's token. Where cookies are enough, under `/auth`, nothing is
 * compressed.
 */
const answerCompression: NonNullable<RouteOptions["compress"]> = { threshold: 16 * 1024, encodings: ["br", "gzip"] };

function refuse(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .headers({ "retry-after": "1", connection: "close" })
    .send({ message: "Lockstep is stopping; try again in a moment." });
}

/** The integration of Apollo Server makes a URL of the Host, and would report a bad one as a fault of the server. */
async function refuseMalformedHost({ protocol, hostname }: FastifyRequest): Promise<void> {
  if (URL.canParse(`${protocol}://${hostname}/`)) return;
  throw Object.assign(new Error("The Host header is malformed."), { statusCode: 400 });
}

/** Gives why a request is not admitted its status. */
function refuseRequest(error: unknown): never {
  if (error instanceof UnauthenticatedError) throw withStatus(error, { status: 401 });
  if (!(error instanceof RateLimitedError || error instanceof UnavailableError)) throw error;
  // A proxy takes a 503 for a fault of this instance. A token that nobody can verify at the moment is none.
  const status = error instanceof UnavailableError ? 503 : 429;
  const headers = new Map([["retry-after", String(error.retryAfter)]]);
  throw withStatus(error, { status, headers });
}

/** As Apollo Server answers it. */
function withStatus(error: ExpectedError, http: object): GraphQLError {
  return new GraphQLError(error.message, { originalError: error, extensions: { code: error.code, http } });
}

/** Answers failures around GraphQL: a body too large, malformed JSON, an unknown content type. */
function respondWithError(formatError: FormatError) {
  return (error: Partial<FastifyError>, request: FastifyRequest, reply: FastifyReply) => {
    if (error instanceof GraphQLError) return reply.code(400).send({ errors: [formatError(error, request.id)] });
    const { statusCode = 500, message = "", code } = error;
    // The client disconnected before a compressed answer began, which ends its compression; nobody is left to be told.
    if (code === "ERR_STREAM_PREMATURE_CLOSE" && reply.raw.destroyed) return reply.hijack();
    const isClients = statusCode < 500;
    const cause = isClients ? new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } }) : error;
    return reply.code(statusCode).send({ errors: [formatError(cause, request.id)] });
  };
}
