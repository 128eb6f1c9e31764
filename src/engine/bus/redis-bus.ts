import { randomUUID } from "node:crypto";
import { Cluster } from "ioredis";
import type { Logger } from "../../logging/logger.ts";
import { channelOf, type Namespace } from "../../redis/namespace.ts";
import {
  createRedisConnection,
  createSubscriberConnection,
  type RedisConnectionOptions,
} from "../../redis/redis-connection.ts";
import type { Bus } from "./bus.ts";
import { createClusterSubscribers } from "./cluster-subscribers.ts";
import { guardListener } from "./guard-listener.ts";
import { createRedisSubscriptions, type Subscribers } from "./redis-subscriptions.ts";
import { startRoundTrips } from "./round-trips.ts";
import { TopicListeners } from "./topic-listeners.ts";

/** Settings of `createRedisBus`. */
export interface RedisBusOptions {
  /** `redis://`, `rediss://` or `redis+sentinel://`; with `?cluster=true` the node of a cluster. */
  readonly url: string;
  /**
   * Letters and digits. Only buses of the same namespace hear each other: deployments that share a Redis need different
   * ones, whatever the number of the database.
   */
  readonly namespace: string | Namespace;
  /** Default: `console`. */
  readonly logger?: Logger;
  /** Hears of each connection that is lost or not made, and of each command that fails. Default: nobody does. */
  readonly onFailure?: ((kind: "connection" | "command") => void) | undefined;
}

/** Maximum messages without an answer of Redis. Further ones are dropped; listeners find them in the log. */
const maxInFlight = 1_000;

/**
 * Returns the bus of several instances, by Redis pub/sub, sharded on a cluster. While Redis cannot be reached, messages
 * are dropped and `subscribe` resolves after 200 ms. `isConnected` follows a message that the bus sends to itself once
 * a second.
 */
export function createRedisBus({ url, namespace: name, logger = console, onFailure }: RedisBusOptions): Bus {
  const namespace = typeof name === "string" ? { current: name, onChange: () => () => {} } : name;
  const publisher = createRedisConnection(url, { name: "publisher", logger, onFailure });
  const { client } = publisher;
  const subscribers =
    client instanceof Cluster
      ? createClusterSubscribers(client, { logger, onFailure })
      : createSingleSubscriber(url, { logger, onFailure });
  const subscriptions = createRedisSubscriptions(subscribers, logger);
  const listeners = new TopicListeners();
  const trips = startRoundTrips({
    name: `lockstep:probe:${randomUUID()}`,
    subscribers,
    subscriptions,
    publish: (channel, message) => (client.status === "ready" ? publish(channel, message) : null),
    logger,
  });
  /** Redis channel → topic. */
  const topics = new Map<string, string>();
  let inFlight = 0;

  subscribers.onMessage((channel, message) => {
    const topic = topics.get(channel);
    if (topic !== undefined) listeners.deliver(topic, message);
  });
  const stopFollowing = namespace.onChange(() => {
    const renamed = [...topics];
    topics.clear();
    for (const [channel, topic] of renamed) {
      subscriptions.remove(channel);
      // Others may have moved there before.
      listen(topic, true);
    }
  });

  function listen(topic: string, hasMissed: boolean): void {
    const channel = channelOf(namespace, topic);
    topics.set(channel, topic);
    subscriptions.add(channel, hasMissed);
  }

  function publish(channel: string, message: string): Promise<unknown> {
    return client instanceof Cluster ? client.spublish(channel, message) : client.publish(channel, message);
  }

  async function send(topic: string, message: string): Promise<void> {
    inFlight += 1;
    try {
      await publish(channelOf(namespace, topic), message);
    } catch (error) {
      publisher.reportFailure(error);
    } finally {
      inFlight -= 1;
    }
  }

  return {
    publish(topic, message) {
      if (client.status === "ready" && inFlight < maxInFlight) void send(topic, message);
    },

    async subscribe(topic, listener) {
      const guarded = guardListener(listener, logger);
      if (listeners.add(topic, guarded)) listen(topic, false);
      await subscriptions.untilStanding(channelOf(namespace, topic));
      return () => {
        if (!listeners.remove(topic, guarded)) return;
        const channel = channelOf(namespace, topic);
        topics.delete(channel);
        subscriptions.remove(channel);
      };
    },

    onReconnect: (listener) => subscriptions.onRenewed(listener),

    isConnected: () => publisher.isReady() && subscriptions.areStanding() && trips.arePassing(),

    async close() {
      stopFollowing();
      trips.close();
      await Promise.all([publisher.close(), subscribers.close()]);
    },
  };
}

/**
 * The one connection by which all messages of a Redis come that is no cluster, but may be the primary that Sentinels
 * name.
 */
function createSingleSubscriber(url: string, options: Omit<RedisConnectionOptions, "name">): Subscribers {
  const connection = createSubscriberConnection(url, { ...options, name: "subscriber" });
  const { client } = connection;
  return {
    find: () => connection,
    probeTags: () => ["{0}"],
    areReady: () => client.status === "ready",
    holds: () => true,
    subscribe: (_client, channel) => client.subscribe(channel),
    unsubscribe: (_client, channel) => client.unsubscribe(channel),
    onMessage: (listener) => void client.on("message", listener),
    onReady: (listener) => void client.on("ready", () => listener(connection)),
    onClose: (listener) => void client.on("close", () => listener(connection)),
    onChange() {},
    close: () => connection.close(),
  };
}
