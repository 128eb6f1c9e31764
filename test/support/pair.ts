import { inject } from "vitest";
import { type Instance, startInstance } from "./instance.ts";
import { createTestDatabase } from "./postgres.ts";

/** Two instances of one installation: on the same database and the same Redis. */
export interface Pair {
  readonly databaseUrl: string;
  readonly one: Instance;
  readonly two: Instance;
  close(): Promise<void>;
}

/** `more` are further variables of the environment. */
export async function startPair(more: Readonly<Record<string, string>> = {}): Promise<Pair> {
  const database = await createTestDatabase();
  const variables = { REDIS_URL: inject("redisUrl"), ...more };
  const [one, two] = await Promise.all([
    startInstance(database.url, variables),
    startInstance(database.url, variables),
  ]);
  return {
    databaseUrl: database.url,
    one,
    two,
    async close() {
      await Promise.all([one.close(), two.close()]);
      await database.close();
    },
  };
}
