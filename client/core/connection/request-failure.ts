import type { GraphQLFormattedError } from "graphql";
import type { Outcome } from "../types.ts";
import { codeOf, isPassing, retryAfterOf } from "./error-codes.ts";

/** Why a request has no answer that can be used. */
export type RequestFailure =
  | { readonly kind: "not-found" }
  /** A later attempt may succeed. `retryAfter` in milliseconds; undefined: the caller chooses. */
  | { readonly kind: "again"; readonly reason: string; readonly retryAfter?: number | undefined }
  | { readonly kind: "no-token" }
  | { readonly kind: "failed"; readonly reason: string };

export function listErrors(outcome: Outcome): readonly GraphQLFormattedError[] {
  return ("errors" in outcome && outcome.errors) || [];
}

/** Returns null for an answer that can be used. */
export function findFailure(outcome: Outcome): RequestFailure | null {
  const [error] = listErrors(outcome);
  if (error) return judgeError(error);
  switch (outcome.kind) {
    case "data":
      return null;
    case "no-token":
      return { kind: "no-token" };
    case "http":
      return {
        kind: "again",
        reason: `The server cannot be reached (HTTP ${outcome.status}).`,
        retryAfter: outcome.retryAfter && outcome.retryAfter * 1_000,
      };
    case "timeout":
      return { kind: "again", reason: "The server does not answer." };
    default:
      return { kind: "again", reason: "The server cannot be reached." };
  }
}

function judgeError(error: GraphQLFormattedError): RequestFailure {
  const reason = error.message;
  if (codeOf(error) === "NOT_FOUND") return { kind: "not-found" };
  if (!isPassing(error)) return { kind: "failed", reason };
  return { kind: "again", reason, retryAfter: retryAfterOf(error) };
}
