import type { IncomingMessage } from "node:http";
import proxyAddress from "@fastify/proxy-addr";
import type { OperationContext } from "../../operations/operation-context.ts";
import { plainAddress } from "./plain-address.ts";
import type { IsTrustedProxy } from "./trusted-proxies.ts";

/** Where a request came from, as far as it is kept with a change and counted against limits. */
export type FindOrigin = (request: IncomingMessage) => OperationContext["origin"];

/** `X-Forwarded-For` counts as far as trusted proxies wrote it. Anybody could have written the rest. */
export function createFindOrigin(isTrustedProxy: IsTrustedProxy): FindOrigin {
  function findAddress(request: IncomingMessage): string | null {
    const nearest = request.socket.remoteAddress;
    if (nearest === undefined) return null;
    return plainAddress(proxyAddress(request, isTrustedProxy)) ?? plainAddress(nearest);
  }

  return (request) => ({
    address: findAddress(request),
    userAgent: request.headers["user-agent"]?.slice(0, 500) ?? null,
  });
}
