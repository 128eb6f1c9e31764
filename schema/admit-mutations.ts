import { defaultFieldResolver, type GraphQLSchema } from "graphql";
import type { Context } from "./context.ts";

/**
 * Makes each root field of a mutation ask the context first for admission; fields under aliases of one request count
 * separately. Gives each fresh loaders, so that its selection is read after its change. Returns the given schema.
 */
export function admitMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve = defaultFieldResolver } = field;
    field.resolve = async (root, args, context: Context, info) => {
      await context.admitMutation();
      context.forgetReads();
      return resolve(root, args, context, info);
    };
  }
  return schema;
}
