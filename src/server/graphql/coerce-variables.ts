import {
  coerceInputValue,
  GraphQLError,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from "graphql";
import { schema } from "../../../schema/index.ts";
import { errorLimit, shortenMessage } from "./bound-errors.ts";
import { quoteValue } from "./quote-value.ts";

type Variables = Readonly<Record<string, unknown>>;

export interface CoercedVariables {
  /** The values as resolvers see them, with defaults. */
  readonly coerced: Variables;
  /** The declared variables as they were sent. */
  readonly declared: Variables;
}

/**
 * Coerces variables as `getVariableValues` of graphql-js does. Its errors stay small however large the values are,
 * where graphql-js quotes a value whole in each error. Returns at most `errorLimit` errors, coded BAD_USER_INPUT.
 */
export function coerceVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  values: Variables,
  hideSuggestions: boolean,
): CoercedVariables | readonly GraphQLError[] {
  const errors: GraphQLError[] = [];
  const entries: [string, unknown][] = [];
  try {
    for (const definition of variableDefinitions) {
      const { value } = definition.variable.name;
      const coerced = coerce(definition, values, hideSuggestions, (error) => collect(errors, error));
      if (coerced !== undefined) entries.push([value, coerced]);
    }
  } catch (error) {
    if (error !== stop) throw error;
  }
  if (errors.length > 0) return errors;
  const names = variableDefinitions
    .map(({ variable }) => variable.name.value)
    .filter((name) => Object.hasOwn(values, name));
  return {
    coerced: Object.fromEntries(entries),
    declared: Object.fromEntries(names.map((name) => [name, values[name]])),
  };
}

/** Thrown to coerce no further. */
const stop = Symbol("enough errors");

function collect(errors: GraphQLError[], error: GraphQLError): void {
  errors.push(error);
  if (errors.length < errorLimit) return;
  errors[errorLimit - 1] = toError("The variables have more errors: the others are not told.", []);
  throw stop;
}

/** Undefined for a variable that is absent and has no default. */
function coerce(
  definition: VariableDefinitionNode,
  values: Variables,
  hideSuggestions: boolean,
  report: (error: GraphQLError) => void,
): unknown {
  const name = definition.variable.name.value;
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type)) throw new Error("A variable of a valid document has an input type.");
  if (!Object.hasOwn(values, name)) {
    if (definition.defaultValue) return valueFromAST(definition.defaultValue, type);
    if (isNonNullType(type)) {
      report(toError(`Variable "$${name}" of required type "${type}" was not provided.`, [name], definition));
    }
    return undefined;
  }
  const value = values[name];
  if (value === null && isNonNullType(type)) {
    report(toError(`Variable "$${name}" of non-null type "${type}" must not be null.`, [name], definition));
    return undefined;
  }
  const quotes = new Map<unknown, string>();
  const onError: Parameters<typeof coerceInputValue>[2] = (path, invalid, { message }) => {
    const quoted = quotes.get(invalid) ?? quoteValue(invalid);
    quotes.set(invalid, quoted);
    const place = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
    const where = path.length > 0 ? ` at "${name}${place}"` : "";
    const told = shortenMessage(message);
    report(toError(`Variable "$${name}" got invalid value ${quoted}${where}; ${told}`, [name, ...path], definition));
  };
  return coerceInputValue(value, type, onError, hideSuggestions);
}

function toError(message: string, path: readonly (string | number)[], node?: VariableDefinitionNode): GraphQLError {
  const issues = path.length > 0 ? [{ path, message }] : [];
  return new GraphQLError(message, { ...(node && { nodes: node }), extensions: { code: "BAD_USER_INPUT", issues } });
}
