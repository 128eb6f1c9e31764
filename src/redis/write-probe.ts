import { randomUUID } from "node:crypto";
import { Cluster, type Redis } from "ioredis";
import { NodeTags } from "./node-tags.ts";

/** Milliseconds until Redis forgets what was written. */
const lifetime = 10_000;

const script = "return redis.call('SET', KEYS[1], '', 'PX', ARGV[1])";

/**
 * Makes a check that Redis can serve presence and rate limits: it runs a script that writes, on a cluster on each
 * primary. A replica, a full Redis, a Sentinel, and one whose ACL forbids it, reject it.
 */
export function createWriteProbe(client: Redis | Cluster): () => Promise<void> {
  const key = `lockstep:probe:${randomUUID()}`;
  if (!(client instanceof Cluster)) {
    return async () => {
      await client.eval(script, 1, key, lifetime);
    };
  }
  const tags = new NodeTags((slot) => client.slots[slot]?.[0]);
  return async () => {
    const nodes = client.nodes("master").map(({ options: { host, port } }) => tags.of(`${host}:${port}`));
    const written = nodes
      .filter((tag) => tag !== undefined)
      .map((tag) => client.eval(script, 1, `${key}:${tag}`, lifetime));
    await Promise.all(written);
  };
}
