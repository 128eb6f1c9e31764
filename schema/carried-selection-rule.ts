import {
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  typeFromAST,
  type ValidationRule,
} from "graphql";

/**
 * A validation rule: inside an Activity only what the event carries can be selected (`inEvents`), since it is answered
 * from its snapshot alone; in a query also what its history has beside it (`inHistory`). Names the field with the code
 * BAD_USER_INPUT.
 */
export const carriedSelectionRule: ValidationRule = (context) => {
  const schema = context.getSchema();
  const seen = new Set<string>();
  /** Of which a field within an Activity must have one, in the operation that is visited. */
  let marks: readonly string[] = [];

  function visit(selections: SelectionSetNode, parent: unknown, isInEvent: boolean): void {
    for (const selection of selections.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = context.getFragment(selection.name.value);
        if (fragment && isFirstVisit(fragment, isInEvent)) visitCondition(fragment, isInEvent);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition ? typeFromAST(schema, selection.typeCondition) : parent;
        visit(selection.selectionSet, type, isInEvent);
      } else if (isObjectType(parent) || isInterfaceType(parent)) {
        const field = parent.getFields()[selection.name.value];
        if (!field) continue;
        const isWithin = isInEvent || isActivity(parent);
        if (isWithin && !marks.some((mark) => field.extensions[mark])) {
          const name = `${parent.name}.${field.name}`;
          const message = `${name} is not part of an event: select it in a query.`;
          const issues = [{ path: name.split("."), message }];
          context.reportError(
            new GraphQLError(message, { nodes: selection, extensions: { code: "BAD_USER_INPUT", issues } }),
          );
        } else if (selection.selectionSet) visit(selection.selectionSet, getNamedType(field.type), isWithin);
      }
    }
  }

  function visitCondition(fragment: FragmentDefinitionNode, isInEvent: boolean): void {
    visit(fragment.selectionSet, typeFromAST(schema, fragment.typeCondition), isInEvent);
  }

  /** A fragment says the same wherever it is spread, so once is enough; it also may be part of a cycle. */
  function isFirstVisit(fragment: FragmentDefinitionNode, isInEvent: boolean): boolean {
    const key = `${fragment.name.value} ${isInEvent} ${marks.length}`;
    return !seen.has(key) && seen.add(key).has(key);
  }

  return {
    OperationDefinition({ operation, selectionSet }) {
      marks = operation === "subscription" ? ["inEvents"] : ["inEvents", "inHistory"];
      visit(selectionSet, schema.getRootType(operation), false);
    },
  };
};

function isActivity(type: GraphQLObjectType | GraphQLInterfaceType): boolean {
  return type.name === "Activity" || type.getInterfaces().some(({ name }) => name === "Activity");
}
