import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import proxyAddress from "@fastify/proxy-addr";
import type { OperationContext } from "../operations/operation-context.ts";

/** Where a request came from, as far as it is kept with a change and counted against limits. */
export type FindOrigin = (request: IncomingMessage) => OperationContext["origin"];

/**
 * What `X-Forwarded-For` says counts as far as it was written by one of `trustedProxies`: addresses, networks, or
 * `loopback`, `linklocal` and `uniquelocal`. The rest of it anyone could have written.
 */
export function createFindOrigin(trustedProxies: readonly string[]): FindOrigin {
  const isTrusted = proxyAddress.compile([...trustedProxies]);

  function findAddress(request: IncomingMessage): string | null {
    const nearest = request.socket.remoteAddress;
    if (nearest === undefined) return null;
    const address = proxyAddress(request, isTrusted);
    return isIP(address) === 0 ? nearest : address;
  }

  return (request) => ({
    address: findAddress(request),
    userAgent: request.headers["user-agent"]?.slice(0, 500) ?? null,
  });
}
