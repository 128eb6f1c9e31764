import type { GraphQLFormattedError } from "graphql";
import { quotedLiteral } from "./graphql-js-compat.ts";
import { cut, quoteLimit } from "./quote-value.ts";

/** Maximum errors in an answer, and maximum issues of one. */
export const errorLimit = 20;

/** Has graphql-js check a document no further after so many errors, and then add one that says so. */
export const validationOptions = { maxErrors: errorLimit - 1 };

/** Maximum characters of an error's message, and of an issue's. */
const messageLimit = 500;
const issueLimit = 200;

/**
 * Maximum bytes of an answer's errors together. With what stands beside them, names of fields and an id, an answer
 * stays below 64 KiB.
 */
const byteLimit = 32 * 1024;

/** Characters of a message that are looked at: it may quote a value of any length. */
const readLimit = 4 * messageLimit;

/** Returns the message with each value that it quotes cut at 100 characters, itself cut at `limit`. */
export function shortenMessage(message: string, limit = messageLimit): string {
  const shortened = cut(message, readLimit)
    .replace(quotedLiteral, (_match, start: string, value: string, end = "") => start + cut(value, quoteLimit) + end)
    .replace(quotation, (match) => (match.length > quoteLimit + 2 ? `${cut(match, quoteLimit)}"` : match));
  return cut(shortened, limit);
}

/** A quoted text; one whose end was cut off as well. */
const quotation = /"(?:[^"\\]|\\.)*("|$)/gs;

/** Returns the error within the limits of one. */
export function boundError(error: GraphQLFormattedError): GraphQLFormattedError {
  const { message, locations, path, extensions } = error;
  const { issues } = extensions ?? {};
  const bounded = {
    message: shortenMessage(message),
    ...(locations && { locations: locations.slice(0, errorLimit) }),
    ...(path && { path }),
    ...(extensions && { extensions: { ...extensions, ...(Array.isArray(issues) && { issues: boundIssues(issues) }) } }),
  };
  if (sizeOf(bounded) <= byteLimit) return bounded;
  const { code, requestId } = extensions ?? {};
  return { message: bounded.message, extensions: { code, requestId } };
}

function boundIssues(issues: readonly { readonly path: readonly unknown[]; readonly message: string }[]): object[] {
  return issues.slice(0, errorLimit).map(({ path, message }) => ({
    path: path.map((step) => (typeof step === "string" ? cut(step, quoteLimit) : step)),
    message: shortenMessage(message, issueLimit),
  }));
}

/**
 * As many errors of an answer as the limits allow, each made by `format`, which bounds it. When some are left out, the
 * last one that is listed tells how many, as `extensions.unlisted`.
 */
export function boundErrors<Failure>(
  errors: readonly Failure[],
  format: (error: Failure) => GraphQLFormattedError,
): readonly GraphQLFormattedError[] {
  const listed: GraphQLFormattedError[] = [];
  let bytes = 0;
  for (const error of errors.slice(0, errorLimit)) {
    const formatted = format(error);
    bytes += sizeOf(formatted);
    if (listed.length > 0 && bytes > byteLimit) break;
    listed.push(formatted);
  }
  const last = listed.at(-1);
  const unlisted = errors.length - listed.length;
  if (!last || unlisted === 0) return listed;
  return [...listed.slice(0, -1), { ...last, extensions: { ...last.extensions, unlisted } }];
}

function sizeOf(error: GraphQLFormattedError): number {
  return Buffer.byteLength(JSON.stringify(error));
}
