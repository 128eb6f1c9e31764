import compress from "@fastify/compress";
import cors from "@fastify/cors";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { GraphQLError } from "graphql";
import type { Logger } from "pino";
import type { ClientLimits } from "../../config/limits.ts";
import {
  ExpiredTokenError,
  RateLimitedError,
  UnauthenticatedError,
  UnavailableError,
} from "../../errors/expected-error.ts";
import type { Accounts } from "../auth/accounts.ts";
import { type AdmitRequestOptions, createAdmitRequest } from "../auth/admit-request.ts";
import { authRoutes } from "../auth/auth-routes.ts";
import { guardAccounts } from "../auth/guard-accounts.ts";
import { type UnsubscribeOptions, unsubscribeRoute } from "../auth/unsubscribe-route.ts";
import type { FormatError } from "../graphql/format-error.ts";
import type { RateLimits } from "../limits/rate-limits.ts";
import { type Failure, mcpRoute } from "../mcp/mcp-route.ts";
import { type WebPagesOptions, webPages } from "../pages/web-pages.ts";
import { acceptJson, MalformedRequestError } from "../request/read-json.ts";
import { type IsTrustedProxy, type MakeRequestId, requestIdHeader } from "../request/read-request.ts";
import { readAccepted } from "./accept.ts";
import type { BoundServer } from "./bind.ts";
import { allowOrigins } from "./cross-origin.ts";
import { addGraphqlRoute, findRetryAfter, type GraphqlRouteOptions, sendAnswer } from "./graphql-route.ts";
import { type Health, healthRoutes } from "./health-routes.ts";
import { type MetricsRoutes, metricsRoutes } from "./metrics-routes.ts";
import { refuseStopping } from "./refuse-stopping.ts";
import { securityHeaders } from "./security-headers.ts";
import { traceRoutes } from "./trace-routes.ts";

export interface HttpServerOptions
  extends Omit<GraphqlRouteOptions, "admit">,
    AdmitRequestOptions,
    WebPagesOptions,
    Omit<UnsubscribeOptions, "rateLimits"> {
  readonly bound: BoundServer;
  readonly accounts: Accounts;
  readonly publicUrl: string;
  /** Origins whose pages may use it. */
  readonly origins: readonly string[];
  readonly limits: Pick<ClientLimits, "messageBytes">;
  readonly rateLimits: RateLimits;
  readonly makeRequestId: MakeRequestId;
  readonly isTrustedProxy: IsTrustedProxy;
  /** Called with each error that tells of an outage of PostgreSQL. */
  readonly onOutage: (error: unknown) => unknown;
  readonly health: Omit<Health, "isStopping">;
  readonly metrics: MetricsRoutes;
  /** Called with each answer that is no stream, when it is sent. */
  readonly onAnswer: (answer: {
    /** Pattern of the route, or "none". */
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }) => void;
  readonly onSignIn: (status: number) => void;
  /** Called with the bytes of each body of a request, and of each answer that is sent in one piece. */
  readonly onRequestSize: OnSize<"http">;
  readonly onAnswerSize: OnSize<"http">;
  readonly logger: Logger;
}

/** Hears of a request or an answer, by its bytes before compression. */
export type OnSize<Transport> = (sized: { readonly transport: Transport; readonly bytes: number }) => void;

export interface HttpServer {
  /** Has `/readyz` tell proxies to send no more. Requests that still arrive are answered. */
  announceStop(): void;
  /** Stops listening and answers 503 from here on; ends when the requests under way are answered. */
  close(): Promise<void>;
}

/** Serves everything that is not a WebSocket. Resolves when requests are answered. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { bound, accounts, publicUrl, findOrigin, health, formatError, underWay, limits, logger } = options;
  const app = Fastify({
    bodyLimit: limits.messageBytes,
    loggerInstance: logger as FastifyBaseLogger,
    genReqId: options.makeRequestId,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
  });
  app.addHook("onRequest", (request, reply, done) => {
    reply.header(requestIdHeader, request.id);
    done();
  });
  app.addHook("onResponse", async ({ routeOptions }, { statusCode: status, elapsedTime }) => {
    options.onAnswer({ route: routeOptions.url ?? "none", status, seconds: elapsedTime / 1_000 });
  });
  app.addHook("onSend", (request, _reply, payload, done) => {
    const { onRequestSize, onAnswerSize } = options;
    const sent = Number(request.headers["content-length"]);
    if (sent > 0) onRequestSize({ transport: "http", bytes: sent });
    const isWhole = typeof payload === "string" || Buffer.isBuffer(payload);
    if (isWhole) onAnswerSize({ transport: "http", bytes: Buffer.byteLength(payload) });
    done();
  });
  app.addHook("onRequest", securityHeaders(publicUrl));
  acceptJson(app, { mayBeEmpty: false });
  const toFailure = createToFailure(formatError);
  app.setErrorHandler(respondWithError(toFailure));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ message: "Not found. The API is at /graphql." }));
  let isStopping = false;
  let isClosing = false;
  await app.register(healthRoutes, { ...health, isStopping: () => isStopping });
  await app.register(metricsRoutes, options.metrics);
  const serve: FastifyPluginAsync = async (service) => {
    const { tracer } = options.services;
    if (tracer) service.addHook("onRoute", traceRoutes(tracer, options.isTrustedProxy));
    service.addHook("onRequest", async (_request, reply) => {
      if (isClosing) return refuseStopping(reply);
    });
    await service.register(cors, { delegator: allowOrigins(options.origins) });
    await service.register(compress, { global: false });
    const { graphiql, findFacts, directory } = options;
    await service.register(webPages, { graphiql, findFacts, ...(directory !== undefined && { directory }) });
    await service.register(async (guarded) => {
      guardAccounts(guarded, options);
      const { turns, onOutage } = options;
      await guarded.register(authRoutes, { accounts, turns, publicUrl, findOrigin, underWay, onOutage });
    });
    await service.register(unsubscribeRoute, options);
    const admit = createAdmitRequest(options);
    addGraphqlRoute(service, { ...options, admit });
    await service.register(mcpRoute, { ...options, admit, toFailure });
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
    },
  };
}

/**
 * Answers what is thrown: a request that is not admitted, and faults around GraphQL, such as a body that is too large.
 */
function respondWithError(toFailure: ToFailure) {
  return (thrown: Partial<FastifyError>, request: FastifyRequest, reply: FastifyReply) => {
    // The client hung up before a compressed answer began, which ends its compression; nobody is left to be told.
    if (thrown.code === "ERR_STREAM_PREMATURE_CLOSE" && reply.raw.destroyed) return reply.hijack();
    const { status, error } = toFailure(thrown, request);
    return sendAnswer(request, reply.code(status), { errors: [error] });
  };
}

type ToFailure = (thrown: Partial<FastifyError>, request: FastifyRequest) => Failure;

function createToFailure(formatError: FormatError): ToFailure {
  return (thrown, request) => {
    const error = formatError(toGraphQLError(thrown, request) ?? thrown, request.id);
    return { status: statusOf(thrown), error, retryAfter: findRetryAfter([error]) };
  };
}

/** Returns the error of a request that is none, or that the transport tells of in its own way; undefined for others. */
function toGraphQLError(error: Partial<FastifyError>, { headers }: FastifyRequest): GraphQLError | undefined {
  const { message = "", statusCode = 500 } = error;
  if (error instanceof ExpiredTokenError && readAccepted(headers.accept).stream) {
    return new GraphQLError(message, { extensions: { code: "TOKEN_EXPIRED" } });
  }
  if (statusCode >= 500) return undefined;
  const transports = error instanceof MalformedRequestError ? error.transports : null;
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST", ...(transports && { transports }) } });
}

function statusOf(error: Partial<FastifyError>): number {
  if (error instanceof UnauthenticatedError) return 401;
  // A token that cannot be verified at the moment is one of them: a proxy takes a 503 for a fault of this instance.
  if (error instanceof RateLimitedError) return 429;
  if (error instanceof UnavailableError) return 503;
  return error instanceof GraphQLError ? 400 : (error.statusCode ?? 500);
}
