import { defaultFieldResolver, type GraphQLSchema } from "graphql";
import type { Context } from "./context.ts";

/**
 * Makes each root field of a mutation ask the context first for admission. Fields under aliases of one request count
 * separately, and so do the changes of a batch. Gives each field fresh loaders, so that its selection is read after its
 * change. Returns the given schema.
 */
export function admitMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve = defaultFieldResolver } = field;
    field.resolve = async (root, args, context: Context, info) => {
      await context.admitMutation(countChanges(args));
      context.forgetReads();
      return resolve(root, args, context, info);
    };
  }
  return schema;
}

function countChanges({ input }: { readonly input?: { readonly changes?: unknown } }): number {
  return Array.isArray(input?.changes) ? Math.max(1, input.changes.length) : 1;
}
