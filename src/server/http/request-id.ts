import type { IncomingMessage } from "node:http";
import { v7 as uuidv7 } from "uuid";
import type { IsTrustedProxy } from "./trusted-proxies.ts";

/** The header in which a request's id comes, and goes back. */
export const requestIdHeader = "x-request-id";

/** By what an operator finds in the log what a client was told of. */
export type MakeRequestId = (request: IncomingMessage) => string;

/**
 * Takes the id that a trusted proxy gave the request, or makes a new one. An accepted id is short and harmless to
 * readers of logs, since a proxy may pass on the id of a client.
 */
export function createMakeRequestId(isTrustedProxy: IsTrustedProxy): MakeRequestId {
  return ({ headers, socket: { remoteAddress = "" } }) => {
    const given = headers[requestIdHeader];
    // Not Node's: V8 keeps those as a dozen pieces, which on an open socket is half a kilobyte.
    return typeof given === "string" && plainId.test(given) && isTrustedProxy(remoteAddress) ? given : uuidv7();
  };
}

const plainId = /^[\w.:-]{1,64}$/;
