import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  getOperationAST,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from "graphql";
import { schema } from "../../../schema/index.ts";
import type { ClientLimits } from "../../config/limits.ts";
import { priceOperation, priceReading } from "../limits/price-operation.ts";
import { toLastingDocument } from "../websocket/lasting-operation.ts";
import type { OperationRequest } from "../websocket/read-message.ts";
import { validationOptions } from "./bound-errors.ts";
import { coerceVariables } from "./coerce-variables.ts";
import { createDocumentCache } from "./document-cache.ts";
import { findDocumentError } from "./guard-documents.ts";
import type { PersistedQueries } from "./persisted-queries.ts";

export interface DocumentChecks {
  /** Beside those of the specification. */
  readonly validationRules: readonly ValidationRule[];
  readonly limits: ClientLimits;
  readonly persistedQueries: PersistedQueries;
}

/**
 * Arguments of the execution without the context; or the reasons for a refusal, in the words and codes of Apollo
 * Server.
 */
export type PrepareOperation = (
  request: Omit<OperationRequest, "bytes">,
  /** Called with what the request costs, also where it is refused. */
  countCost: (cost: number) => void,
) => ExecutionArgs | readonly GraphQLError[];

/** Does for a WebSocket what Apollo Server does before it executes a request. */
export function createPrepareOperation(checks: DocumentChecks): PrepareOperation {
  const { limits, persistedQueries } = checks;
  const documents = createDocumentCache();

  function findDocument(text: string, countCost: (cost: number) => void): DocumentNode | readonly GraphQLError[] {
    const known = documents.get(text);
    if (known) return known;
    countCost(priceReading(text));
    const document = readDocument(text, checks);
    if ("kind" in document) documents.set(text, document);
    return document;
  }

  return ({ query, variables, operationName: givenName, extensions }, countCost) => {
    // An empty name counts as absent, as over HTTP.
    const operationName = givenName || undefined;
    const resolved = persistedQueries.resolve(query, extensions);
    if (resolved instanceof GraphQLError) return [resolved];
    const document = findDocument(resolved.text, countCost);
    if (!("kind" in document)) return document;
    const operation = getOperationAST(document, operationName);
    if (!operation) return [operationNotFound(operationName)];
    const values = coerceVariables(operation, variables ?? {});
    if (!("coerced" in values)) return values;
    const price = priceOperation({ document, operation, variables: values.coerced }, limits);
    if (typeof price !== "number") return [price];
    countCost(price);
    if (resolved.key !== undefined) persistedQueries.set(resolved.key, resolved.text);
    const kept = operation.operation === "subscription" ? toLastingDocument(document, operationName) : document;
    return { schema, document: kept, operationName, variableValues: values.declared };
  };
}

function readDocument(
  text: string,
  { limits, validationRules }: DocumentChecks,
): DocumentNode | readonly GraphQLError[] {
  const fault = findDocumentError(text, limits);
  if (fault) return [fault];
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: limits.documentTokens });
  } catch (error) {
    return [withCode(toGraphQLError(error), "GRAPHQL_PARSE_FAILED")];
  }
  const errors = validate(schema, document, [...specifiedRules, ...validationRules], validationOptions);
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
