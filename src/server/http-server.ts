import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
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
import { GraphQLError, getVariableValues } from "graphql";
import type { Logger } from "pino";
import type { Context } from "../../schema/context.ts";
import { schema } from "../../schema/index.ts";
import type { ClientLimits } from "../client-limits.ts";
import { RateLimitedError, UnauthenticatedError } from "../errors.ts";
import type { Accounts } from "./auth/accounts.ts";
import { authRoutes } from "./auth/auth-routes.ts";
import type { Authenticate } from "./auth/authenticate.ts";
import type { BoundServer } from "./bind.ts";
import { allowOrigins } from "./cross-origin.ts";
import { createDocumentCache } from "./document-cache.ts";
import type { FormatError } from "./format-error.ts";
import { guardAccounts } from "./guard-accounts.ts";
import { type Health, healthRoutes } from "./health-routes.ts";
import { type MetricsRoutes, metricsRoutes } from "./metrics-routes.ts";
import type { DocumentChecks } from "./prepare-operation.ts";
import { findCostError } from "./query-cost.ts";
import type { RateLimits } from "./rate-limits.ts";
import { type ContextServices, RequestContext } from "./request-context.ts";
import { makeRequestId, requestIdHeader } from "./request-id.ts";
import type { FindOrigin } from "./request-origin.ts";
import { securityHeaders } from "./security-headers.ts";
import { webPages } from "./web-pages.ts";

export interface HttpServerOptions extends DocumentChecks {
  readonly bound: BoundServer;
  readonly services: ContextServices;
  readonly accounts: Accounts;
  readonly authenticate: Authenticate;
  readonly publicUrl: string;
  /** Those whose pages may use it. */
  readonly origins: readonly string[];
  readonly rateLimits: RateLimits;
  readonly trustedProxies: readonly string[];
  readonly findOrigin: FindOrigin;
  /** Whether browsers get GraphiQL. */
  readonly graphiql: boolean;
  readonly health: Omit<Health, "isStopping">;
  readonly metrics: MetricsRoutes;
  readonly formatError: FormatError;
  readonly logger: Logger;
}

export interface HttpServer {
  /** Answers 503 from here on, but for the state of health; requests under way are not touched. */
  refuse(): void;
  /** Stops listening and ends when the requests under way are answered. */
  close(): Promise<void>;
}

/** Serves everything that is not a WebSocket. Resolves when requests are answered. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { bound, accounts, publicUrl, health, formatError, limits, logger } = options;
  // Apollo Server does not say of which request an error is.
  const requestIds = new AsyncLocalStorage<string>();
  const apollo = new ApolloServer<Context>({
    schema,
    parseOptions: { maxTokens: limits.documentTokens },
    validationRules: [...options.validationRules],
    formatError: (formatted, error) => formatError(error, requestIds.getStore() ?? randomUUID(), formatted),
    includeStacktraceInErrorResponses: false,
    introspection: true,
    // Its own would measure a document by its JSON, which is a fraction of it.
    documentStore: toStore(createDocumentCache()),
    persistedQueries: { cache: toStore(options.persistedQueries) },
    stopOnTerminationSignals: false,
    logger,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      refuseSubscriptions,
      refuseCostly(limits),
      tellWhenToReturn,
    ],
  });
  await apollo.start();

  const app = Fastify({
    bodyLimit: limits.messageBytes,
    trustProxy: options.trustedProxies.length > 0 && [...options.trustedProxies],
    loggerInstance: logger as FastifyBaseLogger,
    genReqId: makeRequestId,
    requestIdLogLabel: "requestId",
    logController: new LogController({ disableRequestLogging: true }),
  });
  app.addHook("onRequest", (request, reply, done) => {
    reply.header(requestIdHeader, request.id);
    requestIds.run(request.id, done);
  });
  app.setErrorHandler(respondWithError(formatError));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ message: "There is nothing here; the API is at /graphql." }),
  );
  await app.register(helmet, securityHeaders(publicUrl));
  let isStopping = false;
  await app.register(healthRoutes, { ...health, isStopping: () => isStopping });
  await app.register(metricsRoutes, options.metrics);
  const serve: FastifyPluginAsync = async (service) => {
    service.addHook("onRequest", async (_request, reply) => {
      if (isStopping) return refuse(reply);
    });
    await service.register(cors, { delegator: allowOrigins(options.origins) });
    await service.register(compress, { global: false });
    await service.register(webPages, { graphiql: options.graphiql });
    await service.register(async (guarded) => {
      guardAccounts(guarded, options);
      await guarded.register(authRoutes, { accounts, publicUrl });
    });
    service.route({
      url: "/graphql",
      method: ["GET", "POST"],
      compress: answerCompression,
      handler: fastifyApolloHandler(apollo, {
        context: (request) => authenticateRequest(request, options),
      }),
    });
  };
  await app.register(serve);
  await app.ready();
  bound.serve((request, response) => app.routing(request, response));

  return {
    refuse() {
      isStopping = true;
    },
    async close() {
      await bound.close();
      await app.close();
      await apollo.stop();
    },
  };
}

/**
 * Compressed are long answers alone: a short one gains nothing that is worth the CPU. That their length tells what is in
 * them is of no use to pages of others, which cannot ask with somebody's token. Where cookies are enough, under `/auth`,
 * nothing is compressed.
 */
const answerCompression: NonNullable<RouteOptions["compress"]> = { threshold: 16 * 1024, encodings: ["br", "gzip"] };

function refuse(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .headers({ "retry-after": "1", connection: "close" })
    .send({ message: "Lockstep is stopping: come back in a moment." });
}

/** As Apollo Server asks for one. */
function toStore<Value>(cache: Cache<Value>) {
  return {
    get: async (key: string) => cache.get(key),
    async set(key: string, value: Value) {
      cache.set(key, value);
    },
    delete: async (key: string) => cache.delete(key),
  };
}

interface Cache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): unknown;
  delete(key: string): boolean;
}

async function authenticateRequest(
  request: FastifyRequest,
  { authenticate, services, findOrigin }: HttpServerOptions,
): Promise<Context> {
  try {
    const viewer = await authenticate(request.headers.authorization);
    return new RequestContext(services, viewer, findOrigin(request.raw));
  } catch (error) {
    if (!(error instanceof UnauthenticatedError)) throw error;
    const extensions = { code: error.code, http: { status: 401 } };
    throw new GraphQLError(error.message, { originalError: error, extensions });
  }
}

/** Apollo would run a subscription like a query and answer nonsense. */
const refuseSubscriptions: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation }) {
        if (operation?.operation !== "subscription") return;
        throw new GraphQLError("Subscriptions are served over WebSocket, on the same path, as graphql-transport-ws.", {
          extensions: { code: "BAD_REQUEST", http: { status: 400 } },
        });
      },
    };
  },
};

/** The limit that `prepareOperation` holds on a WebSocket. */
function refuseCostly(limits: ClientLimits): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request }) {
          // Without an operation, or with bad variables, nothing is executed, and Apollo says why.
          if (!operation) return;
          const { variableDefinitions = [] } = operation;
          const { coerced } = getVariableValues(schema, variableDefinitions, request.variables ?? {}, { maxErrors: 1 });
          const error = coerced && findCostError({ document, operation, variables: coerced }, limits);
          if (error) throw error;
        },
      };
    },
  };
}

/** Says in a header, too, when to come back after RATE_LIMITED. */
const tellWhenToReturn: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ errors, response: { http } }) {
        const waits = (errors ?? []).flatMap(({ originalError }) =>
          originalError instanceof RateLimitedError ? originalError.retryAfter : [],
        );
        if (waits.length > 0) http.headers.set("retry-after", String(Math.max(...waits)));
      },
    };
  },
};

/** What fails before GraphQL: a body too large, JSON that is none, a content type that nobody reads. */
function respondWithError(formatError: FormatError) {
  return (error: Partial<FastifyError>, request: FastifyRequest, reply: FastifyReply) => {
    const { statusCode = 500, message = "" } = error;
    const isClients = statusCode < 500;
    const cause = isClients ? new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } }) : error;
    return reply.code(statusCode).send({ errors: [formatError(cause, request.id)] });
  };
}
