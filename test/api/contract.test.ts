import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  buildSchema,
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isNonNullType,
  isUnionType,
  Kind,
  parse,
  print,
  printSchema,
  specifiedRules,
  validate,
  visit,
} from "graphql";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { carriedSelectionRule } from "../../schema/carried-selection-rule.ts";
import { schema as schemaInCode } from "../../schema/index.ts";
import { createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { ProjectActivityDocument, ViewerActivityDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { MutationName, PersonMutationName, WebhookMutationName } from "../support/mutation-name.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { requestingBy, transports } from "../support/transports.ts";
import { accessTokenScenarios } from "./contract/access-token-scenarios.ts";
import { batchScenarios } from "./contract/batch-scenarios.ts";
import { commentScenarios } from "./contract/comment-scenarios.ts";
import { invitationScenarios } from "./contract/invitation-scenarios.ts";
import { labelScenarios } from "./contract/label-scenarios.ts";
import { memberScenarios } from "./contract/member-scenarios.ts";
import { projectScenarios } from "./contract/project-scenarios.ts";
import { readScenarios } from "./contract/read-scenarios.ts";
import type { Scenario, Scenarios } from "./contract/scenario.ts";
import { taskScenarios } from "./contract/task-scenarios.ts";
import { viewerScenarios } from "./contract/viewer-scenarios.ts";
import { webhookScenarios } from "./contract/webhook-scenarios.ts";

const printed = readFileSync("schema/schema.graphql", "utf8");
const operations = readFileSync("schema/contract/operations.graphql", "utf8");
const inputs = parse(readFileSync("schema/contract/inputs.graphql", "utf8"));
const tour = readFileSync("web/graphiql/tour.graphql", "utf8");

/** Inputs that are no change of a project. */
const otherInputs: ReadonlySet<string> = new Set([
  "ChangeInput",
  "CreateAccessTokenInput",
  "CreateWebhookInput",
  "DeleteWebhookInput",
  "FocusInput",
  "InviteMemberInput",
  "RedeliverInput",
  "RevokeAccessTokenInput",
  "RevokeInvitationInput",
  "UpdateWebhookInput",
]);

describe.each([
  { which: "printed", schema: buildSchema(printed), rules: specifiedRules },
  { which: "in code", schema: schemaInCode, rules: [...specifiedRules, carriedSelectionRule] },
])("the schema $which", ({ schema, rules }) => {
  it.each([
    { name: "contract", text: operations, least: 20 },
    { name: "tour", text: tour, least: 3 },
  ])("takes every document of the $name", ({ text, least }) => {
    const document = parse(text);
    const count = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length;
    expect(count).toBeGreaterThanOrEqual(least);
    expect(validate(schema, document, rules)).toEqual([]);
  });

  it("has the contract's scalars, enums and inputs, and no others", () => {
    const expected = describeInputs(inputs);
    for (const [name, fields] of Object.entries(expected)) {
      const isOfProject = name.endsWith("Input") && !otherInputs.has(name);
      if (isOfProject) Object.assign(fields, { clientMutationId: "String" });
      if ("expectedVersion" in fields) Object.assign(fields, { following: "[String!]" });
    }
    expect(Object.keys(expected)).toHaveLength(45);
    const described = describeInputs(parse(printSchema(schema)));
    // A message of a whole comparison names no field.
    const [known, found] = [linesOf(expected), linesOf(described)];
    const missing = known.filter((line) => !found.includes(line));
    const added = found.filter((line) => !known.includes(line));
    expect(missing, `the schema lacks: ${missing.join("; ")}`).toEqual([]);
    expect(added, `schema/contract/inputs.graphql lacks: ${added.join("; ")}`).toEqual([]);
    expect(described).toEqual(expected);
  });

  it("declares non-null fields in payloads, conflicts and events", () => {
    const payloads = requireImplementations(schema, "MutationPayload");
    const conflicts = requireImplementations(schema, "VersionConflict");
    const events = requireMembers(schema, "ProjectEvent");
    const notices = requireMembers(schema, "ViewerEvent");
    expect([payloads.length, conflicts.length, events.length, notices.length]).toEqual([20, 4, 24, 9]);

    for (const type of [...payloads, ...conflicts, ...events, ...notices]) {
      for (const name of ["seq", "task", "comment", "label", "member", "user", "project"]) {
        const field = type.getFields()[name];
        if (field) expect(isNonNullType(field.type), `${type.name}.${name}`).toBe(true);
      }
    }
    for (const { name } of requireImplementations(schema, "Activity")) expect(events.map(String)).toContain(name);
  });

  it("answers every mutation with a payload, nullable so that one can fail beside another", () => {
    const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
    expect(fields).toHaveLength(31);
    for (const { name, type } of fields) {
      expect(isNonNullType(type), name).toBe(false);
      const answers = isUnionType(type) ? type.getTypes().map(String) : [String(type)];
      expect(answers).toContain(`${name[0]?.toUpperCase()}${name.slice(1)}Payload`);
    }
  });
});

it.each(["ProjectEvent", "ViewerEvent"])("the contract's subscription selects every %s", (union) => {
  const document = parse(operations);
  const selected = new Set<string>();
  visit(document, {
    InlineFragment: ({ typeCondition }) => void (typeCondition && selected.add(typeCondition.name.value)),
  });
  // A notice that adds nothing to what all carry is selected by its interface.
  const events = requireMembers(schemaInCode, union).filter((type) => {
    const names = type.getInterfaces().flatMap((each) => Object.keys(each.getFields()));
    return !(union === "ViewerEvent" && names.length > 0 && Object.keys(type.getFields()).length === names.length);
  });
  expect(events.map(({ name }) => name).filter((name) => !selected.has(name))).toEqual([]);
});

it("is printed as it is in code", () => {
  expect(`${printSchema(schemaInCode)}\n`).toBe(printed);
});

describe("the documents", () => {
  type AnyMutationName = MutationName | PersonMutationName | WebhookMutationName;
  const scenarios: Scenarios & Readonly<Record<Capitalize<AnyMutationName>, Scenario>> = {
    ...readScenarios,
    ...projectScenarios,
    ...memberScenarios,
    ...invitationScenarios,
    ...taskScenarios,
    ...batchScenarios,
    ...commentScenarios,
    ...labelScenarios,
    ...accessTokenScenarios,
    ...viewerScenarios,
    ...webhookScenarios,
  };
  const documents = parse(operations).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  let database: TestDatabase;
  let instance: Instance;

  beforeAll(async () => {
    database = await createTestDatabase();
    instance = await startInstance(database.url, { REDIS_URL: inject("redisUrl") });
  });

  afterAll(async () => {
    await instance.close();
    await database.close();
  });

  describe.each(Object.entries(transports))("over %s", (transport, over) => {
    const served = documents.filter(({ operation }) => transport === "WebSocket" || operation !== "subscription");

    it.each(served.map(({ name }) => name?.value ?? ""))("%s is answered as the contract says", async (name) => {
      const scenario = scenarios[name];
      if (!scenario) throw new Error(`No scenario executes ${name}.`);
      const executed = new Set<string>();
      const act = (person: Person) => recording(over(person), executed);
      const [ada, grace, stranger] = await Promise.all([
        instance.person("ada"),
        instance.person("grace"),
        instance.person(randomUUID()),
      ]);
      const board = await createBoard(ada);
      await board.addMember(grace, "MEMBER");
      const people = { ada: act(ada), grace: act(grace), stranger: act(stranger) };
      await scenario({ board, ...people, clientMutationId: randomUUID() });
      expect(executed).toContain(name);
    });
  });

  it("refuses a subscription over HTTP and says where it is served", async () => {
    const ada = await instance.person("ada");
    const { projectId } = await createBoard(ada);
    const answer = await ada.request(ProjectActivityDocument, { projectId });
    expect(codeOf(answer)).toBe("BAD_REQUEST");
    expect(answer.errors?.[0]?.message).toContain("WebSocket");
  });
});

/** Notes the documents that were answered without errors, or subscribed to. */
function recording(person: Person, executed: Set<string>): Person {
  const note = (document: DocumentNode) => {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.OPERATION_DEFINITION && definition.name) executed.add(definition.name.value);
    }
  };
  const recorded = requestingBy(person, async (document, variables) => {
    const answer = await person.request(document, variables);
    if (!answer.errors) note(document);
    return answer;
  });
  return {
    ...recorded,
    watch: (variables) => {
      note(ProjectActivityDocument);
      return person.watch(variables);
    },
    watchInbox: (after) => {
      note(ViewerActivityDocument);
      return person.watchInbox(after);
    },
  };
}

/** Scalars, enums with their values in order, and inputs with type and default of each field. */
function describeInputs({ definitions }: DocumentNode): Record<string, object> {
  const described: Record<string, object> = {};
  for (const definition of definitions) {
    if (definition.kind === Kind.SCALAR_TYPE_DEFINITION) described[definition.name.value] = { scalar: true };
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
      described[definition.name.value] = definition.values?.map(({ name }) => name.value) ?? [];
    }
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
      const fields = definition.fields?.map(({ name, type, defaultValue }) => {
        const text = defaultValue ? `${print(type)} = ${print(defaultValue)}` : print(type);
        return [name.value, text] as const;
      });
      described[definition.name.value] = Object.fromEntries(fields ?? []);
    }
  }
  return described;
}

/** A line for each field of an input and each value of an enum. */
function linesOf(described: Record<string, object>): string[] {
  return Object.entries(described).flatMap(([name, parts]) =>
    Object.entries(parts).map(([key, value]) =>
      Array.isArray(parts) ? `the value ${value} of ${name}` : `${name}.${key}: ${value}`,
    ),
  );
}

function requireImplementations(schema: GraphQLSchema, name: string): readonly GraphQLObjectType[] {
  const type = schema.getType(name);
  if (!isInterfaceType(type)) throw new Error(`${name} is no interface of the schema.`);
  return schema.getPossibleTypes(type);
}

function requireMembers(schema: GraphQLSchema, name: string): readonly GraphQLObjectType[] {
  const type = schema.getType(name);
  if (!isUnionType(type)) throw new Error(`${name} is no union of the schema.`);
  return type.getTypes();
}
