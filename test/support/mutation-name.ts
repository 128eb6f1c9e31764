import type { Mutation } from "../../client/generated/schema-types.ts";

/** Names of the schema's mutations. A table keyed by them does not compile while a mutation has no row. */
export type MutationName = Exclude<keyof Mutation, "__typename">;
