import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from "graphql";
import { pageSize } from "../../../schema/connection.ts";
import { schema } from "../../../schema/index.ts";
import { searchWords } from "../../operations/list-tasks.ts";
import { longestWait } from "../../operations/read-changes.ts";

/** Cost of a statement, beside the fields that it gives. One statement reads the items of a list. */
const statementCost = 100;

/** Cost of each word of a text filter, for each project that is searched. */
const searchCost = 1_000;

/** Cost of each second for which a query waits for changes. */
const waitCost = 10;

/** Factor of the cost of a page in the answer to a mutation, which is never refused for its size. */
const changeFactor = 100;

/** Cost of a result of a batch, as a share of its fields: it is answered from the change, without a statement. */
const batchShare = 0.2;

/** Length that is assumed of a list without `first`, such as the present members. */
const plainListLength = 8;

/** An operation as it is about to be executed: valid, and its variables coerced. */
export interface CheckedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Returns the maximum cost of an operation for the server; for a subscription, of each event. A field costs 1 and, for
 * each item of its list, the cost of its selection. Pages count as full. The dearest type of an interface or union
 * counts. A field that is selected twice counts twice. A statement costs 100, once for all parents, and each word of a
 * text filter 1,000 for each parent. Each second of waiting costs 10, for each parent as well. The answer to a mutation
 * is never refused for its size, so the items of its pages count a hundred times. The results of a batch count a fifth
 * each. `introspectionCost` counts the fields of the schema; here they cost 1.
 *
 * Takes time in proportion to the document, not to the cost, which may be Infinity.
 */
export function queryCost({ document, operation, variables }: CheckedOperation): number {
  /** Factor of the outermost pages; inner pages are counted with their items. */
  let pageFactor = operation.operation === "mutation" ? changeFactor : 1;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const fragmentCosts = new Map<string, number>();
  let statements = 0;

  /** `listLength` is that of the lists selected here: those of a connection are as long as its page. */
  function costOfAll({ selections }: SelectionSetNode, type: GraphQLNamedType, listLength: number): number {
    let dearest = 0;
    for (const possible of possibleTypes.get(type.name) ?? []) {
      let cost = 0;
      for (const selection of selections) cost += costOf(selection, possible, listLength);
      dearest = Math.max(dearest, cost);
    }
    return dearest;
  }

  function costOf(selection: SelectionNode, type: GraphQLObjectType, listLength: number): number {
    if (isLeftOut(selection)) return 0;
    if (selection.kind === Kind.FIELD) return costOfField(selection, type, listLength);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return costOfFragment(selection.name.value, type, listLength);
    const { typeCondition, selectionSet } = selection;
    if (typeCondition && !isOfType(type, typeCondition)) return 0;
    return costOfAll(selectionSet, type, listLength);
  }

  function costOfField(node: FieldNode, parent: GraphQLObjectType, listLength: number): number {
    const field = parent.getFields()[node.name.value];
    if (field) statements += priceOf(field).statements ?? (takesStatement(field, parent) ? 1 : 0);
    if (!field || !node.selectionSet) return 1;
    const length = priceOf(field).listLength ?? listLength;
    const items = isListType(getNullableType(field.type)) ? length : 1;
    // An empty list costs nothing (avoids 0 × Infinity).
    if (items === 0) return 1;
    const hasPages = field.args.some(({ name }) => name === "first");
    const factor = pageFactor;
    const innerLength = hasPages ? readPageSize(node) * factor : (countItems(node, field) ?? plainListLength);
    if (hasPages) pageFactor = 1;
    const inner = costOfAll(node.selectionSet, getNamedType(field.type), innerLength);
    pageFactor = factor;
    return 1 + costOfSearch(node) + costOfWait(node) + items * inner;
  }

  function costOfFragment(name: string, type: GraphQLObjectType, listLength: number): number {
    const fragment = fragments.get(name);
    if (!fragment || !isOfType(type, fragment.typeCondition)) return 0;
    const key = `${name} ${type.name} ${listLength} ${pageFactor}`;
    const cost = fragmentCosts.get(key) ?? costOfAll(fragment.selectionSet, type, listLength);
    fragmentCosts.set(key, cost);
    return cost;
  }

  function costOfSearch(node: FieldNode): number {
    const { text = null } = Object(readArgument(node, "filter"));
    return typeof text === "string" ? searchWords(text).length * searchCost : 0;
  }

  function costOfWait(node: FieldNode): number {
    const seconds = Number(readArgument(node, "wait") ?? 0);
    return waitCost * Math.min(Math.max(seconds, 0), longestWait);
  }

  /** Items of the lists in the answer to a batch; undefined: the field takes none. */
  function countItems(node: FieldNode, field: GraphQLField<unknown, unknown>): number | undefined {
    const { itemsOf } = priceOf(field);
    if (itemsOf === undefined) return undefined;
    const { [itemsOf]: items } = Object(readArgument(node, "input"));
    return Math.ceil((Array.isArray(items) ? items.length : 1) * batchShare);
  }

  /** The resolver refuses what is no size of a page; until then it shall not count as less than nothing. */
  function readPageSize(node: FieldNode): number {
    const first = Number(readArgument(node, "first") ?? pageSize.default);
    return Math.min(Math.max(first, 0), pageSize.most);
  }

  function isLeftOut({ directives = [] }: SelectionNode): boolean {
    return directives.some((directive) => {
      if (directive.name.value === "skip") return readArgument(directive, "if") === true;
      return directive.name.value === "include" && readArgument(directive, "if") === false;
    });
  }

  function readArgument(node: Pick<FieldNode, "arguments">, name: string): unknown {
    const argument = node.arguments?.find((argument) => argument.name.value === name);
    return argument && valueFromASTUntyped(argument.value, variables);
  }

  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const fields = costOfAll(operation.selectionSet, root, plainListLength);
  return fields + statements * statementCost;
}

/** True when a field is read by a statement of its own: a page, a total, or a root field of a query. */
function takesStatement({ name, args }: GraphQLField<unknown, unknown>, parent: GraphQLObjectType): boolean {
  if (args.some((arg) => arg.name === "first") || name === "totalCount") return true;
  return parent === schema.getQueryType() && args.length > 0;
}

/**
 * The price that the schema names of a field: the usual length of a bounded list, and the statements that read it. Or
 * the list of its input that the lists of its answer are as long as.
 */
function priceOf({ extensions }: GraphQLField<unknown, unknown>): {
  readonly itemsOf?: string;
  readonly listLength?: number;
  readonly statements?: number;
} {
  return Object(extensions["cost"]);
}

/** Object types that a value of each type may have: the type itself, or those that implement it. */
const possibleTypes = new Map(
  Object.values(schema.getTypeMap()).map((type) => {
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
    return [type.name, possible];
  }),
);

function isOfType(type: GraphQLObjectType, { name }: NamedTypeNode): boolean {
  return possibleTypes.get(name.value)?.includes(type) ?? false;
}
