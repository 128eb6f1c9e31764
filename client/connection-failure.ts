import { CombinedGraphQLErrors } from "@apollo/client";
import type { GraphQLFormattedError } from "graphql";

/** Close codes after which the same again would be refused again. */
const finalCodes: ReadonlySet<unknown> = new Set([
  4400, // What the client said is no part of the protocol.
  4401, // There is no valid token, or its session was signed out.
  4406, // The server speaks another protocol.
]);

/** With which graphql-ws tells of a socket that this side ended as lost. */
const terminated = 4499;

/** Codes of errors that pass: the server could not, or not now. */
const passingCodes: ReadonlySet<unknown> = new Set(["INTERNAL_SERVER_ERROR", "RATE_LIMITED", "UNAVAILABLE"]);

/**
 * What graphql-ws says when a subscription ends: a close event, the GraphQL errors of an `error` message, an error
 * event, whose form is the platform's own, or an Error.
 */
interface Failure {
  readonly code?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
}

/** Whether to try again would not help. */
export function isFinal(failure: unknown): boolean {
  if (isErrors(failure)) return !failure.every(({ extensions }) => passingCodes.has(extensions?.["code"]));
  return finalCodes.has((failure as Failure).code);
}

/** As the app sees it: an `UNAUTHENTICATED` looks the same as over HTTP. */
export function toError(failure: unknown): Error {
  if (isErrors(failure)) return new CombinedGraphQLErrors({ errors: failure });
  const { code } = failure as Failure;
  const message = reasonOf(failure) ?? "The connection failed.";
  if (code === 4401)
    return new CombinedGraphQLErrors({ errors: [{ message, extensions: { code: "UNAUTHENTICATED" } }] });
  return new Error(`The server closed the connection (${String(code)}): ${message}`);
}

/** One sentence, if there is any. Whoever terminates a socket has the reason himself. */
export function reasonOf(failure: unknown): string | undefined {
  if (isErrors(failure)) return failure[0]?.message;
  const { code, reason, message } = failure as Failure;
  if (code === terminated) return undefined;
  return [reason, message].find((text) => typeof text === "string" && text !== "") as string | undefined;
}

function isErrors(failure: unknown): failure is readonly GraphQLFormattedError[] {
  return Array.isArray(failure);
}
