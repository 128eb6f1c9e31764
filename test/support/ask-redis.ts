import { once } from "node:events";
import { Redis } from "ioredis";

/** Asks Redis itself, over a connection that is closed when it has answered. */
export async function askRedis<T>(url: string, question: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  try {
    return await question(client);
  } finally {
    client.disconnect();
    await once(client, "end");
  }
}
