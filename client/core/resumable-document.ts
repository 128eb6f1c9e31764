import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  type NameNode,
  OperationTypeNode,
  parse,
  type SelectionNode,
  type VariableDefinitionNode,
  visit,
} from "graphql";

/** A subscription to `projectActivity` in the form in which it can be resumed. */
export interface ResumableDocument {
  readonly document: DocumentNode;
  /** Under which name the event stands in the result. */
  readonly responseKey: string;
  /** The variables that say where the stream begins. */
  readonly sinceVariable: string;
  readonly epochVariable: string;
}

/** Under these names a `Ready` and a `Resync` tell where the stream stands; the app's document need not ask. */
export const seqAlias = "lockstep_seq";
export const epochAlias = "lockstep_epoch";

const known = new WeakMap<DocumentNode, ResumableDocument | null>();

/** Null for a document that does not subscribe to `projectActivity`. The same document has the same answer. */
export function toResumable(document: DocumentNode): ResumableDocument | null {
  let resumable = known.get(document);
  if (resumable === undefined) {
    resumable = transform(document);
    known.set(document, resumable);
  }
  return resumable;
}

/**
 * Gives `since` and `epoch` a variable each, where the document has none for them, its literal as the default; and
 * has `Ready` and `Resync` say where they stand. There is but one such field in the schema, wherever it is selected.
 */
function transform(document: DocumentNode): ResumableDocument | null {
  let responseKey: string | null = null;
  const since = new StartArgument("since", "Int");
  const epoch = new StartArgument("epoch", "String");

  const withFields = visit(document, {
    Field(field): FieldNode | undefined {
      if (field.name.value !== "projectActivity" || !field.selectionSet) return undefined;
      responseKey = (field.alias ?? field.name).value;
      return {
        ...field,
        arguments: epoch.replaceIn(since.replaceIn(field.arguments ?? [])),
        selectionSet: { ...field.selectionSet, selections: [...field.selectionSet.selections, ...whereItStands] },
      };
    },
  });
  if (responseKey === null) return null;

  const withVariables = visit(withFields, {
    OperationDefinition(operation) {
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return undefined;
      const added = [since.definition, epoch.definition].filter((each) => each !== null);
      return { ...operation, variableDefinitions: [...(operation.variableDefinitions ?? []), ...added] };
    },
  });
  return { document: withVariables, responseKey, sinceVariable: since.variable, epochVariable: epoch.variable };
}

/** One of the two arguments. */
class StartArgument {
  /** The variable that gives its value: the document's own, or one that is added. */
  variable: string;
  /** Of the variable, if it is added. */
  definition: VariableDefinitionNode | null = null;
  readonly #name: string;
  readonly #type: string;

  constructor(name: string, type: string) {
    this.#name = name;
    this.#type = type;
    this.variable = `lockstep_${name}`;
  }

  replaceIn(given: readonly ArgumentNode[]): readonly ArgumentNode[] {
    const value = given.find(({ name }) => name.value === this.#name)?.value;
    if (value?.kind === Kind.VARIABLE) {
      this.variable = value.name.value;
      return given;
    }
    const variable = { kind: Kind.VARIABLE, name: toName(this.variable) } as const;
    this.definition = {
      kind: Kind.VARIABLE_DEFINITION,
      variable,
      type: { kind: Kind.NAMED_TYPE, name: toName(this.#type) },
      // A value without variables in it, since the argument is a scalar.
      ...(value && { defaultValue: value as NonNullable<VariableDefinitionNode["defaultValue"]> }),
    };
    const others = given.filter(({ name }) => name.value !== this.#name);
    return [...others, { kind: Kind.ARGUMENT, name: toName(this.#name), value: variable }];
  }
}

function toName(value: string): NameNode {
  return { kind: Kind.NAME, value };
}

const whereItStands = parseSelections(
  `{ ... on Ready { ${seqAlias}: seq ${epochAlias}: epoch } ... on Resync { ${seqAlias}: seq ${epochAlias}: epoch } }`,
);

function parseSelections(text: string): readonly SelectionNode[] {
  const [definition] = parse(text, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [];
}
