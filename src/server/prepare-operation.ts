import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from "graphql";
import type { SubscribePayload } from "graphql-ws";
import { schema } from "../../schema/index.ts";
import { createDocumentCache } from "./document-cache.ts";
import { tokenLimit } from "./limits.ts";
import { findCostError } from "./query-cost.ts";

/** What is to be executed, but for the context; or why it cannot be, in the words and codes of Apollo Server. */
export type PrepareOperation = (request: SubscribePayload) => ExecutionArgs | readonly GraphQLError[];

/** Does for a WebSocket what Apollo Server does before it executes a request. `rules` stand beside the specified ones. */
export function createPrepareOperation(rules: readonly ValidationRule[]): PrepareOperation {
  const documents = createDocumentCache();

  function findDocument(text: string): DocumentNode | readonly GraphQLError[] {
    const known = documents.get(text);
    if (known) return known;
    const document = readDocument(text, rules);
    if ("kind" in document) documents.set(text, document);
    return document;
  }

  return ({ query, variables, operationName }) => {
    const document = findDocument(query);
    if (!("kind" in document)) return document;
    const operation = getOperationAST(document, operationName);
    if (!operation) return [operationNotFound(operationName)];
    const { errors, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, {
      maxErrors: 50,
    });
    if (errors) return errors.map((error) => withCode(error, "BAD_USER_INPUT"));
    const costError = findCostError({ document, operation, variables: coerced });
    if (costError) return [costError];
    return { schema, document, operationName, variableValues: variables };
  };
}

function readDocument(text: string, rules: readonly ValidationRule[]): DocumentNode | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: tokenLimit });
  } catch (error) {
    return [withCode(toGraphQLError(error), "GRAPHQL_PARSE_FAILED")];
  }
  const errors = validate(schema, document, [...specifiedRules, ...rules]);
  return errors.length === 0 ? document : errors.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED"));
}

function toGraphQLError(error: unknown): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError(String(error), { originalError: error as Error });
}

function operationNotFound(name: string | null | undefined): GraphQLError {
  const message =
    name == null
      ? "Must provide operation name if query contains multiple operations."
      : `Unknown operation named "${name}".`;
  return new GraphQLError(message, { extensions: { code: "OPERATION_RESOLUTION_FAILURE" } });
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  error.extensions["code"] ??= code;
  return error;
}
