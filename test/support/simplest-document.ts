import { randomUUID } from "node:crypto";
import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from "graphql";

/** Text of the simplest valid operation with a root field: required values alone, and no item that exists. */
export function simplestDocument(
  operation: "query" | "mutation" | "subscription",
  { name, args, type }: GraphQLField<unknown, unknown>,
  selection = isLeafType(getNamedType(type)) ? "" : "{ __typename }",
): string {
  const given = args.filter(({ type }) => isNonNullType(type)).map((arg) => `${arg.name}: ${simplestValue(arg.type)}`);
  return `${operation} { ${name}${given.length > 0 ? `(${given.join(", ")})` : ""} ${selection} }`;
}

function simplestValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return simplestValue(type.ofType);
  if (isListType(type)) return `[${simplestValue(type.ofType)}]`;
  if (isEnumType(type)) return String(type.getValues()[0]?.name);
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const given = type.isOneOf ? fields.slice(0, 1) : fields.filter((field) => isNonNullType(field.type));
    return `{ ${given.map((field) => `${field.name}: ${simplestValue(field.type)}`).join(", ")} }`;
  }
  if (type.name === "Int" || type.name === "Float") return "1";
  return type.name === "Boolean" ? "true" : `"${randomUUID()}"`;
}
