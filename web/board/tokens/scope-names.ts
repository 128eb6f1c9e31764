import type { TokenScope } from "../generated/graphql.ts";

/** Names of scopes, by what they let a program do. */
export const scopeNames: Readonly<Record<TokenScope, string>> = {
  READ: "Read projects and tasks",
  WRITE: "Change projects and tasks",
};
