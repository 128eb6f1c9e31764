import { Redis } from "ioredis";
import { administer } from "../support/administer.ts";
import { askRedis } from "../support/ask-redis.ts";
import type { Stage } from "./stage.ts";

/** A way to break what stands around two instances. */
export interface Fault {
  readonly name: string;
  /** Breaks; resolves with the repair. */
  begin(stage: Stage): Promise<() => unknown>;
  /** Parts of the first instance's `/readyz` during the fault. */
  readonly shows?: { readonly redis?: "down"; readonly database?: "down" };
}

const nothing = () => {};

/** Each is put right before the next begins. */
export const faults: readonly Fault[] = [
  {
    name: "Redis is killed, and comes back empty",
    shows: { redis: "down" },
    async begin({ redis }) {
      await redis.kill();
      return () => redis.restart();
    },
  },
  {
    name: "Redis accepts and never answers",
    shows: { redis: "down" },
    async begin({ redis }) {
      redis.pause();
      return () => redis.resume();
    },
  },
  {
    name: "Redis loses all that it holds",
    async begin({ redis }) {
      await askRedis(redis.url, (client) => client.flushall());
      return nothing;
    },
  },
  {
    name: "Redis takes no messages",
    shows: { redis: "down" },
    async begin({ redis }) {
      const allow = (rule: string) => askRedis(redis.url, (client) => client.call("ACL", "SETUSER", "default", rule));
      await allow("-publish");
      return () => allow("+publish");
    },
  },
  {
    name: "subscriptions to Redis are cut while messages come",
    async begin({ redis }) {
      for (let times = 0; times < 3; times += 1) {
        await askRedis(redis.url, (client) => client.client("KILL", "TYPE", "pubsub"));
      }
      return nothing;
    },
  },
  {
    name: "messages come late, all at once",
    async begin({ instances: [first] }) {
      first.redis.turn({ kind: "stalled" });
      return () => first.redis.turn({ kind: "fair" });
    },
  },
  {
    name: "messages come twice, and out of order",
    begin: async ({ redis }) => repeatMessages(redis.url),
  },
  {
    name: "the way to Redis is cut",
    shows: { redis: "down" },
    async begin({ instances: [first] }) {
      first.redis.turn({ kind: "refusing" });
      first.redis.cut();
      return () => first.redis.turn({ kind: "fair" });
    },
  },
  {
    name: "all connections to PostgreSQL end",
    async begin({ databaseUrl }) {
      await administer(
        databaseUrl,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      return nothing;
    },
  },
  {
    name: "PostgreSQL refuses connections",
    shows: { database: "down" },
    async begin({ instances: [first] }) {
      first.database.turn({ kind: "refusing" });
      first.database.cut();
      return () => first.database.turn({ kind: "fair" });
    },
  },
  {
    name: "PostgreSQL does not answer",
    shows: { database: "down" },
    async begin({ instances: [first] }) {
      first.database.turn({ kind: "stalled" });
      return () => first.database.turn({ kind: "fair" });
    },
  },
  {
    name: "PostgreSQL does not answer, and then forgets",
    shows: { database: "down" },
    async begin({ instances: [first] }) {
      first.database.turn({ kind: "stalled" });
      return () => {
        first.database.cut();
        first.database.turn({ kind: "fair" });
      };
    },
  },
  {
    name: "an instance is killed, and started again",
    async begin({ instances: [first], front }) {
      await first.kill();
      front.cut();
      return () => first.start();
    },
  },
  {
    name: "an instance is drained, and started again",
    async begin({ instances: [first] }) {
      await first.drain();
      return () => first.start();
    },
  },
  {
    name: "the sockets of clients are cut",
    async begin({ front }) {
      front.cut();
      return nothing;
    },
  },
];

/** Publishes what is published once more, the last message first, until the repair. */
async function repeatMessages(url: string): Promise<() => Promise<unknown>> {
  const [listener, publisher] = [new Redis(url), new Redis(url)];
  const repeated = new Set<string>();
  let waiting: [channel: string, message: string][] = [];
  listener.on("pmessage", (_pattern, channel: string, message: string) => {
    if (repeated.delete(`${channel} ${message}`)) return;
    waiting.push([channel, message]);
    if (waiting.length < 5) return;
    for (const [each, text] of waiting.reverse()) {
      repeated.add(`${each} ${text}`);
      void publisher.publish(each, text);
    }
    waiting = [];
  });
  await listener.psubscribe("lockstep:*");
  return () => {
    listener.disconnect();
    // Answered after what is still being published.
    return publisher.quit();
  };
}
