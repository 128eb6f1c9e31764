import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  parse,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { type TokenBound, tokenBounds } from "../../../schema/token-bounds.ts";
import type { TokenAccess } from "../../operations/viewer.ts";
import type { Members } from "../request/read-json.ts";
import * as contractTexts from "./generated/contract-texts.ts";
import { fieldsOf, type ObjectSchema, type Parameter, toObjectSchema } from "./input-json-schema.ts";
import { waitForChangesText } from "./wait-for-changes.ts";

/** An operation of the API as a tool of the Model Context Protocol. */
export interface Tool {
  /** Name of the operation in snake case, e.g. `create_task`. */
  readonly name: string;
  readonly description: string;
  readonly inputSchema: ObjectSchema;
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly openWorldHint: false;
  };
  /** Document of the operation. */
  readonly text: string;
  /** Needs from an access token. */
  readonly bound: NonNullable<TokenBound>;
  /** Returns the operation's variables. */
  toVariables(args: Members): Members;
}

/** Documents of all tools, as the server executes them. */
export const toolTexts: readonly string[] = [...Object.values(contractTexts), waitForChangesText];

/**
 * Makes a tool of each query and mutation that an access token may ever send. Arguments are the fields of `input`, or
 * the variables. Descriptions are the schema's. Those of queries, whose fields say too little, are here.
 */
export function createTools(schema: GraphQLSchema): readonly Tool[] {
  return toolTexts.flatMap((text) => {
    const document = parse(text);
    const operation = requireOperation(document);
    const name = operation.name?.value ?? "";
    if (operation.operation === "subscription" || replaced.has(name)) return [];
    const field = requireRootField(schema, operation);
    const bound = tokenBounds[field.type]?.[field.name];
    if (!bound) return [];
    const variables = readVariables(schema, operation);
    const [input] = variables;
    const hasInput = variables.length === 1 && input?.name === "input";
    const parameters = hasInput && isNonNullType(input.type) ? fieldsOf(input.type.ofType) : variables;
    return {
      name: toSnakeCase(name),
      description: descriptions[name] ?? field.description,
      inputSchema: toObjectSchema(parameters),
      annotations: {
        readOnlyHint: operation.operation === "query",
        destructiveHint: name.startsWith("Delete"),
        openWorldHint: false,
      },
      ...{ text, bound },
      toVariables: (args) => (hasInput ? { input: args } : args),
    };
  });
}

/** True for a tool that is of use to the caller: `access` is null for a person, who may send everything. */
export function mayCall({ bound }: Tool, access: TokenAccess | null): boolean {
  return !access || (access.scopes.includes(bound.scope) && !(bound.isAcrossProjects && access.projectIds));
}

/** The contract's document tells that something has changed, and `WaitForChanges` what. */
const replaced: ReadonlySet<string> = new Set(["Changes"]);

const descriptions: Readonly<Record<string, string>> = {
  Me: "The person on whose behalf you act.",
  Projects: "The projects of that person, newest first.",
  Board:
    "A project with its members, and its tasks in the order of the board. Its `cursor` is where `wait_for_changes` goes on.",
  TaskDetail: "A task with its comments, oldest first. Its `version` is the `expectedVersion` of your next edit.",
  History: "Who changed what in a project, newest first.",
  Webhooks: "The webhooks of a project, for those who manage it, with their newest deliveries.",
  DeletedTasks: "The deleted tasks of a project that `restore_task` can bring back.",
  WaitForChanges:
    "Waits for changes of a project after a cursor, which `board` or this tool gave, and returns them in order. It returns an empty list where nothing changes in time. With `resync` read the board again.",
};

function requireOperation(document: DocumentNode): OperationDefinitionNode {
  const operation = getOperationAST(document, undefined);
  if (!operation) throw new Error("A document of the tools has no operation, or several.");
  return operation;
}

function requireRootField(schema: GraphQLSchema, operation: OperationDefinitionNode) {
  const [selection] = operation.selectionSet.selections;
  const type = schema.getRootType(operation.operation);
  const field = selection?.kind === Kind.FIELD ? type?.getFields()[selection.name.value] : undefined;
  if (!type || !field) throw new Error(`${operation.name?.value} selects no field of the schema.`);
  return { type: type.name, name: field.name, description: field.description ?? "" };
}

/** A variable is described like the argument that it is given to. */
function readVariables(schema: GraphQLSchema, operation: OperationDefinitionNode): readonly Parameter[] {
  const descriptionOf = new Map<string, string | null | undefined>();
  const typeInfo = new TypeInfo(schema);
  visit(
    operation.selectionSet,
    visitWithTypeInfo(typeInfo, {
      Variable: ({ name }) => {
        descriptionOf.set(name.value, typeInfo.getArgument()?.description);
      },
    }),
  );
  return (operation.variableDefinitions ?? []).map(({ variable, type: node, defaultValue }) => {
    // Only the named, list and non-null types of the schema stand in a document that was validated.
    const type = typeFromAST(schema, node as Parameters<typeof typeFromAST>[1]) as Parameter["type"];
    const name = variable.name.value;
    const isRequired = isNonNullType(type) && defaultValue === undefined;
    return { name, type, description: descriptionOf.get(name), isRequired };
  });
}

/** `TaskDetail` becomes `task_detail`. */
function toSnakeCase(name: string): string {
  return name.replace(/(?<=.)[A-Z]/g, "_$&").toLowerCase();
}
