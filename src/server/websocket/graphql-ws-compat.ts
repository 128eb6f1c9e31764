/**
 * The couplings to parts of graphql-ws that its documentation does not describe.
 * `test/server/graphql-ws-compat.test.ts` fails when one of them changes.
 */

/**
 * A parsed message in the place of its text. graphql-ws parses strings only and takes everything else as
 * parsed; its types name strings alone.
 */
export function asData(message: object): string {
  return message as unknown as string;
}

/** The beginning of every message that graphql-ws sends about an operation: the id, as JSON, and the type. */
export const frameHead = /^\{"id":("(?:[^"\\]|\\.)*"),"type":"(next|error|complete)"/;
