/**
 * The origins whose pages may use this server: that of the address that browsers use, and `allowed`. On loopback people
 * type either name and mean the same server; where it listens on all addresses and nobody says by which browsers come,
 * they may be on the same machine.
 */
export function browserOrigins(publicUrl: string, allowed: readonly string[]): readonly string[] {
  const { protocol, hostname, port, origin } = new URL(publicUrl);
  const names = ["localhost", "127.0.0.1"];
  const isHere = [...names, "0.0.0.0", "[::]"].includes(hostname);
  const own = isHere ? names.map((name) => new URL(`${protocol}//${name}:${port}`).origin) : [origin];
  return [...own, ...allowed];
}
