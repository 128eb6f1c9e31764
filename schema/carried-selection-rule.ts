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
 * A validation rule: inside an Activity only the fields that the event carries can be selected (`inEvents`), since it
 * is answered from its snapshot alone. A query can also select the fields of the history (`inHistory`). Only the
 * carried part of an object can be selected if the event carries a part (`partInEvents`). In a subscription the same
 * holds for such objects in all other messages, as the people who are present. Names the field with the code
 * BAD_USER_INPUT.
 */
export const carriedSelectionRule: ValidationRule = (context) => {
  const schema = context.getSchema();
  const seen = new Set<string>();
  /** A field within an Activity must have one of these marks, in the visited operation. */
  let marks: readonly string[] = [];
  let isSubscription = false;

  function visit(selections: SelectionSetNode, parent: unknown, place: Place): void {
    for (const selection of selections.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = context.getFragment(selection.name.value);
        if (fragment && isFirstVisit(fragment, place)) visitCondition(fragment, place);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition ? typeFromAST(schema, selection.typeCondition) : parent;
        visit(selection.selectionSet, type, place);
      } else if (isObjectType(parent) || isInterfaceType(parent)) {
        const field = parent.getFields()[selection.name.value];
        if (!field) continue;
        const isWithin = place.isInEvent || isActivity(parent) || (isSubscription && isCarried(parent));
        const isLeftOut = place.carriedFields !== undefined && !place.carriedFields.includes(field.name);
        if (isWithin && (isLeftOut || !marks.some((mark) => field.extensions[mark]))) {
          const name = `${parent.name}.${field.name}`;
          const message = `${name} is not part of an event: select it in a query.`;
          const issues = [{ path: name.split("."), message }];
          context.reportError(
            new GraphQLError(message, { nodes: selection, extensions: { code: "BAD_USER_INPUT", issues } }),
          );
        } else if (selection.selectionSet) {
          const carriedFields = isWithin ? readCarriedFields(field.extensions) : undefined;
          visit(selection.selectionSet, getNamedType(field.type), { isInEvent: isWithin, carriedFields });
        }
      }
    }
  }

  function visitCondition(fragment: FragmentDefinitionNode, place: Place): void {
    visit(fragment.selectionSet, typeFromAST(schema, fragment.typeCondition), place);
  }

  /** A fragment says the same wherever it is spread, so once is enough; it also may be part of a cycle. */
  function isFirstVisit(fragment: FragmentDefinitionNode, { isInEvent, carriedFields }: Place): boolean {
    const key = `${fragment.name.value} ${isInEvent} ${carriedFields} ${marks.length}`;
    return !seen.has(key) && seen.add(key).has(key);
  }

  return {
    OperationDefinition({ operation, selectionSet }) {
      isSubscription = operation === "subscription";
      marks = isSubscription ? ["inEvents"] : ["inEvents", "inHistory"];
      visit(selectionSet, schema.getRootType(operation), { isInEvent: false, carriedFields: undefined });
    },
  };
};

/** Where in a document a selection stands. */
interface Place {
  readonly isInEvent: boolean;
  /** The fields that an event carries of the object; undefined: all that are marked. */
  readonly carriedFields: readonly string[] | undefined;
}

function readCarriedFields({ carriedFields }: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  return Array.isArray(carriedFields) ? carriedFields : undefined;
}

/** True for an object that events carry: each message has its snapshot. */
function isCarried(type: GraphQLObjectType | GraphQLInterfaceType): boolean {
  return Object.values(type.getFields()).some(({ extensions }) => extensions["inEvents"]);
}

function isActivity(type: GraphQLObjectType | GraphQLInterfaceType): boolean {
  return type.name === "Activity" || type.getInterfaces().some(({ name }) => name === "Activity");
}
