import type { IncomingMessage } from "node:http";
import { v7 as uuidv7 } from "uuid";

/** The header in which a request's id comes, and goes back. */
export const requestIdHeader = "x-request-id";

/**
 * By what an operator finds in the log what a client was told of: the id that a proxy gave the request, or a new one.
 * What is taken over is short, and means nothing to whatever reads logs.
 */
export function makeRequestId({ headers }: IncomingMessage): string {
  const given = headers[requestIdHeader];
  // Not Node's: V8 keeps those as a dozen pieces, which on an open socket is half a kilobyte.
  return typeof given === "string" && plainId.test(given) ? given : uuidv7();
}

const plainId = /^[\w.:-]{1,64}$/;
