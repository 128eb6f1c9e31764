import ipaddr from "ipaddr.js";

/** Whom a plain address is counted as: with IPv6 its network of 64 bits, since whoever has one address has all of it. */
export function networkOf(address: string | null): string {
  if (address === null) return "unknown";
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")}::/64`;
}
