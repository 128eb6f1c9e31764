import type { GraphQLFormattedError } from "graphql";

/** Error codes of temporary failures. */
const passingCodes: readonly unknown[] = ["INTERNAL_SERVER_ERROR", "RATE_LIMITED", "UNAVAILABLE"];

/** Returns true when the same may succeed later. */
export function isPassing(error: GraphQLFormattedError): boolean {
  return passingCodes.includes(codeOf(error));
}

/** Returns true when a fresh token will do. The code of an answer of JSON is `UNAUTHENTICATED` then, too. */
export function isExpiry(error: GraphQLFormattedError): boolean {
  return codeOf(error) === "TOKEN_EXPIRED" || error.extensions?.["expired"] === true;
}

export function codeOf({ extensions }: GraphQLFormattedError): unknown {
  return extensions?.["code"];
}

/** Returns the time that the server asks for, in milliseconds. */
export function retryAfterOf({ extensions }: GraphQLFormattedError): number | undefined {
  const seconds = extensions?.["retryAfter"];
  return typeof seconds === "number" ? seconds * 1_000 : undefined;
}
