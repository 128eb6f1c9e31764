// A plugin of GraphQL Code Generator: prints the shape of the schema that the client's store depends on. The store's
// tables are typed by it, so a new event, payload, type or list without its row does not compile.
import { getNamedType, isInterfaceType, isListType, isNullableType, isObjectType, isUnionType } from "graphql";

/**
 * The plugin's entry. GraphQL Code Generator calls it with the schema. With `onlyHeldTypes` it prints the types of the
 * objects that entities hold, which not every part that needs the rest loads.
 */
export function plugin(schema, _documents, { onlyHeldTypes = false }) {
  const entities = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && type.getFields()["id"]);
  if (onlyHeldTypes) {
    return [
      "/** Types of the objects that entities hold, by field. A list with pages holds none. */",
      `export const heldTypes: Readonly<Record<string, string>> = ${JSON.stringify(describeHeld(entities), null, 2)};`,
    ].join("\n");
  }
  const lists = [schema.getQueryType(), ...entities].flatMap((owner) =>
    fieldsOf(owner).flatMap(({ name, type }) => (isList(type) ? `${owner.name}.${name}` : [])),
  );
  const activities = implementationsOf(schema, "Activity");
  const events = schema.getType("ProjectEvent").getTypes().map(nameOf);
  return [
    "/** Types with an id, and those of their fields that are not lists. */",
    `export const entities = ${JSON.stringify(Object.fromEntries(entities.map(describeEntity)), null, 2)} as const;`,
    "",
    "/** Fields of entities that list something without pages: a cache replaces such a list as a whole. */",
    `export const plainLists = ${JSON.stringify(Object.fromEntries(entities.flatMap(describeLists)), null, 2)} as const;`,
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

/** Adapters look a type up by the name of its field, so that has to mean the same in all entities. */
function describeHeld(entities) {
  const types = {};
  for (const { name, type } of entities.flatMap(fieldsOf)) {
    const held = getNamedType(type);
    if (!isObjectType(held) || isConnection(type)) continue;
    types[name] ??= held.name;
    if (types[name] !== held.name)
      throw new Error(`Field "${name}" holds ${types[name]} and ${held.name}. Rename one.`);
  }
  return types;
}

function describeLists(type) {
  const lists = fieldsOf(type).filter((field) => isList(field.type) && !isConnection(field.type));
  return lists.length > 0 ? [[type.name, Object.fromEntries(lists.map(({ name }) => [name, { merge: false }]))]] : [];
}

function isConnection(type) {
  return getNamedType(type).name.endsWith("Connection");
}

/** A list, or a connection, of objects. */
function isList(type) {
  const named = getNamedType(type);
  const isComposite = isObjectType(named) || isInterfaceType(named) || isUnionType(named);
  const bare = isNullableType(type) ? type : type.ofType;
  return isComposite && (isListType(bare) || isConnection(type));
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
