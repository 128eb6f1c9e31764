import type { GraphQLFormattedError } from "graphql";

/** Error codes of operations with which the same is always refused. Any other one may pass, also of a later version. */
const finalCodes: readonly unknown[] = [
  "ANSWER_TOO_LARGE",
  "BAD_REQUEST",
  "BAD_USER_INPUT",
  "FORBIDDEN",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "NOT_FOUND",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_FOUND",
  "UNAUTHENTICATED",
];

/** Returns true when the same may succeed later. */
export function isPassing(error: GraphQLFormattedError): boolean {
  return !finalCodes.includes(codeOf(error));
}

/** Returns true when a fresh token will do. The code of an answer of JSON is `UNAUTHENTICATED` then, too. */
export function isExpiry(error: GraphQLFormattedError): boolean {
  return codeOf(error) === "TOKEN_EXPIRED" || error.extensions?.["expired"] === true;
}

export function codeOf({ extensions }: GraphQLFormattedError): unknown {
  return extensions?.["code"];
}

/** Returns the time that the server asks for, in milliseconds; at most five minutes. */
export function retryAfterOf({ extensions }: GraphQLFormattedError): number | undefined {
  const seconds = extensions?.["retryAfter"];
  return typeof seconds === "number" ? Math.min(seconds, 300) * 1_000 : undefined;
}
