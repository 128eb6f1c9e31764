import type { JSONObject } from "@modelcontextprotocol/server";
import {
  type GraphQLInputType,
  type GraphQLNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from "graphql";

/** JSON Schema of an object, as tools of the Model Context Protocol describe their arguments. */
export interface ObjectSchema extends JSONObject {
  type: "object";
  properties: Record<string, JSONObject>;
  required: string[];
}

/** A variable or a field of an input object. */
export interface Parameter {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly description?: string | null | undefined;
  readonly isRequired: boolean;
}

/** Returns the JSON Schema of an object with these parameters, which takes no others. */
export function toObjectSchema(parameters: readonly Parameter[]): ObjectSchema {
  return {
    type: "object",
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, toPropertySchema(parameter)])),
    required: parameters.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    additionalProperties: false,
  };
}

/** Lists the fields of an input object as parameters. */
export function fieldsOf(type: GraphQLInputType): readonly Parameter[] {
  if (!isInputObjectType(type)) throw new TypeError(`${type} is no input object.`);
  return Object.values(type.getFields()).map((field) => ({
    name: field.name,
    type: field.type,
    description: field.description,
    isRequired: isRequiredInputField(field),
  }));
}

function toPropertySchema(parameter: Parameter): JSONObject {
  const schema = toSchema(parameter.type);
  const description = [parameter.description, schema["description"]].filter(Boolean).join(" ");
  return description ? { ...schema, description } : schema;
}

/** Types are written out where they stand: models read references badly. No input object leads to itself. */
function toSchema(type: GraphQLInputType): JSONObject {
  if (isNonNullType(type)) return toBareSchema(type.ofType);
  const { type: name = "string", enum: values, ...rest } = toBareSchema(type);
  return { type: [name, "null"], ...(Array.isArray(values) && { enum: [...values, null] }), ...rest };
}

function toBareSchema(type: GraphQLNullableType & GraphQLInputType): JSONObject {
  if (isListType(type)) return { type: "array", items: toSchema(type.ofType) };
  if (isEnumType(type)) return { type: "string", enum: type.getValues().map(({ name }) => name) };
  if (isInputObjectType(type)) {
    const schema = toObjectSchema(fieldsOf(type));
    const one = type.isOneOf ? { minProperties: 1, maxProperties: 1 } : {};
    return { ...schema, ...one, ...describe(type) };
  }
  const standard = standardTypes.get(type.name);
  return standard ? { type: standard } : { type: "string", ...describe(type) };
}

function describe({ description }: { readonly description?: string | null | undefined }): JSONObject {
  return description ? { description } : {};
}

const standardTypes: ReadonlyMap<string, string> = new Map([
  ["Int", "integer"],
  ["Float", "number"],
  ["Boolean", "boolean"],
  ["String", "string"],
  ["ID", "string"],
]);
