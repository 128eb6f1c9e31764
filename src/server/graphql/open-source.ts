import { createSourceEventStream, type ExecutionResult, GraphQLError } from "graphql";
import { type EventSource, isEventSource } from "../../engine/fanout/event-source.ts";
import { inStep } from "../../tracing/tracer.ts";
import type { PreparedOperation } from "./execute-operation.ts";
import { findRetentionError } from "./lasting-operation.ts";
import { describeOperation } from "./trace-operation.ts";

/** Opens the source of a prepared subscription. Resolves with the errors for which it is refused instead. */
export async function openSource(args: PreparedOperation): Promise<EventSource | readonly GraphQLError[]> {
  const source = await inStep(
    args.contextValue.tracer,
    () => describeOperation(args),
    () => createSourceEventStream(args).catch(refuseEmpty),
  );
  if (!isEventSource(source)) return [findError(source)];
  const error = findRetentionError(args.variableValues ?? {});
  if (!error) return source;
  await source.return();
  return [error];
}

/** graphql-js throws for nothing else: every field of the subscription is left out by @skip or @include. */
function refuseEmpty(): ExecutionResult {
  return {
    errors: [new GraphQLError("The subscription selects nothing.", { extensions: { code: "BAD_USER_INPUT" } })],
  };
}

function findError(result: object): GraphQLError {
  const { errors: [error] = [] } = result as ExecutionResult;
  return error ?? new GraphQLError("The subscription could not be started.");
}
