import { type ExecutionArgs, type ExecutionResult, type GraphQLError, getOperationAST } from "graphql";
import { ExpectedError } from "../../errors/expected-error.ts";
import type { TraceStep } from "../../tracing/tracer.ts";

/** Fields of an operation that its step names. */
const mostNames = 3;

/**
 * Describes an operation by its type and its fields in the schema. The client's own names and variables are not told:
 * they may hold anything.
 */
export function describeOperation({ document, operationName }: ExecutionArgs): TraceStep {
  const operation = getOperationAST(document, operationName);
  const type = operation?.operation ?? "query";
  const selections = operation?.selectionSet.selections ?? [];
  const fields = [...new Set(selections.flatMap((each) => (each.kind === "Field" ? each.name.value : [])))];
  const names = fields.slice(0, mostNames).join(" ");
  return { name: `${type} ${names}`.trim(), kind: "internal", attributes: { "graphql.operation.type": type } };
}

/** Returns the fact that an operation failed, by the code of its first error; null for none. */
export function describeFailure({ errors }: ExecutionResult): { readonly "error.type": string } | null {
  const [error] = errors ?? [];
  return error ? { "error.type": codeOf(error) } : null;
}

function codeOf({ originalError, extensions }: GraphQLError): string {
  if (originalError instanceof ExpectedError) return originalError.code;
  const { code } = extensions;
  return typeof code === "string" ? code : "INTERNAL_SERVER_ERROR";
}
