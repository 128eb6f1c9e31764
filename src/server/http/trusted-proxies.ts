import proxyAddress from "@fastify/proxy-addr";
import { plainAddress } from "./plain-address.ts";

/** Tells if a peer at this address is trusted about the addresses of others. */
export type IsTrustedProxy = (address: string) => boolean;

/** `proxies` are addresses, networks, or `loopback`, `linklocal` and `uniquelocal`. */
export function createIsTrustedProxy(proxies: readonly string[]): IsTrustedProxy {
  const isAmongThem = proxyAddress.compile([...proxies]);
  return (written) => {
    const address = plainAddress(written);
    return address !== null && isAmongThem(address, 0);
  };
}
