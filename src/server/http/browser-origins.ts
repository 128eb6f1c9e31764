/**
 * Returns the origins whose pages may use this server: that of the address that browsers use, and `allowed`. On
 * loopback people type either name and mean the same server. A server on all addresses without a `PUBLIC_URL` may be
 * used from the same machine.
 */
export function browserOrigins(publicUrl: string, allowed: readonly string[]): readonly string[] {
  const { protocol, hostname, port, origin } = new URL(publicUrl);
  const names = ["localhost", "127.0.0.1"];
  const isHere = [...names, "0.0.0.0", "[::]"].includes(hostname);
  const own = isHere ? names.map((name) => new URL(`${protocol}//${name}:${port}`).origin) : [origin];
  return [...own, ...allowed];
}
