import { ApolloServer, type ApolloServerPlugin, HeaderMap } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { GraphQLError } from "graphql";
import type { Logger } from "pino";
import { schema } from "../../../schema/index.ts";
import { findOutage } from "../../database/find-outage.ts";
import { RateLimitedError, UnauthenticatedError, UnavailableError } from "../../errors/expected-error.ts";
import { boundErrors, validationOptions } from "../graphql/bound-errors.ts";
import { coerceVariables } from "../graphql/coerce-variables.ts";
import { createDocumentCache } from "../graphql/document-cache.ts";
import { type FormatError, tellOutcomeOfChanges } from "../graphql/format-error.ts";
import type { DocumentChecks } from "../graphql/prepare-operation.ts";
import type { RequestContext } from "../graphql/request-context.ts";
import { missingToken, needsToken } from "../limits/admit-anonymous.ts";
import { priceOperation, priceReading } from "../limits/price-operation.ts";

export interface ApolloOptions extends DocumentChecks {
  readonly formatError: FormatError;
  /** The id of the request that is being answered. */
  readonly findRequestId: () => string;
  readonly logger: Logger;
}

/** Starts what answers GraphQL over HTTP. The caller stops it. */
export async function startApolloServer(options: ApolloOptions): Promise<ApolloServer<RequestContext>> {
  const { validationRules, limits, persistedQueries, formatError, findRequestId, logger } = options;
  const apollo = new ApolloServer<RequestContext>({
    schema,
    parseOptions: { maxTokens: limits.documentTokens },
    validationRules: [...validationRules],
    validationOptions,
    formatError: (formatted, error) => formatError(error, findRequestId(), formatted),
    includeStacktraceInErrorResponses: false,
    // A rule of validation forbids it where it is to be.
    introspection: true,
    // Its own would measure a document by its JSON, which is a fraction of it.
    documentStore: toStore(createDocumentCache()),
    persistedQueries: { cache: toStore(persistedQueries) },
    stopOnTerminationSignals: false,
    logger,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ignoreEmptyName,
      refuseSubscriptions,
      refuseUnprepared(options),
      tellWhenToReturn,
      tellOutcome,
      boundAnswer,
      boundAnswers(options),
    ],
  });
  await apollo.start();
  return apollo;
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

/** An empty `operationName` counts as absent. */
const ignoreEmptyName: ApolloServerPlugin = {
  async requestDidStart({ request }) {
    if (request.operationName === "") delete request.operationName;
  },
};

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

/**
 * Refuses the same as `prepareOperation` on a WebSocket: bad variables, which Apollo would quote at any length, and the
 * cost. Counts the cost of what it does not refuse.
 */
function refuseUnprepared({ limits, formatError, findRequestId }: ApolloOptions): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart({ contextValue }) {
      let errors: readonly GraphQLError[] = [];
      return {
        async parsingDidStart({ source }) {
          contextValue.countCost(priceReading(source));
        },
        async didResolveOperation({ document, operation, request }) {
          if (contextValue.isAnonymous && needsToken(document)) throw refuseAnonymous();
          // Without an operation nothing is executed, and Apollo says why.
          if (!operation) return;
          const values = coerceVariables(operation, request.variables ?? {});
          if (!("coerced" in values)) {
            errors = values;
            return;
          }
          const price = priceOperation({ document, operation, variables: values.coerced }, limits);
          if (typeof price !== "number") throw price;
          contextValue.countCost(price);
          request.variables = values.declared;
        },
        async responseForOperation() {
          if (errors.length === 0) return null;
          const formatted = errors.map((error) => formatError(error, findRequestId()));
          const http = { status: 400, headers: new HeaderMap() };
          return { http, body: { kind: "single", singleResult: { errors: formatted } } };
        },
      };
    },
  };
}

/** Holds the errors of an answer to their limits, after all else was said of them. */
const boundAnswer: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body } }) {
        if (body.kind !== "single" || !body.singleResult.errors) return;
        body.singleResult.errors = boundErrors(body.singleResult.errors, (error) => error);
      },
    };
  },
};

/** A persisted document that is only named was not refused before. */
function refuseAnonymous(): GraphQLError {
  const originalError = new UnauthenticatedError(missingToken);
  return new GraphQLError(missingToken, {
    originalError,
    extensions: { code: originalError.code, http: { status: 401 } },
  });
}

/** Repeats `retryAfter` of RATE_LIMITED and UNAVAILABLE in a header. */
const tellWhenToReturn: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ errors, response: { http } }) {
        const waits = (errors ?? []).flatMap(({ originalError }) => waitOf(originalError));
        if (waits.length > 0) http.headers.set("retry-after", String(Math.max(...waits)));
      },
    };
  },
};

function waitOf(error: unknown): number | [] {
  if (error instanceof RateLimitedError || error instanceof UnavailableError) return error.retryAfter;
  return findOutage(error) ? 1 : [];
}

const tellOutcome: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ operation, response: { body } }) {
        if (operation?.operation !== "mutation" || body.kind !== "single" || !body.singleResult.errors) return;
        body.singleResult.errors = tellOutcomeOfChanges(body.singleResult.errors);
      },
    };
  },
};

/** Has an answer that is too large, or one too many, replaced by the error that says so, before it is serialised. */
function boundAnswers({ formatError, findRequestId }: ApolloOptions): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue, response }) {
          if (response.body.kind !== "single") return;
          try {
            await contextValue.reads.admitAnswer(response.body.singleResult);
          } catch (error) {
            const singleResult = { data: null, errors: [formatError(error, findRequestId())] };
            response.body = { kind: "single", singleResult };
            if (error instanceof RateLimitedError) response.http.headers.set("retry-after", String(error.retryAfter));
          }
        },
      };
    },
  };
}
