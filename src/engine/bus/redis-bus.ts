import { randomUUID } from "node:crypto";
import { Cluster } from "ioredis";
import type { Logger } from "pino";
import { channelOf, type Namespace } from "../../redis/namespace.ts";
import { createRedisConnection } from "../../redis/redis-connection.ts";
import type { Bus } from "./bus.ts";
import { createClusterSubscribers } from "./cluster-subscribers.ts";
import { guardListener } from "./guard-listener.ts";
import { ProjectListeners } from "./project-listeners.ts";
import { createRedisSubscriptions } from "./redis-subscriptions.ts";
import { startRoundTrips } from "./round-trips.ts";
import { createSingleSubscriber } from "./single-subscriber.ts";

export interface RedisBusOptions {
  /** As in `REDIS_URL`. */
  readonly url: string;
  /** Only buses of the same namespace hear each other. */
  readonly namespace: Namespace;
  readonly logger: Logger;
}

/** Maximum messages without an answer of Redis. Further ones are dropped; listeners find them in the log. */
const maxInFlight = 1_000;

/** The bus of several instances, by Redis pub/sub, sharded on a cluster. It goes on whether or not Redis is there. */
export function createRedisBus({ url, namespace, logger }: RedisBusOptions): Bus {
  const publisher = createRedisConnection(url, { name: "publisher", logger });
  const { client } = publisher;
  const subscribers =
    client instanceof Cluster ? createClusterSubscribers(client, logger) : createSingleSubscriber(url, logger);
  const subscriptions = createRedisSubscriptions(subscribers, logger);
  const listeners = new ProjectListeners();
  const trips = startRoundTrips({
    name: `lockstep:probe:${randomUUID()}`,
    subscribers,
    subscriptions,
    publish: (channel, message) => (client.status === "ready" ? publish(channel, message) : null),
    logger,
  });
  /** Channel → project. */
  const projects = new Map<string, string>();
  let inFlight = 0;

  subscribers.onMessage((channel, message) => {
    const projectId = projects.get(channel);
    if (projectId !== undefined) listeners.deliver(projectId, message);
  });
  const stopFollowing = namespace.onChange(() => {
    const renamed = [...projects];
    projects.clear();
    for (const [channel, projectId] of renamed) {
      subscriptions.remove(channel);
      // Others may have moved there before.
      listen(projectId, true);
    }
  });

  function listen(projectId: string, hasMissed: boolean): void {
    const channel = channelOf(namespace, projectId);
    projects.set(channel, projectId);
    subscriptions.add(channel, hasMissed);
  }

  function publish(channel: string, message: string): Promise<unknown> {
    return client instanceof Cluster ? client.spublish(channel, message) : client.publish(channel, message);
  }

  async function send(projectId: string, message: string): Promise<void> {
    inFlight += 1;
    try {
      await publish(channelOf(namespace, projectId), message);
    } catch (error) {
      publisher.reportFailure(error);
    } finally {
      inFlight -= 1;
    }
  }

  return {
    publish(projectId, message) {
      if (client.status === "ready" && inFlight < maxInFlight) void send(projectId, message);
    },

    async subscribe(projectId, listener) {
      const guarded = guardListener(listener, logger);
      if (listeners.add(projectId, guarded)) listen(projectId, false);
      await subscriptions.untilStanding(channelOf(namespace, projectId));
      return () => {
        if (!listeners.remove(projectId, guarded)) return;
        const channel = channelOf(namespace, projectId);
        projects.delete(channel);
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
