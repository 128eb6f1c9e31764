// A plugin of GraphQL Code Generator: prints the shape of the schema that the client's store depends on. The store's
// tables are typed by it, so a new event, payload, type or list without its row does not compile.
import { getNamedType, isInterfaceType, isListType, isNullableType, isObjectType, isUnionType } from "graphql";

/** The plugin's entry. GraphQL Code Generator calls it with the schema. */
export function plugin(schema) {
  const entities = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && type.getFields()["id"]);
  const lists = [schema.getQueryType(), ...entities].flatMap((owner) =>
    fieldsOf(owner).flatMap(({ name, type }) => (isList(type) ? `${owner.name}.${name}` : [])),
  );
  const activities = implementationsOf(schema, "Activity");
  const events = schema.getType("ProjectEvent").getTypes().map(nameOf);
  return [
    "/** Types with an id, and those of their fields that are not lists. */",
    `export const entities = ${JSON.stringify(Object.fromEntries(entities.map(describeEntity)), null, 2)} as const;`,
    "",
    "/** Fields of queries and entities that list something. */",
    union("ListField", lists),
    "/** Events that take a number. */",
    union("ActivityName", activities),
    "/** Events of a stream that take none. */",
    union(
      "SignalName",
      events.filter((name) => !activities.includes(name)),
    ),
    "/** Answers of mutations. */",
    union("PayloadName", implementationsOf(schema, "MutationPayload")),
  ].join("\n");
}

function describeEntity(type) {
  return [type.name, fieldsOf(type).flatMap(({ name, type: fieldType }) => (isList(fieldType) ? [] : name))];
}

/** A list, or a connection, of objects. */
function isList(type) {
  const named = getNamedType(type);
  const isComposite = isObjectType(named) || isInterfaceType(named) || isUnionType(named);
  const bare = isNullableType(type) ? type : type.ofType;
  return isComposite && (isListType(bare) || named.name.endsWith("Connection"));
}

function fieldsOf(type) {
  return Object.values(type.getFields());
}

function implementationsOf(schema, name) {
  return schema.getPossibleTypes(schema.getType(name)).map(nameOf);
}

function nameOf({ name }) {
  return name;
}

function union(name, members) {
  return `export type ${name} =\n${[...members]
    .sort()
    .map((member) => `  | "${member}"`)
    .join("\n")};\n`;
}
