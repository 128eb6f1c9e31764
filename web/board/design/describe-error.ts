import { CombinedGraphQLErrors, CombinedProtocolErrors } from "@apollo/client/errors";
import { Refusal } from "./refusal.ts";

/** One sentence for people about why a query or a change failed. */
export function describeError(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (!CombinedGraphQLErrors.is(error) && !CombinedProtocolErrors.is(error)) {
    return "The server cannot be reached. Try again in a moment.";
  }
  const [first] = error.errors;
  const code = codeOf(error);
  if (code === "INTERNAL_SERVER_ERROR") return "Something went wrong on the server. Try again in a moment.";
  if (code === "UNAVAILABLE") return "The server cannot reach its database. Try again in a moment.";
  if (code === "ANSWER_TOO_LARGE") return "There is too much text to load at once.";
  const issues = first?.extensions?.["issues"] as { readonly message: string }[] | undefined;
  const reasons = issues?.map(({ message }) => message).filter(Boolean) ?? [];
  return reasons.length > 0 ? reasons.join(" ") : (first?.message ?? "It did not work.");
}

/** The server's code for what went wrong; null when it did not answer. */
export function codeOf(error: unknown): string | null {
  if (!CombinedGraphQLErrors.is(error) && !CombinedProtocolErrors.is(error)) return null;
  return (error.errors[0]?.extensions?.["code"] as string | undefined) ?? null;
}
