import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  getOperationAST,
  type OperationDefinitionNode,
  type OperationTypeNode,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from "graphql";
import { schema } from "../../../schema/index.ts";
import type { ClientLimits } from "../../config/limits.ts";
import { priceOperation, priceReading } from "../limits/price-operation.ts";
import type { CheckedOperation } from "../limits/query-cost.ts";
import { validationOptions } from "./bound-errors.ts";
import { coerceVariables } from "./coerce-variables.ts";
import { createDocumentCache } from "./document-cache.ts";
import { findDocumentFault } from "./find-document-fault.ts";
import { toLastingDocument } from "./lasting-operation.ts";
import { PersistedQueries } from "./persisted-queries.ts";
import type { OperationRequest } from "./read-operation.ts";
import type { TrustedDocuments } from "./trusted-documents.ts";

export interface DocumentChecks {
  /** Beside those of the specification. */
  readonly validationRules: readonly ValidationRule[];
  readonly limits: ClientLimits;
  /** True: errors suggest no names of the schema. */
  readonly hideSuggestions: boolean;
}

/** Returns an operation that is ready to be executed, but for the context; or the reasons why it cannot be. */
export type PrepareOperation = (
  request: OperationRequest,
  /** Called with each cost of the request, also where it is refused. */
  countCost: (cost: number) => void,
) => ExecutionArgs | readonly GraphQLError[];

/**
 * The one way from a request to an operation, shared by all transports: persisted queries, parsing, validation,
 * variables and cost, with one cache of documents.
 */
export function createPrepareOperation(checks: DocumentChecks, trusted: TrustedDocuments): PrepareOperation {
  const { limits, hideSuggestions } = checks;
  const persistedQueries = new PersistedQueries(trusted);
  const documents = createDocumentCache();
  const price = createPrice(limits);

  function findDocument(text: string, countCost: (cost: number) => void): DocumentNode | readonly GraphQLError[] {
    const known = documents.get(text);
    if (known) return known;
    countCost(priceReading(text));
    const document = readDocument(text, checks);
    if ("kind" in document) documents.set(text, document);
    return document;
  }

  return (request, countCost) => {
    const { variables, operationName: givenName } = request;
    // An empty name counts as absent.
    const operationName = givenName || undefined;
    const resolved = persistedQueries.resolve(request);
    if (resolved instanceof GraphQLError) return [resolved];
    const document = findDocument(resolved.text, countCost);
    if (!("kind" in document)) return document;
    const operation = getOperationAST(document, operationName);
    if (!operation) return [operationNotFound(operationName)];
    const values = coerceVariables(operation, variables ?? {}, hideSuggestions);
    if (!("coerced" in values)) return values;
    const cost = price({ document, operation, variables: values.coerced });
    if (typeof cost !== "number") return [cost];
    countCost(cost);
    if (resolved.hash !== undefined) persistedQueries.set(resolved.hash, resolved.text);
    const kept = operation.operation === "subscription" ? toLastingDocument(document, operationName) : document;
    return { schema, document: kept, operationName, variableValues: values.declared, hideSuggestions };
  };
}

/** Returns the reasons for which no operation of a document can be prepared. */
export function findDocumentErrors(text: string, checks: DocumentChecks): readonly GraphQLError[] {
  const document = readDocument(text, checks);
  return "kind" in document ? [] : document;
}

/**
 * Returns `priceOperation`, which remembers of each operation the last price and the variables that it depends on. Many
 * callers ask the same, of other items.
 */
function createPrice(limits: ClientLimits): (checked: CheckedOperation) => number | GraphQLError {
  const last = new WeakMap<OperationDefinitionNode, RememberedPrice>();
  return (checked) => {
    const { operation, variables } = checked;
    const known = last.get(operation);
    if (known && textOf(variables, known.names) === known.values) return known.price;
    const names = new Set<string>();
    const price = priceOperation({ ...checked, variables: noteReads(variables, names) }, limits);
    // To compare the changes of a batch takes longer than to count them.
    const isShort = names.size === 0 || operation.operation === "query";
    if (typeof price === "number" && isShort) last.set(operation, { names, values: textOf(variables, names), price });
    return price;
  };
}

interface RememberedPrice {
  /** Names of the variables that were read for it. */
  readonly names: ReadonlySet<string>;
  readonly values: string;
  readonly price: number;
}

function textOf(variables: CheckedOperation["variables"], names: ReadonlySet<string>): string {
  if (names.size === 0) return "";
  return JSON.stringify([...names].map((name) => (Object.hasOwn(variables, name) ? [variables[name]] : null)));
}

/** The same variables; `names` gets those that are read. */
function noteReads(variables: CheckedOperation["variables"], names: Set<string>): CheckedOperation["variables"] {
  const note = (name: string | symbol) => names.add(String(name));
  return new Proxy(variables, {
    get(target, name) {
      note(name);
      return Reflect.get(target, name);
    },
    getOwnPropertyDescriptor(target, name) {
      note(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });
}

/** Nesting of brackets beyond that of fields: arguments and inline fragments have brackets, too. */
const bracketMargin = 256;

function readDocument(
  text: string,
  { limits, validationRules, hideSuggestions }: DocumentChecks,
): DocumentNode | readonly GraphQLError[] {
  const fault = findDocumentFault(text, limits.documentDepth + bracketMargin);
  if (fault !== undefined) return [withCode(new GraphQLError(fault), "GRAPHQL_PARSE_FAILED")];
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: limits.documentTokens });
  } catch (error) {
    return [withCode(toGraphQLError(error), "GRAPHQL_PARSE_FAILED")];
  }
  const options = { ...validationOptions, hideSuggestions };
  const errors = validate(schema, document, [...specifiedRules, ...validationRules], options);
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

/** Returns the type of an operation that was prepared. */
export function typeOf({ document, operationName }: ExecutionArgs): OperationTypeNode | undefined {
  return getOperationAST(document, operationName)?.operation;
}
