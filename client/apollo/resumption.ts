import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FormattedExecutionResult,
  Kind,
  type NameNode,
  OperationTypeNode,
  type SelectionNode,
  type TypeNode,
  type VariableDefinitionNode,
  visit,
} from "graphql";

type Data = Readonly<Record<string, unknown>>;

/** A subscription to `projectActivity` in a form that can be resumed, and its cursor. */
export class Resumption {
  readonly #resumable: ResumableDocument;
  readonly #variables: Data;
  #position: { readonly seq: number; readonly cursor: string } | null = null;

  private constructor(resumable: ResumableDocument, variables: Data) {
    this.#resumable = resumable;
    this.#variables = variables;
  }

  /** Null for a document that does not subscribe to `projectActivity`. `variables` say where the stream begins. */
  static of(document: DocumentNode, variables: Data): Resumption | null {
    const resumable = toResumable(document);
    return resumable && new Resumption(resumable, variables);
  }

  /** The document to send, always the same one. */
  get document(): DocumentNode {
    return this.#resumable.document;
  }

  /** The variables to send next: the app's own at first, later those that resume after the last result. */
  get variables(): Data {
    if (this.#position === null) return this.#variables;
    const { afterVariable, sinceVariable } = this.#resumable;
    return {
      ...this.#variables,
      [afterVariable]: this.#position.cursor,
      ...(sinceVariable !== null && { [sinceVariable]: null }),
    };
  }

  /** Moves to the result's cursor; presence events have none. Returns false for a change that arrived before. */
  take({ data, extensions }: FormattedExecutionResult<Data>): boolean {
    const { seq, cursor } = extensions ?? {};
    if (typeof seq !== "number" || typeof cursor !== "string") return true;
    const event = data?.[this.#resumable.responseKey] as Data | null | undefined;
    // Only `Resync` goes back.
    const isSignal = event?.["__typename"] === "Ready" || event?.["__typename"] === "Resync";
    if (!isSignal && this.#position !== null && seq <= this.#position.seq) return false;
    this.#position = { seq, cursor };
    return true;
  }
}

interface ResumableDocument {
  readonly document: DocumentNode;
  /** Name of the event in results. */
  readonly responseKey: string;
  /** The variables behind the arguments `after` and `since`; null where the document has no `since`. */
  readonly afterVariable: string;
  readonly sinceVariable: string | null;
}

const known = new WeakMap<DocumentNode, ResumableDocument | null>();

/** The same document has the same answer. */
function toResumable(document: DocumentNode): ResumableDocument | null {
  let resumable = known.get(document);
  if (resumable === undefined) {
    resumable = transform(document);
    known.set(document, resumable);
  }
  return resumable;
}

/**
 * Gives `after`, and `since` where the document has it, a nullable variable each. A literal becomes the variable's
 * default. Selects `__typename`, as Apollo Client does. Only one field of the schema is named `projectActivity`, so its
 * place in a fragment does not matter.
 */
function transform(document: DocumentNode): ResumableDocument | null {
  const starts: StartArgument[] = [];
  let responseKey = "";
  const withArguments = visit(document, {
    Field(field): FieldNode | undefined {
      const { selectionSet } = field;
      if (field.name.value !== "projectActivity" || !selectionSet) return undefined;
      responseKey = (field.alias ?? field.name).value;
      const given = field.arguments ?? [];
      starts.push(toStartArgument("after", "String", given));
      if (given.some(isNamed("since"))) starts.push(toStartArgument("since", "Int", given));
      const selections = withTypename(selectionSet.selections);
      // A document that can be resumed as it is keeps its text, by which a server may know it.
      if (selections === selectionSet.selections && !starts.some(({ added }) => added)) return undefined;
      const others = given.filter((each) => !starts.some(({ node }) => node.name.value === each.name.value));
      return {
        ...field,
        arguments: [...others, ...starts.map(({ node }) => node)],
        selectionSet: { ...selectionSet, selections },
      };
    },
  });
  const [after, since] = starts;
  if (!after) return null;

  const withVariables = visit(withArguments, {
    OperationDefinition(operation) {
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return undefined;
      const own = (operation.variableDefinitions ?? []).map((definition) =>
        starts.some(({ variable }) => variable === definition.variable.name.value)
          ? { ...definition, type: toNullable(definition.type) }
          : definition,
      );
      return { ...operation, variableDefinitions: [...own, ...starts.flatMap(({ added }) => added ?? [])] };
    },
  });
  return {
    document: withVariables,
    responseKey,
    afterVariable: after.variable,
    sinceVariable: since?.variable ?? null,
  };
}

function withTypename(selections: readonly SelectionNode[]): readonly SelectionNode[] {
  const isSelected = selections.some(
    (each) => each.kind === Kind.FIELD && !each.alias && each.name.value === "__typename",
  );
  return isSelected ? selections : [...selections, { kind: Kind.FIELD, name: toName("__typename") }];
}

interface StartArgument {
  readonly node: ArgumentNode;
  /** The variable that gives its value: the document's own, or an added one. */
  readonly variable: string;
  /** Definition of the variable, if it is added. */
  readonly added: VariableDefinitionNode | null;
}

function toStartArgument(name: string, type: string, given: readonly ArgumentNode[]): StartArgument {
  const node = given.find(isNamed(name));
  if (node?.value.kind === Kind.VARIABLE) return { node, variable: node.value.name.value, added: null };
  const variable = { kind: Kind.VARIABLE, name: toName(`lockstep_${name}`) } as const;
  const added: VariableDefinitionNode = {
    kind: Kind.VARIABLE_DEFINITION,
    variable,
    type: { kind: Kind.NAMED_TYPE, name: toName(type) },
    // The argument is a scalar, so its literal contains no variables.
    ...(node && { defaultValue: node.value as NonNullable<VariableDefinitionNode["defaultValue"]> }),
  };
  return {
    node: { kind: Kind.ARGUMENT, name: toName(name), value: variable },
    variable: variable.name.value,
    added,
  };
}

function isNamed(name: string): (node: ArgumentNode) => boolean {
  return (node) => node.name.value === name;
}

/** `since` is null once the stream resumes from a cursor. */
function toNullable(type: TypeNode): TypeNode {
  return type.kind === Kind.NON_NULL_TYPE ? type.type : type;
}

function toName(value: string): NameNode {
  return { kind: Kind.NAME, value };
}
