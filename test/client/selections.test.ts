import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildSchema,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isAbstractType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { expect, it } from "vitest";
import { entities } from "../../client/generated/store-schema.ts";
import { projectRoot } from "../../src/config/project-root.ts";

const schema = buildSchema(readFileSync(join(projectRoot, "schema/schema.graphql"), "utf8"));
const texts = ["client/fragments.graphql", "client/operations.graphql", "client/core/operations.graphql"].map((path) =>
  readFileSync(join(projectRoot, path), "utf8"),
);
const documents = parse(texts.join("\n"));

/** Fields that the kit leaves to the documents of apps. */
const leftOut = ["Task.project", "Comment.task", "Project.number", "User.color", "UpdateCommentPayload.task"];
/**
 * Access tokens and webhooks are managed by pages of their own, and the kit shows no origins. Invitations are for the
 * documents of apps.
 */
const otherTypes = ["AccessToken", "OriginToken", "Webhook", "Invitation", "OwnInvitation"];
/** Fields of answers that it has no use for. */
const useless = /\.(clientMutationId|expectedVersion|mergedFields)$/;

it("the kit's documents select every field of every event, notice and entity", () => {
  const selected = findSelected(documents);
  const ofEvents = possibleTypes(schema.getType("ProjectEvent")).flatMap((type) =>
    fieldsOf(type).filter((name) => !name.endsWith(".origin")),
  );
  const ofNotices = possibleTypes(schema.getType("Notice")).flatMap(fieldsOf);
  const ofProjects = Object.entries(entities).filter(([type]) => !otherTypes.includes(type));
  const ofEntities = ofProjects.flatMap(([type, fields]) => fields.map((name) => `${type}.${name}`));
  expect(
    [...ofEvents, ...ofNotices, ...ofEntities].filter((name) => !selected.has(name) && !leftOut.includes(name)),
  ).toEqual([]);
});

it("the kit's documents select the item of every edit's answer, and every field of a conflict", () => {
  const selected = findSelected(documents);
  const answers = possibleTypes(schema.getType("ChangeResult")).filter(({ name }) =>
    /^(Update|Move)|Conflict$/.test(name),
  );
  const fields = answers.flatMap(fieldsOf).filter((name) => !useless.test(name) && !leftOut.includes(name));
  expect(fields).toContain("LabelConflict.label");
  expect(fields.filter((name) => !selected.has(name))).toEqual([]);
});

function possibleTypes(type: GraphQLNamedType | null | undefined): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}

function fieldsOf(type: GraphQLObjectType): string[] {
  return Object.keys(type.getFields()).map((name) => `${type.name}.${name}`);
}

/** All `Type.field` that a document selects; a field of an interface counts for each of its types. */
function findSelected(document: DocumentNode): ReadonlySet<string> {
  const selected = new Set<string>();
  const types = new TypeInfo(schema);
  const note = (name: string) => {
    for (const type of possibleTypes(types.getParentType())) selected.add(`${type.name}.${name}`);
  };
  visit(document, visitWithTypeInfo(types, { Field: ({ name }) => note(name.value) }));
  return selected;
}
