import { type Arbitrary, constantFrom, integer, oneof, string } from "fast-check";
import {
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from "graphql";
import { listOf, objectOf, strangeJson } from "./hostile-json.ts";

/** Ids that exist, by the names of their kinds, e.g. `taskId`. */
export type Ids = Readonly<Record<string, string>>;

/** Percentage of inputs that hold a required member, and an optional one. */
const requiredShare = 98;
const optionalShare = 25;

/** JSON of an operation's variables: most of them such as its resolvers take, some of them strange. */
export function variablesOf(schema: GraphQLSchema, operation: OperationDefinitionNode, ids: Ids): Arbitrary<string> {
  const parts = (operation.variableDefinitions ?? []).map(({ type: node, variable }) => {
    const name = variable.name.value;
    const type = typeFromAST(schema, node);
    if (!isInputType(type)) throw new Error(`The variable ${name} has no type of the schema.`);
    return { name, value: valuesOf(type, name, ids), share: isNonNullType(type) ? requiredShare : optionalShare };
  });
  return objectOf(parts);
}

function valuesOf(type: GraphQLInputType, name: string, ids: Ids): Arbitrary<string> {
  if (isNonNullType(type)) return valuesOf(type.ofType, name, ids);
  if (isListType(type)) return listOf(valuesOf(type.ofType, name, ids));
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return objectOf(
      fields.map((field) => ({
        name: field.name,
        value: valuesOf(field.type, field.name, ids),
        share: isNonNullType(field.type) ? requiredShare : optionalShare,
      })),
    );
  }
  const usual = isEnumType(type)
    ? constantFrom(...type.getValues().map((value) => JSON.stringify(value.name)))
    : scalarOf(type.name, name, ids);
  return oneof({ weight: 30, arbitrary: usual }, strangeJson);
}

function scalarOf(type: string, name: string, ids: Ids): Arbitrary<string> {
  switch (type) {
    case "ID": {
      const own = Object.keys(ids).find((kind) => name.toLowerCase().endsWith(kind.toLowerCase()));
      return constantFrom(JSON.stringify(own ? ids[own] : Object.values(ids)[0]));
    }
    case "Int":
      return integer({ min: 0, max: 20 }).map(String);
    case "Boolean":
      return constantFrom("true", "false");
    case "DateTime":
      return constantFrom('"2026-11-23T09:30:00.000Z"', '"2026-11-23T09:30:00+05:30"', '"0001-01-01T00:00:00Z"');
    default:
      return string({ unit: "grapheme", minLength: 1, maxLength: 20 }).map((text) => JSON.stringify(text));
  }
}
