import type { ExecutionResult, FormattedExecutionResult, GraphQLFormattedError } from "graphql";
import { UnavailableError } from "../../errors/expected-error.ts";
import type { RequestReads } from "../limits/request-reads.ts";
import { boundErrors } from "./bound-errors.ts";
import type { FormatError } from "./format-error.ts";
import { RenderedAnswer } from "./rendered-answer.ts";

export interface AnswerOptions {
  readonly isMutation: boolean;
  readonly requestId: string;
  readonly reads: Pick<RequestReads, "admitAnswer" | "admitBytes">;
  readonly formatError: FormatError;
}

/**
 * Returns the answer to an executed query or mutation, the same on all transports. Errors are formatted and bounded. An
 * answer that is too large is replaced by an error.
 */
export async function finishAnswer(
  result: ExecutionResult | RenderedAnswer,
  { isMutation, requestId, reads, formatError }: AnswerOptions,
): Promise<FormattedExecutionResult | RenderedAnswer> {
  try {
    if (result instanceof RenderedAnswer) {
      await reads.admitBytes(result.json.length);
      return result;
    }
    const { data = null, errors } = result;
    const formatted = errors && boundErrors(errors, (error) => formatError(error, requestId));
    const answer = { ...(formatted && { errors: isMutation ? tellOutcomeOfChanges(formatted) : formatted }), data };
    await reads.admitAnswer(answer);
    return answer;
  } catch (error) {
    return { data: null, errors: [formatError(error, requestId)] };
  }
}

/**
 * Corrects the errors of a mutation's answer. Below a root field the change is committed already, so an outage there
 * leaves the outcome unknown to the client.
 */
function tellOutcomeOfChanges(errors: readonly GraphQLFormattedError[]): readonly GraphQLFormattedError[] {
  return errors.map((error) => {
    const { path = [], extensions } = error;
    if (path.length < 2 || extensions?.["code"] !== "UNAVAILABLE") return error;
    const { message } = new UnavailableError("UNKNOWN", null);
    return { ...error, message, extensions: { ...extensions, outcome: "UNKNOWN" } };
  });
}
