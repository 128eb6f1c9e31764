import { findFreePort } from "./find-free-port.ts";
import { findServerFolder } from "./find-server-folder.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";
import type { TlsCertificate } from "./tls-certificate.ts";

/** A Redis of the test's own. */
export interface TestRedis extends RedisServer {
  readonly url: string;
  close(): Promise<void>;
}

/** TLS and password for clients. */
export interface RedisGuard {
  readonly certificate: TlsCertificate;
  readonly password: string;
}

/** Resolves once it answers. The caller closes it. */
export async function createTestRedis(guard?: RedisGuard): Promise<TestRedis> {
  const port = await findFreePort();
  const way = guard ? { port: "0", "tls-port": String(port), ...guardConfiguration(guard) } : { port: String(port) };
  const server = await startRedisServer({ ...way, dir: await findServerFolder() });
  const scheme = guard ? `rediss://:${guard.password}@` : "redis://";
  return { ...server, url: `${scheme}127.0.0.1:${port}`, close: () => server.kill() };
}

/** The lines of configuration for it, but for the port. */
export function guardConfiguration({ certificate, password }: RedisGuard): Readonly<Record<string, string>> {
  return {
    "tls-cert-file": certificate.certificate,
    "tls-key-file": certificate.key,
    "tls-ca-cert-file": certificate.certificate,
    "tls-auth-clients": "no",
    requirepass: password,
    masterauth: password,
  };
}
