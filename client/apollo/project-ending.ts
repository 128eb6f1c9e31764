import { CombinedGraphQLErrors, type ErrorLike, ServerError } from "@apollo/client";
import type { ProjectEnding } from "./project-view.ts";

const reasons: Readonly<Record<string, ProjectEnding["reason"]>> = {
  FORBIDDEN: "removed",
  NOT_FOUND: "not-found",
  UNAUTHENTICATED: "signed-out",
  BAD_USER_INPUT: "failed",
  GRAPHQL_VALIDATION_FAILED: "failed",
};

/** Undefined for a temporary error: a retry may help. */
export function toEnding(error: ErrorLike): ProjectEnding | undefined {
  const reason = reasons[codeOf(error)];
  return reason && { reason, error };
}

function codeOf(error: ErrorLike): string {
  if (CombinedGraphQLErrors.is(error)) return String(error.errors[0]?.extensions?.["code"]);
  return ServerError.is(error) && error.statusCode === 401 ? "UNAUTHENTICATED" : "";
}
