import type { GraphQLFormattedError } from "graphql";
import type { Outcome } from "../types.ts";
import { findCloseCode } from "./close-codes.ts";
import { codeOf, isExpiry } from "./error-codes.ts";
import { findFailure, listErrors } from "./request-failure.ts";
import type { SocketEnd } from "./transport.ts";

/** Returns the end of the connection that errors mean; null: they concern the operation alone. */
export function findErrorEnd(errors: readonly GraphQLFormattedError[]): SocketEnd | null {
  for (const error of errors) {
    const code = findCloseCode(isExpiry(error) ? "TOKEN_EXPIRED" : codeOf(error));
    if (code !== undefined) return { code, reason: error.message };
  }
  return null;
}

/** Returns the end of the connection that an outcome means; null: the server has answered. */
export function findEnd(outcome: Outcome): SocketEnd | null {
  const errors = listErrors(outcome);
  // The server starts or stops.
  const isBusy = outcome.kind === "errors" && outcome.status === 503;
  if (errors.length > 0)
    return findErrorEnd(errors) ?? (isBusy ? { code: 1012, reason: errors[0]?.message ?? "" } : null);
  const failure = findFailure(outcome);
  if (!failure) return null;
  const reason = "reason" in failure ? failure.reason : "The server cannot be reached.";
  return { code: null, reason, isSilence: outcome.kind === "timeout" };
}
