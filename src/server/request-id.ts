import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** The header in which a request's id comes, and goes back. */
export const requestIdHeader = "x-request-id";

/**
 * By what an operator finds in the log what a client was told of: the id that a proxy gave the request, or a new one.
 * What is taken over is short, and means nothing to whatever reads logs.
 */
export function makeRequestId({ headers }: IncomingMessage): string {
  const given = headers[requestIdHeader];
  return typeof given === "string" && plainId.test(given) ? given : randomUUID();
}

const plainId = /^[\w.:-]{1,64}$/;
