import type { Answer } from "../client/deployment.ts";
import { describe } from "../client/person.ts";

/** Throws what is wrong unless the two values are the same. */
export function expectEqual<T>(what: string, found: T | undefined, wanted: T): void {
  if (found !== wanted) throw new Error(`${what} should be ${wanted} (got ${found})`);
}

/** Throws unless the answer is an error with this code. */
export function expectCode({ errors }: Answer<unknown>, code: string): void {
  const found = errors?.[0]?.extensions?.code;
  if (found !== code)
    throw new Error(`${code} should be the answer, but ${errors ? describe(errors) : "there is data"}`);
}
