import type { CallToolResult } from "@modelcontextprotocol/server";
import type { FormattedExecutionResult } from "graphql";
import { boundErrors } from "../graphql/bound-errors.ts";
import { executeOperation } from "../graphql/execute-operation.ts";
import { finishAnswer } from "../graphql/finish-answer.ts";
import type { FormatError } from "../graphql/format-error.ts";
import { type PrepareOperation, typeOf } from "../graphql/prepare-operation.ts";
import { quoteValue } from "../graphql/quote-value.ts";
import { RenderedAnswer } from "../graphql/rendered-answer.ts";
import type { RequestContext } from "../graphql/request-context.ts";
import type { SharedFields } from "../graphql/shared-fields.ts";
import type { Members } from "../request/read-json.ts";
import type { Tool } from "./tools.ts";

export interface CallToolOptions {
  readonly prepareOperation: PrepareOperation;
  readonly sharedFields: SharedFields;
  readonly formatError: FormatError;
}

export interface ToolCall {
  readonly context: RequestContext;
  readonly requestId: string;
  /** Aborted when the answer is sent, or the client has hung up. */
  readonly signal: AbortSignal;
}

/**
 * Returns a function that executes a tool's operation like any other, within the caller's limits. The
 * result tells the model each error with its code.
 */
export function createCallTool({ prepareOperation, sharedFields, formatError }: CallToolOptions) {
  return async (tool: Tool, args: Members, { context, requestId, signal }: ToolCall): Promise<CallToolResult> => {
    const unknown = Object.keys(args).find((name) => !Object.hasOwn(tool.inputSchema.properties, name));
    if (unknown !== undefined) return refuse(`BAD_USER_INPUT: The tool takes no argument ${quoteValue(unknown)}.`);
    const missing = tool.inputSchema.required.find((name) => !Object.hasOwn(args, name));
    if (missing !== undefined) return refuse(`BAD_USER_INPUT: The tool needs the argument ${quoteValue(missing)}.`);
    const endReads = () => context.reads.end();
    signal.addEventListener("abort", endReads, { once: true });
    try {
      const request = { query: tool.text, variables: tool.toVariables(args) };
      const operation = prepareOperation(request, (cost) => context.countCost(cost));
      if (!("document" in operation)) {
        return toResult({ errors: boundErrors(operation, (error) => formatError(error, requestId)) });
      }
      const executed = await executeOperation({ ...operation, contextValue: context }, sharedFields);
      const isMutation = typeOf(operation) === "mutation";
      const answer = await finishAnswer(executed, { isMutation, requestId, reads: context.reads, formatError });
      return toResult(answer instanceof RenderedAnswer ? JSON.parse(answer.json.toString()) : answer);
    } finally {
      signal.removeEventListener("abort", endReads);
      endReads();
    }
  };
}

function toResult({ data, errors = [] }: FormattedExecutionResult): CallToolResult {
  const faults = errors.map(({ message, extensions }) => `${extensions?.["code"]}: ${message}`).join("\n");
  if (!data || Object.values(data).every((value) => value === null)) return refuse(faults);
  const text = [faults, JSON.stringify(data)].filter(Boolean).join("\n");
  return { content: [{ type: "text", text }], structuredContent: data, ...(faults && { isError: true }) };
}

function refuse(text: string): CallToolResult {
  return { content: [{ type: "text", text }], isError: true };
}
