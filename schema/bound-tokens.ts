import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { ForbiddenError } from "../src/errors/expected-error.ts";
import type { TokenAccess } from "../src/operations/viewer.ts";
import type { Context } from "./context.ts";
import { type TokenBound, tokenBounds } from "./token-bounds.ts";

/**
 * Makes each root field refuse access tokens that lack what `tokenBounds` asks for. Fields below a mutation that read
 * more than its answer need `READ`. Throws for a root field without a row. Returns the given schema.
 */
export function boundTokens(schema: GraphQLSchema): GraphQLSchema {
  const isRead = createIsRead(schema);
  const subscription = schema.getSubscriptionType();
  for (const type of [schema.getQueryType(), schema.getMutationType(), subscription]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const bound = tokenBounds[type?.name ?? ""]?.[field.name];
      if (bound === undefined) throw new Error(`${type?.name}.${field.name} has no row in schema/token-bounds.ts.`);
      const entrance = type === subscription ? "subscribe" : "resolve";
      const enter = field[entrance] ?? defaultFieldResolver;
      field[entrance] = (root, args, context: Context, info) => {
        if (context.access) requireBound(context.access, bound, info, isRead);
        return enter(root, args, context, info);
      };
    }
  }
  return schema;
}

type IsRead = (type: GraphQLNamedType, field: GraphQLField<unknown, unknown>) => boolean;

function requireBound(
  { scopes, projectIds }: TokenAccess,
  bound: TokenBound,
  info: GraphQLResolveInfo,
  isRead: IsRead,
) {
  if (!bound)
    throw new ForbiddenError("An access token manages no accounts, tokens, members or webhooks. Sign in instead.");
  const { scope, isAcrossProjects } = bound;
  if (!scopes.includes(scope)) throw new ForbiddenError(`The access token lacks the scope ${scope}.`);
  if (isAcrossProjects && projectIds) {
    throw new ForbiddenError("The access token is limited to projects. Use one for all projects of its person.");
  }
  const read = scopes.includes("READ") ? undefined : findRead(info, isRead);
  if (read !== undefined) throw new ForbiddenError(`The access token lacks the scope READ, which ${read} needs.`);
}

/**
 * Returns a function that tells whether a field reads more than a mutation answers by itself. It answers by types of
 * its own, and by what events carry.
 */
export function createIsRead(schema: GraphQLSchema): IsRead {
  const elsewhere = findReachable(schema, [schema.getQueryType(), schema.getSubscriptionType()]);
  return (type, { extensions }) => elsewhere.has(type) && extensions["inEvents"] !== true;
}

/** Returns all types that fields of the given ones lead to, these included. */
function findReachable(
  schema: GraphQLSchema,
  roots: readonly (GraphQLObjectType | null | undefined)[],
): ReadonlySet<GraphQLNamedType> {
  const found = new Set<GraphQLNamedType>();
  const add = (type: GraphQLNamedType) => {
    if (found.has(type)) return;
    found.add(type);
    if (isInterfaceType(type) || isUnionType(type)) schema.getPossibleTypes(type).forEach(add);
    if (!isObjectType(type) && !isInterfaceType(type)) return;
    for (const field of Object.values(type.getFields())) add(getNamedType(field.type));
  };
  for (const root of roots) if (root) add(root);
  return found;
}

/** The first selected field that reads more than the answer, e.g. `Task.project`. A directive may leave it out. */
function findRead(
  { schema, fragments, fieldNodes, returnType }: GraphQLResolveInfo,
  isRead: IsRead,
): string | undefined {
  const spread = new Set<string>();
  const open: [SelectionSetNode | undefined, GraphQLNamedType | undefined][] = fieldNodes.map(({ selectionSet }) => [
    selectionSet,
    getNamedType(returnType),
  ]);
  for (const [selectionSet, parent] of open) {
    for (const selection of selectionSet?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments[selection.name.value];
        // A fragment says the same wherever it is spread.
        if (!fragment || spread.has(selection.name.value)) continue;
        spread.add(selection.name.value);
        open.push([fragment.selectionSet, schema.getType(fragment.typeCondition.name.value)]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const { typeCondition } = selection;
        open.push([selection.selectionSet, typeCondition ? schema.getType(typeCondition.name.value) : parent]);
      } else if (isObjectType(parent) || isInterfaceType(parent)) {
        // All but __typename.
        const field = parent.getFields()[selection.name.value];
        if (field && isRead(parent, field)) return `${parent.name}.${field.name}`;
        if (field) open.push([selection.selectionSet, getNamedType(field.type)]);
      }
    }
  }
  return undefined;
}
