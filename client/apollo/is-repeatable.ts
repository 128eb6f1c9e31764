import type { ApolloLink } from "@apollo/client";
import { getMainDefinition } from "@apollo/client/utilities";
import type { FieldNode, SelectionNode } from "graphql";
import { Kind, OperationTypeNode, valueFromASTUntyped } from "graphql";

/**
 * Returns true when an operation may be sent again after its answer was lost. Queries may. A mutation may when each of
 * its root fields has a `clientMutationId`, by which the server recognises it. An empty one counts as absent.
 */
export function isRepeatable(operation: ApolloLink.Operation): boolean {
  if (operation.operationType === OperationTypeNode.QUERY) return true;
  const { selections } = getMainDefinition(operation.query).selectionSet;
  return selections.every((selection) => isField(selection) && hasMutationId(selection, operation.variables));
}

function isField(selection: SelectionNode): selection is FieldNode {
  return selection.kind === Kind.FIELD;
}

function hasMutationId(field: FieldNode, variables: ApolloLink.Operation["variables"]): boolean {
  if (field.name.value === "__typename") return true;
  const input = field.arguments?.find(({ name }) => name.value === "input");
  const value = input && (valueFromASTUntyped(input.value, variables) as { clientMutationId?: unknown } | undefined);
  return Boolean(value?.clientMutationId);
}
