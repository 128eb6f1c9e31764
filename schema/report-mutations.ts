import { defaultFieldResolver, type GraphQLSchema } from "graphql";
import { expectOutage } from "../src/database/find-outage.ts";
import { ExpectedError } from "../src/errors/expected-error.ts";
import type { Context, MutationReport } from "./context.ts";

/** Has each field of the schema's mutations tell the context how it ended. Returns the schema that it was given. */
export function reportMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve = defaultFieldResolver } = field;
    field.resolve = async (root, args, context: Context, info) => {
      const begunAt = performance.now();
      const report = (outcome: MutationReport["outcome"]) =>
        context.reportMutation({ field: field.name, outcome, seconds: (performance.now() - begunAt) / 1_000 });
      try {
        const result: unknown = await resolve(root, args, context, info);
        report(isConflict(result) ? "conflict" : "ok");
        return result;
      } catch (thrown) {
        // `changeProject` throws an UnavailableError of its own once a change may have been committed.
        const error = expectOutage(thrown);
        report(error instanceof ExpectedError ? error.code : "INTERNAL_SERVER_ERROR");
        throw error;
      }
    };
  }
  return schema;
}

function isConflict(result: unknown): boolean {
  return typeof result === "object" && result !== null && "conflictingFields" in result;
}
