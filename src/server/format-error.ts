import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { Logger } from "pino";
import { BadUserInputError, ExpectedError, type InputIssue, RateLimitedError } from "../errors.ts";

/** GraphQL's own codes, and those of the transports, Apollo's among them: they say what the client did wrong. */
const clientCodes: ReadonlySet<unknown> = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "BAD_REQUEST",
  "PERSISTED_QUERY_NOT_FOUND",
  "BAD_USER_INPUT",
  "UNAUTHENTICATED",
  "RATE_LIMITED",
]);

/**
 * An error as the client sees it, the same on both transports: expected failures with their code, GraphQL's own as they
 * are, and everything unforeseen masked and logged. Each tells the id of its request, by which it is found in the log.
 */
export type FormatError = (
  error: unknown,
  requestId: string,
  formatted?: GraphQLFormattedError,
) => GraphQLFormattedError;

export function createFormatError({ logger, introspection, onInternalError }: FormatErrorOptions): FormatError {
  return (error, requestId, formatted = toGraphQLError(error).toJSON()) => {
    const { locations, path } = formatted;
    const where = { ...(locations && { locations }), ...(path && { path }) };
    const told = plainWords.get(formatted.message) ?? formatted.message;
    const message = introspection ? told : told.replace(suggestion, "");
    const cause = findCause(error);
    if (cause instanceof ExpectedError) {
      return { message: cause.message, ...where, extensions: { code: cause.code, ...detailsOf(cause), requestId } };
    }
    const { code, issues } = formatted.extensions ?? {};
    if (issues !== undefined || code === "BAD_USER_INPUT") {
      const details = { issues: issues ?? toIssues(message) };
      return { message, ...where, extensions: { code: "BAD_USER_INPUT", ...details, requestId } };
    }
    // The parser is recursive, and says so by exhausting the stack.
    if (code === "GRAPHQL_PARSE_FAILED" && cause instanceof RangeError) {
      return { message: "The document is nested too deeply.", extensions: { code, requestId } };
    }
    if (clientCodes.has(code)) return { message, ...where, extensions: { code, requestId } };
    if (isBadRequest(error)) return { message, ...where, extensions: { code: "BAD_REQUEST", requestId } };
    logger.error({ err: cause, path, requestId }, "An operation failed unforeseen.");
    onInternalError();
    return { message: "Internal server error", ...where, extensions: { code: "INTERNAL_SERVER_ERROR", requestId } };
  };
}

export interface FormatErrorOptions {
  readonly logger: Logger;
  /** Whether clients may learn of the schema what they do not know. */
  readonly introspection: boolean;
  /** Called for each error that is masked. */
  readonly onInternalError: () => void;
}

/** What graphql-js says when it checks a document no further, which names no limit. */
const plainWords: ReadonlyMap<string, string> = new Map([
  [
    "Too many validation errors, error limit reached. Validation aborted.",
    "This has more than 100 errors: the others are not told.",
  ],
  [
    "Validation aborted.",
    "This has too many fields of one name, each two of which would have to be compared: ask in several requests.",
  ],
]);

/** How graphql-js names, at the end of a message, what is like that which is not there. */
const suggestion = / Did you mean [^?]*\?$/;

function detailsOf(error: ExpectedError) {
  if (error instanceof BadUserInputError) return { issues: error.issues };
  return error instanceof RateLimitedError ? { retryAfter: error.retryAfter } : {};
}

/** Apollo gives some that are the client's a status and no code. */
function isBadRequest(error: unknown): boolean {
  return error instanceof GraphQLError && Object(error.extensions["http"]).status === 400;
}

function toGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError(error instanceof Error ? error.message : String(error));
}

/** What was thrown before GraphQL wrapped it. */
function findCause(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? findCause(error.originalError) : error;
}

/** Where in the variables graphql-js found the fault, which it tells in the message alone. */
function toIssues(message: string): InputIssue[] {
  const found = /^Variable "\$(\w+)"(?: got invalid value .*? at "\1([^"]*)")?/s.exec(message);
  if (!found) return [];
  const [, variable = "", rest = ""] = found;
  const steps = [...rest.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  return [{ path: [variable, ...steps], message }];
}
