import { defaultFieldResolver, type GraphQLSchema } from "graphql";
import type { Context } from "./context.ts";

/**
 * Has each root field of a mutation ask the context first whether there may be one more; so many under aliases of one
 * request are so many. What its answer selects is read after its change, whatever an earlier field has read. Returns
 * the schema that it was given.
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
