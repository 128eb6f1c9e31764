import type { Answer } from "./person.ts";

/** The code of an answer's only error; null when it has none. */
export function codeOf({ errors = [] }: Answer<unknown>): unknown {
  if (errors.length > 1) throw new Error(`There are several errors: ${JSON.stringify(errors)}`);
  return errors[0]?.extensions?.["code"] ?? null;
}
