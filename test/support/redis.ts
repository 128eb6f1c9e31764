import { tmpdir } from "node:os";
import { findFreePort } from "./find-free-port.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";

/** A Redis of the test's own. */
export interface TestRedis extends RedisServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Resolves once it answers. The caller closes it. */
export async function createTestRedis(): Promise<TestRedis> {
  const port = await findFreePort();
  const server = await startRedisServer({ port: String(port), dir: tmpdir() });
  return { ...server, url: `redis://127.0.0.1:${port}`, close: () => server.kill() };
}
