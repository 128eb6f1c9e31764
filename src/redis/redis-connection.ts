import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Cluster, Redis, type RedisOptions } from "ioredis";
import { type Logger, withFields } from "../logging/logger.ts";
import { forgetSilence, isStrayReply } from "./ioredis-compat.ts";
import { NodeTags } from "./node-tags.ts";
import { describeError, disconnectTimeout, openNode, openRedis } from "./redis-client.ts";

/** Milliseconds between two heartbeats, which make an answer due on an idle connection too. */
const heartbeatInterval = 1_000;

/** Milliseconds after which a probe without an outcome is not waited for any more. */
const probeLimit = 5_000;

/** Milliseconds until a failed probe is tried once more. */
const probePause = 100;

/** Milliseconds until Redis forgets what a probe wrote. */
const probeLifetime = 10_000;

const probeScript = "return redis.call('SET', KEYS[1], '', 'PX', ARGV[1])";

export interface RedisConnection<Client extends Redis | Cluster = Redis | Cluster> {
  readonly client: Client;
  /** True while it works; on a cluster, while the connections to all primaries do. */
  isReady(): boolean;
  /** Call it with the error of a rejected command. Logs once each kind of refusal. */
  reportFailure(error: unknown): void;
  /** Gives up the connection for a new one, without a word in the log. */
  renew(): void;
  /** Sends what was written and ends the connection; waits half a second at most. */
  close(): Promise<void>;
}

export interface RedisConnectionOptions {
  readonly name: string;
  readonly logger: Logger;
  /** Hears of each connection that is lost or not made, and of each command that fails. Default: nobody does. */
  readonly onFailure?: OnRedisFailure | undefined;
}

export type OnRedisFailure = (kind: "connection" | "command") => void;

/**
 * A connection for commands to the Redis that a `REDIS_URL` names. It reconnects for ever. It counts as working only
 * while Redis runs a script that writes, which is tried once a second. Each change of state is logged once, with the
 * reason.
 */
export function createRedisConnection(redisUrl: string, options: RedisConnectionOptions): RedisConnection {
  const client = openRedis(redisUrl, options.name);
  return watchOver(client, options, createWriteProbe(client));
}

/** A connection that subscribes, to a Redis, to the primary that Sentinels name, or to a node of a cluster. */
export function createSubscriberConnection(
  node: string | RedisOptions,
  options: RedisConnectionOptions,
): RedisConnection<Redis> {
  return watchOver(openNode(node, options.name), options, () => Promise.resolve());
}

type State = "starting" | "working" | "unreachable" | "refusing" | "closed";

function watchOver<Client extends Redis | Cluster>(
  client: Client,
  options: RedisConnectionOptions,
  probe: () => Promise<void>,
): RedisConnection<Client> {
  const { onFailure = () => {} } = options;
  const logger = withFields(options.logger, { redis: options.name });
  let state: State = "starting";
  let isRenewing = false;
  /** When the probe under way began. */
  let probingSince: number | null = null;
  let failedInARow = 0;
  const refused = new Set<string>();

  function enter(next: State, tell: () => void): void {
    if (state === next || state === "closed") return;
    state = next;
    tell();
  }

  function reportUnreachable(reason = "The connection was closed."): void {
    enter("unreachable", () => logger.warn({ reason }, "Redis is unreachable; the server tries until it answers."));
  }

  async function probeOnce(): Promise<void> {
    const now = performance.now();
    if (client.status !== "ready" || (probingSince !== null && now - probingSince < probeLimit)) return;
    probingSince = now;
    try {
      await probe();
      failedInARow = 0;
      enter("working", () => {
        refused.clear();
        logger.info({}, "Connected to Redis.");
      });
    } catch (error) {
      failedInARow += 1;
      const reason = describeRefusal(error);
      onFailure("command");
      if (reason) {
        enter("refusing", () => logger.warn({ reason }, "Redis is unusable; the server keeps trying."));
      } else if (client.status === "ready" && error instanceof Error) {
        // On a cluster a single node may not be connected yet.
        if (failedInARow < 3) setTimeout(() => void probeOnce(), probePause).unref();
        else reportUnreachable(error.message);
      }
    } finally {
      probingSince = null;
    }
  }

  client.on("ready", () => {
    isRenewing = false;
    // A cluster's client turns to a node only when it is asked to.
    if (client instanceof Cluster) ping();
    void probeOnce();
  });
  client.on("error", (error) => {
    if (!isStrayReply(error)) reportUnreachable(describeError(error));
  });
  client.on("close", () => {
    if (client instanceof Redis) forgetSilence(client);
    if (!isRenewing && state !== "closed") onFailure("connection");
    // A replica is left for another try.
    if (!isRenewing && state !== "refusing") reportUnreachable();
  });

  function reportFailure(error: unknown): void {
    onFailure("command");
    const reason = describeRefusal(error);
    const code = reason?.split(" ")[0] ?? "";
    // The probe reports its own findings.
    if (!reason || state === "refusing" || refused.has(code)) return;
    refused.add(code);
    logger.error({ reason }, "Redis refuses a command.");
  }

  function ping(): void {
    for (const node of client instanceof Cluster ? client.nodes() : [client]) {
      // The text counts as an answer that is due: without one, the client would not notice what answers another's
      // place.
      if (node.status === "ready" || node.status === "wait") node.ping("alive").catch(reportFailure);
    }
  }

  const heartbeat = setInterval(() => {
    ping();
    void probeOnce();
  }, heartbeatInterval);

  async function end(): Promise<void> {
    state = "closed";
    clearInterval(heartbeat);
    const isAway = ["reconnecting", "close", "end"].includes(client.status);
    const ended = once(client, "end", { signal: AbortSignal.timeout(disconnectTimeout) }).catch(() => {});
    client.disconnect();
    // Between two attempts there is no connection whose end could be waited for.
    if (!isAway) await ended;
  }

  let ending: Promise<void> | undefined;

  return {
    client,
    isReady: () =>
      state === "working" && client.status === "ready" && primariesOf(client).every(({ status }) => status === "ready"),
    reportFailure,
    renew() {
      if (client.status !== "ready") return;
      isRenewing = true;
      client.disconnect(true);
    },
    close() {
      ending ??= end();
      return ending;
    },
  };
}

function primariesOf(client: Redis | Cluster): readonly Redis[] {
  return client instanceof Cluster ? client.nodes("master") : [client];
}

/** Answer of Redis; null for an error of the connection. */
function describeRefusal(error: unknown): string | null {
  return error instanceof Error && error.name === "ReplyError" ? error.message : null;
}

/**
 * Returns a check that Redis can serve presence and rate limits: it runs a script that writes, on a cluster on each
 * primary. A replica, a Redis that is full, a Sentinel, and one whose ACL forbids it reject the script.
 */
function createWriteProbe(client: Redis | Cluster): () => Promise<void> {
  const key = `lockstep:probe:${randomUUID()}`;
  if (!(client instanceof Cluster)) {
    return async () => {
      await client.eval(probeScript, 1, key, probeLifetime);
    };
  }
  const tags = new NodeTags((slot) => client.slots[slot]?.[0]);
  return async () => {
    const nodes = client.nodes("master").map(({ options: { host, port } }) => tags.of(`${host}:${port}`));
    const written = nodes
      .filter((tag) => tag !== undefined)
      .map((tag) => client.eval(probeScript, 1, `${key}:${tag}`, probeLifetime));
    await Promise.all(written);
  };
}
