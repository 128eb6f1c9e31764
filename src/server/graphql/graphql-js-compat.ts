/**
 * Couplings to message texts of graphql-js. `test/server/graphql/graphql-js-compat.test.ts` fails when one of them
 * changes.
 */

/** The last error of a document with more errors than are checked for. */
export const tooManyErrors = "Too many validation errors, error limit reached. Validation aborted.";

/** The error of a document that takes too many comparisons of fields. */
export const tooManyComparisons = "Validation aborted.";

/** The form in which graphql-js quotes a value of a document: without quotation marks. Groups: start, value, end. */
export const quotedLiteral =
  /^(Expected value of type "[^"]*", found |(?:Enum "[^"]*"|\w+) cannot represent [^:]*: )(.{100,}?)(\.?|; .*)$/s;
