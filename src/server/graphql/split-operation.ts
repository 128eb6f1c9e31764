import {
  type DocumentNode,
  type ExecutionArgs,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  getArgumentValues,
  getNamedType,
  getOperationAST,
  getVariableValues,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from "graphql";
import { schema } from "../../../schema/index.ts";

/** A query of one project in two parts: fields of the viewer, and fields that are a function of the project's state. */
export interface SplitOperation {
  /** Tells the splits of an instance apart. */
  readonly number: number;
  /** The query without its shared fields. */
  readonly own: DocumentNode;
  /** The shared fields alone. */
  readonly shared: DocumentNode;
  /** Key of the project in the answer. */
  readonly projectKey: string;
  /** The project's fields by their keys, in the order of the answer. */
  readonly fields: readonly { readonly key: string; readonly isShared: boolean }[];
  /** Returns the argument `id` of the project. */
  readonly readProjectId: (variables: ExecutionArgs["variableValues"]) => string;
}

const known = new WeakMap<DocumentNode, Map<string, SplitOperation | null>>();
let count = 0;

/**
 * Splits a valid operation. Null: it is executed whole, for one viewer. This holds for a query without shared fields,
 * with several projects, or with fragments at its root. It also holds for @skip or @include at the project or at one of
 * its fragments.
 */
export function splitOperation({ document, operationName }: ExecutionArgs): SplitOperation | null {
  const splits = known.get(document) ?? new Map<string, SplitOperation | null>();
  known.set(document, splits);
  const name = operationName ?? "";
  const split = splits.get(name) ?? (splits.has(name) ? null : createSplit(document, operationName));
  splits.set(name, split);
  return split;
}

function createSplit(document: DocumentNode, operationName: string | null | undefined): SplitOperation | null {
  const operation = getOperationAST(document, operationName);
  const project = operation && findProject(operation);
  if (!operation || !project?.selectionSet) return null;
  const definitions = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const fragments = new Map(
    (definitions as readonly FragmentDefinitionNode[]).map((fragment) => [fragment.name.value, fragment]),
  );
  const byKey = collectFields(project.selectionSet, fragments);
  if (!byKey) return null;
  const isState = createIsState(fragments);
  const fields = [...byKey].map(([key, nodes]) => ({ key, nodes, isShared: nodes.every(isState) }));
  if (!fields.some(({ isShared }) => isShared)) return null;

  const select = (ofShared: boolean): DocumentNode => {
    const selections = fields.flatMap(({ nodes, isShared }) => (isShared === ofShared ? nodes : []));
    const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [...selections, typename] };
    const part: FieldNode = { ...project, selectionSet };
    const others = operation.selectionSet.selections.map((selection) => (selection === project ? part : selection));
    const root: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: ofShared ? [part] : others };
    return { kind: Kind.DOCUMENT, definitions: [{ ...operation, selectionSet: root }, ...definitions] };
  };
  count += 1;
  return {
    number: count,
    own: select(false),
    shared: select(true),
    projectKey: keyOf(project),
    fields: fields.map(({ key, isShared }) => ({ key, isShared })),
    readProjectId(variables) {
      const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {});
      return String(getArgumentValues(projectField, project, coerced)["id"]);
    },
  };
}

/** Keeps a part from being empty. The answer takes it only where the client has selected it. */
const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };

/** The only project at the root of a query. */
function findProject({ operation, selectionSet }: OperationDefinitionNode): FieldNode | undefined {
  if (operation !== OperationTypeNode.QUERY) return undefined;
  const fields = selectionSet.selections.filter((selection) => selection.kind === Kind.FIELD);
  const [project, ...others] = fields.filter(({ name }) => name.value === projectField.name);
  const isPlain = fields.length === selectionSet.selections.length && others.length === 0;
  return isPlain && project && !project.directives?.length ? project : undefined;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** The fields of an object by their keys, with those of its fragments. Null: a directive decides on a fragment. */
function collectFields(selectionSet: SelectionSetNode, fragments: Fragments): Map<string, FieldNode[]> | null {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const visit = ({ selections }: SelectionSetNode): boolean =>
    selections.every((selection) => {
      if (selection.kind === Kind.FIELD) {
        const key = keyOf(selection);
        fields.set(key, [...(fields.get(key) ?? []), selection]);
        return true;
      }
      if (selection.directives?.length) return false;
      if (selection.kind === Kind.INLINE_FRAGMENT) return visit(selection.selectionSet);
      const { value: name } = selection.name;
      const fragment = visited.has(name) ? undefined : fragments.get(name);
      visited.add(name);
      return !fragment || visit(fragment.selectionSet);
    });
  return visit(selectionSet) ? fields : null;
}

/**
 * Returns whether a field of a project is a function of the project's state. It and all that is selected of it must
 * carry the mark `ofState`, or `inEvents`. The latter are answered from their object, alike for everybody.
 */
function createIsState(fragments: Fragments): (node: FieldNode) => boolean {
  const ofFragments = new Map<string, boolean>();
  const areState = ({ selections }: SelectionSetNode, type: GraphQLObjectType): boolean =>
    selections.every((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT) return areState(selection.selectionSet, type);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return isState(selection.name.value, type);
      if (selection.name.value === "__typename") return true;
      const field = type.getFields()[selection.name.value];
      const isMarked = field?.extensions["ofState"] || field?.extensions["inEvents"];
      return Boolean(isMarked) && isSelected(selection, type);
    });
  const isState = (name: string, type: GraphQLObjectType): boolean => {
    const key = `${name} ${type.name}`;
    const fragment = fragments.get(name);
    const isOne = ofFragments.get(key) ?? (fragment !== undefined && areState(fragment.selectionSet, type));
    ofFragments.set(key, isOne);
    return isOne;
  };
  const isSelected = ({ name, selectionSet }: FieldNode, parent: GraphQLObjectType): boolean => {
    const field = parent.getFields()[name.value];
    if (!selectionSet || !field) return field !== undefined;
    const type = getNamedType(field.type);
    return isObjectType(type) && areState(selectionSet, type);
  };
  return (node) => {
    const isMarked = projectType.getFields()[node.name.value]?.extensions["ofState"];
    return Boolean(isMarked) && !node.directives?.length && isSelected(node, projectType);
  };
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function requireObjectType(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`The schema has no object type ${name}.`);
  return type;
}

const projectType = requireObjectType("Project");
const projectField = requireProjectField();

function requireProjectField() {
  const field = schema.getQueryType()?.getFields()["project"];
  if (!field) throw new Error("The schema has no field Query.project.");
  return field;
}
