import type { FastifyInstance } from "fastify";

/** Maximum nesting of arrays and objects in JSON that a client sends, on every transport. */
const nestingLimit = 64;

/** A request or message that no client may send, whatever it asks for; the message is for the client. */
export class MalformedRequestError extends Error {
  override readonly name = "MalformedRequestError";
  /** Status of the answer over HTTP. */
  readonly statusCode: number;
  /** Names of what serves the request instead; null: nothing does. */
  readonly transports: readonly string[] | null;

  constructor(message: string, statusCode = 400, transports: readonly string[] | null = null) {
    super(message);
    this.statusCode = statusCode;
    this.transports = transports;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Returns the text of JSON that a client sent, ready for a parser. Throws MalformedRequestError for bytes that are not
 * UTF-8 and for nesting above the limit, on which recursive code would exhaust the stack.
 */
export function decodeJson(bytes: Uint8Array): string {
  if (isNestedDeeper(bytes, nestingLimit)) {
    throw new MalformedRequestError(`JSON is nested more than ${nestingLimit} levels deep.`);
  }
  try {
    return utf8.decode(bytes);
  } catch {
    throw new MalformedRequestError("JSON is not encoded in UTF-8.");
  }
}

/** An object of JSON, whatever its members are. */
export type Members = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Has the routes of `app` read JSON by `decodeJson`, and answer 400 to the rest. A body that `mayBeEmpty` is undefined.
 */
export function acceptJson(app: FastifyInstance, { mayBeEmpty }: { readonly mayBeEmpty: boolean }): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    if (mayBeEmpty && body.length === 0) return done(null, undefined);
    try {
      void parse(request, decodeJson(body), done);
    } catch (error) {
      done(error as Error);
    }
  });
}

const quote = 0x22;
const backslash = 0x5c;

/**
 * True when JSON in UTF-8 has arrays and objects nested more than `limit` levels deep. Reads the bytes once and never
 * recurses: `JSON.parse` takes nesting on which recursive code exhausts the stack afterwards. Bytes that are not JSON
 * give either answer; the parser refuses them.
 */
export function isNestedDeeper(json: Uint8Array, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === quote) at = findStringEnd(json, at);
    // Both kinds of brackets differ from their counterpart by two: [ 0x5b ] 0x5d { 0x7b } 0x7d.
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}

/** Index of the quote that ends the string which begins at `start`; the length of `json` when none does. */
function findStringEnd(json: Uint8Array, start: number): number {
  let end = json.indexOf(quote, start + 1);
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf(quote, end + 1);
  return end === -1 ? json.length : end;
}

function isEscaped(json: Uint8Array, at: number): boolean {
  let first = at;
  while (json[first - 1] === backslash) first -= 1;
  return (at - first) % 2 === 1;
}
