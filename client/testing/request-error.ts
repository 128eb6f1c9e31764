import type { Issue } from "./check-values.ts";

/** Error of a whole request. */
export class RequestError extends Error {
  /** Error code as in the contract, such as `NOT_FOUND`. */
  readonly code: string;
  /** Faults of single values of the request; undefined: it is wrong as a whole. */
  readonly issues: readonly Issue[] | undefined;
  constructor(code: string, message = code, issues?: readonly Issue[]) {
    super(message);
    this.code = code;
    this.issues = issues;
  }
}
