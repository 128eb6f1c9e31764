import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { GraphQLError, type ValidationRule } from "graphql";
import type { Logger } from "pino";
import type { Context } from "../../schema/context.ts";
import { schema } from "../../schema/index.ts";
import { UnauthenticatedError } from "../errors.ts";
import type { Accounts } from "./auth/accounts.ts";
import { authRoutes } from "./auth/auth-routes.ts";
import type { Authenticate } from "./auth/authenticate.ts";
import type { BoundServer } from "./bind.ts";
import { type ContextServices, createContext } from "./create-context.ts";
import type { FormatError } from "./format-error.ts";
import { graphiqlPage } from "./graphiql-page.ts";
import { type Health, healthRoutes } from "./health-routes.ts";
import { messageLimit, tokenLimit } from "./limits.ts";
import { toOrigin } from "./request-origin.ts";

export interface HttpServerOptions {
  readonly bound: BoundServer;
  readonly services: ContextServices;
  readonly accounts: Accounts;
  readonly authenticate: Authenticate;
  readonly publicUrl: string;
  readonly health: Health;
  readonly formatError: FormatError;
  /** Beside those of the specification. */
  readonly validationRules: readonly ValidationRule[];
  readonly logger: Logger;
}

/** Serves everything that is not a WebSocket. Resolves, when requests are answered, with its end. */
export async function startHttpServer(options: HttpServerOptions): Promise<() => Promise<void>> {
  const { bound, services, accounts, authenticate, publicUrl, health, formatError, logger } = options;
  const apollo = new ApolloServer<Context>({
    schema,
    parseOptions: { maxTokens: tokenLimit },
    validationRules: [...options.validationRules],
    formatError: (formatted, error) => formatError(error, formatted),
    includeStacktraceInErrorResponses: false,
    introspection: true,
    // graphql-ws has none, and both transports shall offer the same.
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger,
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginCacheControlDisabled(), refuseSubscriptions],
  });
  await apollo.start();

  const app = Fastify({
    bodyLimit: messageLimit,
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
  });
  app.setErrorHandler(respondWithError(formatError));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ message: "There is nothing here; the API is at /graphql." }),
  );
  await app.register(graphiqlPage);
  await app.register(authRoutes, { accounts, publicUrl });
  await app.register(healthRoutes, health);
  app.route({
    url: "/graphql",
    method: ["GET", "POST"],
    handler: fastifyApolloHandler(apollo, {
      context: (request) => authenticateRequest(request, authenticate, services),
    }),
  });
  await app.ready();
  bound.serve((request, response) => app.routing(request, response));

  return async () => {
    await bound.close();
    await app.close();
    await apollo.stop();
  };
}

async function authenticateRequest(
  request: FastifyRequest,
  authenticate: Authenticate,
  services: ContextServices,
): Promise<Context> {
  try {
    const viewer = await authenticate(request.headers.authorization);
    return createContext(services, viewer, toOrigin(request.raw));
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

/** What fails before GraphQL: a body too large, JSON that is none, a content type that nobody reads. */
function respondWithError(formatError: FormatError) {
  return (error: Partial<FastifyError>, _request: FastifyRequest, reply: FastifyReply) => {
    const { statusCode = 500, message = "" } = error;
    const isClients = statusCode < 500;
    const cause = isClients ? new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } }) : error;
    return reply.code(statusCode).send({ errors: [formatError(cause)] });
  };
}
