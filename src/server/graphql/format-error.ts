import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { Logger } from "pino";
import { expectOutage } from "../../database/find-outage.ts";
import {
  BadUserInputError,
  ExpectedError,
  ExpiredTokenError,
  RateLimitedError,
  UnavailableError,
} from "../../errors/expected-error.ts";
import { tooAlike } from "../limits/document-limits.ts";
import { boundError, validationOptions } from "./bound-errors.ts";
import { tooManyComparisons, tooManyErrors } from "./graphql-js-compat.ts";

/** Codes of GraphQL and of the transports: they say what the client did wrong. */
const clientCodes: ReadonlySet<unknown> = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "BAD_REQUEST",
  "PERSISTED_QUERY_NOT_FOUND",
  "BAD_USER_INPUT",
  "UNAUTHENTICATED",
  "TOKEN_EXPIRED",
  "RATE_LIMITED",
]);

/**
 * Returns an error as clients see it, the same on all transports. Expected failures keep their code, GraphQL's own
 * errors stay as they are, and everything unforeseen is masked and logged. Each error has the id of its request, as the
 * log does.
 */
export type FormatError = (error: unknown, requestId: string) => GraphQLFormattedError;

export function createFormatError(options: FormatErrorOptions): FormatError {
  const { logger, onInternalError, onOutage } = options;
  return (error, requestId) => boundError(format(error, requestId));

  function format(error: unknown, requestId: string): GraphQLFormattedError {
    const formatted = toGraphQLError(error).toJSON();
    const { locations, path } = formatted;
    const where = { ...(locations && { locations }), ...(path && { path }) };
    const message = plainWords.get(formatted.message) ?? formatted.message;
    // Reads alone end here as the driver threw them; `changeProject` knows the outcome of its own.
    const cause = expectOutage(findCause(error));
    if (cause instanceof UnavailableError) onOutage(cause);
    if (cause instanceof ExpectedError) {
      return { message: cause.message, ...where, extensions: { code: cause.code, ...detailsOf(cause), requestId } };
    }
    const { code, issues, transports } = formatted.extensions ?? {};
    if (issues !== undefined || code === "BAD_USER_INPUT") {
      return { message, ...where, extensions: { code: "BAD_USER_INPUT", issues: issues ?? [], requestId } };
    }
    // The parser is recursive, and says so by exhausting the stack.
    if (code === "GRAPHQL_PARSE_FAILED" && cause instanceof RangeError) {
      return { message: "The document is nested too deeply.", extensions: { code, requestId } };
    }
    if (clientCodes.has(code)) {
      return { message, ...where, extensions: { code, ...(transports !== undefined && { transports }), requestId } };
    }
    logger.error({ err: cause, path, requestId }, "An operation failed unforeseen.");
    onInternalError();
    return { message: "Internal server error", ...where, extensions: { code: "INTERNAL_SERVER_ERROR", requestId } };
  }
}

export interface FormatErrorOptions {
  readonly logger: Logger;
  /** Called for each error that is masked. */
  readonly onInternalError: () => void;
  /** Called for each error that tells of an outage of PostgreSQL. */
  readonly onOutage: (error: UnavailableError) => unknown;
}

/** Plain words for the messages of graphql-js where it stops checking a document, which name no limit. */
const plainWords: ReadonlyMap<string, string> = new Map([
  [tooManyErrors, `This has more than ${validationOptions.maxErrors} errors: the others are not told.`],
  [tooManyComparisons, tooAlike],
]);

function detailsOf(error: ExpectedError) {
  if (error instanceof BadUserInputError) return { issues: error.issues };
  if (error instanceof UnavailableError) return { outcome: error.outcome };
  // Where a WebSocket closes with 4403 and not with 4401.
  if (error instanceof ExpiredTokenError) return { expired: true };
  if (!(error instanceof RateLimitedError)) return {};
  const { retryAfter, budget } = error;
  return { retryAfter, ...(budget !== null && { budget }) };
}

function toGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError(error instanceof Error ? error.message : String(error));
}

/** Returns the error that GraphQL has wrapped. */
function findCause(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? findCause(error.originalError) : error;
}
