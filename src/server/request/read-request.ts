import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import proxyAddress from "@fastify/proxy-addr";
import ipaddr from "ipaddr.js";
import type { OperationContext } from "../../operations/operation-context.ts";
import { MalformedRequestError } from "./read-json.ts";

/** Tells whether an address is that of a trusted proxy, whose headers about clients count. */
export type IsTrustedProxy = (address: string) => boolean;

/** `proxies` are addresses, networks, or `loopback`, `linklocal` and `uniquelocal`. */
export function createIsTrustedProxy(proxies: readonly string[]): IsTrustedProxy {
  const isAmongThem = proxyAddress.compile([...proxies]);
  return (written) => {
    const address = plainAddress(written);
    return address !== null && isAmongThem(address, 0);
  };
}

/** Origin of a request, as it is kept with a change and counted against limits. */
export type FindOrigin = (request: IncomingMessage) => OperationContext["origin"];

/** Takes from `X-Forwarded-For` the entries that trusted proxies wrote; a client could have written the others. */
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

/** Key by which a plain address is counted: of IPv6 the network of 64 bits, since a client has all of its addresses. */
export function networkOf(address: string | null): string {
  if (address === null) return "unknown";
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")}::/64`;
}

/**
 * Returns an IP address in the one form in which it is kept and counted. It has no zone, no port as Azure's proxies
 * add, and IPv4 is never written as IPv6. Null for text that is no address.
 */
function plainAddress(written: string): string | null {
  const [, v4, v6] = withMore.exec(written) ?? [];
  const [address = ""] = (v4 ?? v6 ?? written).split("%");
  return isIP(address) === 0 ? null : ipaddr.process(address).toString();
}

/** `192.0.2.1:80`, `[2001:db8::1]:80` and `[2001:db8::1]`. */
const withMore = /^(?:([\d.]+):\d+|\[([^\]]+)\](?::\d+)?)$/;

/** The header in which a request's id arrives and is answered. */
export const requestIdHeader = "x-request-id";

/** Makes the id by which an operator finds an error in the log. */
export type MakeRequestId = (request: IncomingMessage) => string;

/**
 * Takes the id that a trusted proxy gave the request, or makes a new one. Only short ids without special characters are
 * taken, since a proxy may hand on the header of a client.
 */
export function createMakeRequestId(isTrustedProxy: IsTrustedProxy): MakeRequestId {
  return ({ headers, socket: { remoteAddress = "" } }) => {
    const given = headers[requestIdHeader];
    if (typeof given === "string" && plainId.test(given) && isTrustedProxy(remoteAddress)) return given;
    // In one piece: V8 keeps Node's as a dozen, which on an open socket is half a kilobyte.
    return Buffer.from(randomUUID(), "latin1").toString("latin1");
  };
}

const plainId = /^[\w.:-]{1,64}$/;

/**
 * Returns path and query of a request, as better-auth reads them. The target may be a whole URL (RFC 9112, section
 * 3.2.2) and may hold `..`. Throws MalformedRequestError.
 */
export function readTarget({ url }: { readonly url: string }): Pick<URL, "pathname" | "search" | "searchParams"> {
  if (URL.canParse(url, anywhere)) return new URL(url, anywhere);
  throw new MalformedRequestError("The request's target is malformed.");
}

const anywhere = "http://localhost";
