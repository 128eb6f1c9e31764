import {
  type ExecutionArgs,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getOperationAST,
  getVariableValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from "graphql";

/** Renders a value as JSON. Throws NotPlainError, or whatever a resolver throws, for what graphql-js is to answer. */
export type Render = (value: unknown) => string;

/** A case that is left to graphql-js: an error, a `Promise`, a rarer feature. */
export class NotPlainError extends Error {}

/**
 * Compiles the selection of an operation, for fixed variables, into a function from the root value to the JSON of
 * `data`. The result equals that of `execute` and JSON.stringify, without collecting fields and coercing arguments for
 * each event. It covers the plain case, in which no resolver fails, waits, or needs context or info. In every other it
 * throws, now or when it renders, and `execute` gives the answer.
 */
export function compileSelection({ schema, document, operationName, variableValues }: ExecutionArgs): Render {
  const operation = getOperationAST(document, operationName);
  const type = operation && schema.getRootType(operation.operation);
  if (!type) throw new NotPlainError();
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
  if (!coerced) throw new NotPlainError();
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const compiler = new Compiler(schema, new Map(fragments.map((each) => [each.name.value, each])), coerced);
  return compiler.compileObject(type, [operation.selectionSet]);
}

class Compiler {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Record<string, unknown>;

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: Record<string, unknown>,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#variables = variables;
  }

  compileObject(type: GraphQLObjectType, selectionSets: readonly SelectionSetNode[]): Render {
    if (type.isTypeOf) throw new NotPlainError();
    const fields = [...this.#collect(type, selectionSets)].map(([key, nodes], index) => ({
      start: `${index === 0 ? "" : ","}${JSON.stringify(key)}:`,
      render: this.#compileField(type, nodes),
    }));
    return (value) => {
      let text = "{";
      for (const { start, render } of fields) text += start + render(value);
      return `${text}}`;
    };
  }

  #compileField(parent: GraphQLObjectType, nodes: readonly [FieldNode, ...FieldNode[]]): Render {
    const [node] = nodes;
    const name = node.name.value;
    if (name === "__typename") return () => JSON.stringify(parent.name);
    const field = parent.getFields()[name];
    if (!field) throw new NotPlainError();
    const { type, resolve = readProperty(name) } = field;
    const args = Object.freeze(getArgumentValues(field, node, this.#variables));
    const complete = this.#compileValue(
      type,
      nodes.flatMap(({ selectionSet = [] }) => selectionSet),
    );
    return (source) => complete(resolve(source, args, undefined, noInfo));
  }

  #compileValue(type: GraphQLOutputType, selectionSets: readonly SelectionSetNode[]): Render {
    if (isNonNullType(type)) {
      const complete = this.#compileValue(type.ofType, selectionSets);
      return (value) => {
        const text = complete(value);
        if (text === "null") throw new NotPlainError();
        return text;
      };
    }
    const complete = this.#compilePresent(type, selectionSets);
    return (value) => {
      if (value === null || value === undefined) return "null";
      if (value instanceof Error || (typeof value === "object" && "then" in value)) throw new NotPlainError();
      return complete(value);
    };
  }

  /** For what is neither null nor a failure. */
  #compilePresent(type: GraphQLOutputType, selectionSets: readonly SelectionSetNode[]): Render {
    if (isLeafType(type)) return (value) => toJson(type.serialize(value));
    if (isObjectType(type)) return this.compileObject(type, selectionSets);
    if (isListType(type)) {
      const complete = this.#compileValue(type.ofType, selectionSets);
      return (value) => {
        if (!Array.isArray(value)) throw new NotPlainError();
        return `[${value.map((item) => complete(item)).join(",")}]`;
      };
    }
    if (!isAbstractType(type) || !type.resolveType) throw new NotPlainError();
    const { resolveType } = type;
    const byName = new Map<unknown, Render>();
    return (value) => {
      const name = resolveType(value, undefined, noInfo, type);
      const known = byName.get(name);
      if (known) return known(value);
      const actual = typeof name === "string" ? this.#schema.getType(name) : undefined;
      if (!isObjectType(actual) || !this.#schema.isSubType(type, actual)) throw new NotPlainError();
      const render = this.compileObject(actual, selectionSets);
      byName.set(name, render);
      return render(value);
    };
  }

  /** The fields that are selected of an object of this type, by the keys of the answer and in its order. */
  #collect(
    type: GraphQLObjectType,
    selectionSets: readonly SelectionSetNode[],
  ): Map<string, [FieldNode, ...FieldNode[]]> {
    const fields = new Map<string, [FieldNode, ...FieldNode[]]>();
    const visited = new Set<string>();
    const visit = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (!this.#isIncluded(selection)) continue;
        if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value;
          const nodes = fields.get(key);
          if (nodes) nodes.push(selection);
          else fields.set(key, [selection]);
          continue;
        }
        const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
        if (isSpread && visited.has(selection.name.value)) continue;
        if (isSpread) visited.add(selection.name.value);
        const fragment = isSpread ? this.#fragments.get(selection.name.value) : selection;
        if (fragment && this.#applies(type, fragment.typeCondition)) visit(fragment.selectionSet);
      }
    };
    for (const selectionSet of selectionSets) visit(selectionSet);
    return fields;
  }

  #isIncluded(node: SelectionNode): boolean {
    if (getDirectiveValues(GraphQLSkipDirective, node, this.#variables)?.["if"] === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, node, this.#variables)?.["if"] !== false;
  }

  #applies(type: GraphQLObjectType, condition: NamedTypeNode | undefined): boolean {
    const wanted = condition && typeFromAST(this.#schema, condition);
    return !wanted || wanted === type || (isAbstractType(wanted) && this.#schema.isSubType(wanted, type));
  }
}

/** Default resolver of graphql-js, without methods. */
function readProperty(name: string): (source: Readonly<Record<string, unknown>>) => unknown {
  return (source) => {
    const value = source[name];
    if (typeof value === "function") throw new NotPlainError();
    return value;
  };
}

/** Wanted by a resolver, it is none of the plain case. */
const noInfo = new Proxy<object>(
  {},
  { get: failPlainly, has: failPlainly, ownKeys: failPlainly },
) as GraphQLResolveInfo;

function failPlainly(): never {
  throw new NotPlainError();
}

function toJson(value: unknown): string {
  const text: string | undefined = value === null ? undefined : JSON.stringify(value);
  if (text === undefined) throw new NotPlainError();
  return text;
}
