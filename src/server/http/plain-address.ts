import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * Returns an IP address in the form in which it is stored and counted, without the port that some proxies add
 * (Azure's), or the zone. IPv4 is never written as IPv6. Null for anything else.
 */
export function plainAddress(written: string): string | null {
  const [, v4, v6] = withMore.exec(written) ?? [];
  const [address = ""] = (v4 ?? v6 ?? written).split("%");
  return isIP(address) === 0 ? null : ipaddr.process(address).toString();
}

/** `192.0.2.1:80`, `[2001:db8::1]:80` and `[2001:db8::1]`. */
const withMore = /^(?:([\d.]+):\d+|\[([^\]]+)\](?::\d+)?)$/;
