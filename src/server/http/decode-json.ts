import { nestingLimit } from "./limits.ts";
import { isNestedDeeper } from "./nesting.ts";

/** JSON that is refused before it is parsed. */
export class UndecodableJsonError extends Error {
  override readonly name = "UndecodableJsonError";
  readonly statusCode = 400;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The text of JSON that a client sent, ready for a parser. Throws UndecodableJsonError for bytes that are no UTF-8 and
 * for nesting above the limit, on which recursive code would exhaust the stack.
 */
export function decodeJson(bytes: Uint8Array): string {
  if (isNestedDeeper(bytes, nestingLimit)) {
    throw new UndecodableJsonError(`JSON is nested more than ${nestingLimit} levels deep.`);
  }
  try {
    return utf8.decode(bytes);
  } catch {
    throw new UndecodableJsonError("JSON is not encoded in UTF-8.");
  }
}
