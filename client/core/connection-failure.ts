import type { GraphQLFormattedError } from "graphql";

/** Close codes after which a retry of the same is refused again. */
const finalCodes: ReadonlySet<unknown> = new Set([
  4400, // The client violated the protocol.
  4401, // No valid token, or the session was signed out.
  4406, // The server speaks another protocol.
]);

/** Close code with which graphql-ws reports a socket that this side gave up. */
const terminated = 4499;

/** Error codes of temporary failures. */
const passingCodes: ReadonlySet<unknown> = new Set(["INTERNAL_SERVER_ERROR", "RATE_LIMITED", "UNAVAILABLE"]);

/**
 * Value with which graphql-ws ends a subscription. It is a close event, the errors of an `error` message, an Error, or an
 * error event in the form of the platform.
 */
interface Failure {
  readonly code?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
}

/** A subscription that the server ended for good. */
export class SubscriptionRefused extends Error {
  override readonly name = "SubscriptionRefused";
  /** The GraphQL errors. Close code 4401 appears as `UNAUTHENTICATED`. Empty after another final close code. */
  readonly errors: readonly GraphQLFormattedError[];

  constructor(failure: unknown) {
    const { code } = failure as Failure;
    const reason = reasonOf(failure) ?? "The connection failed.";
    const errors = isErrors(failure) ? failure : code === 4401 ? [toUnauthenticated(reason)] : [];
    super(errors.length > 0 ? reason : `The server closed the connection (${String(code)}): ${reason}`);
    this.errors = errors;
  }
}

/** Returns true when a retry cannot help. */
export function isFinal(failure: unknown): boolean {
  if (isErrors(failure)) return !failure.every(({ extensions }) => passingCodes.has(extensions?.["code"]));
  return finalCodes.has((failure as Failure).code);
}

/** Returns one sentence, if the failure has any. Undefined for a socket that this side gave up. */
export function reasonOf(failure: unknown): string | undefined {
  if (isErrors(failure)) return failure[0]?.message;
  const { code, reason, message } = failure as Failure;
  if (code === terminated) return undefined;
  return [reason, message].find((text) => typeof text === "string" && text !== "") as string | undefined;
}

function toUnauthenticated(message: string): GraphQLFormattedError {
  return { message, extensions: { code: "UNAUTHENTICATED" } };
}

function isErrors(failure: unknown): failure is readonly GraphQLFormattedError[] {
  return Array.isArray(failure);
}
