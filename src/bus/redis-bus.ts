import { RedisPubSub } from "graphql-redis-subscriptions";
import { Cluster, type Redis } from "ioredis";
import type { Logger } from "pino";
import type { Bus } from "./bus.ts";
import { createClusterSubscribers } from "./cluster-subscribers.ts";
import { guardListener } from "./guard-listener.ts";
import { createRedisConnection } from "./redis-connection.ts";
import { createRedisSubscriptions, type RedisSubscriptions, type Subscribers } from "./redis-subscriptions.ts";
import { createSingleSubscriber } from "./single-subscriber.ts";

export interface RedisBusOptions {
  /** As in `REDIS_URL`. */
  readonly url: string;
  readonly logger: Logger;
}

/** What is published beyond this while Redis has not answered is dropped; whoever listens finds it in the log. */
const maxInFlight = 1_000;

/** The braces keep all that belongs to a project in one hash slot of a Redis Cluster. */
const projectChannel = (projectId: string) => `lockstep:{${projectId}}`;

/** The bus of several instances, by Redis pub/sub, sharded on a cluster. It goes on whether or not Redis is there. */
export function createRedisBus({ url, logger }: RedisBusOptions): Bus {
  const publisher = createRedisConnection(url, { name: "publisher", logger });
  const { client } = publisher;
  const subscribers =
    client instanceof Cluster ? createClusterSubscribers(client, logger) : createSingleSubscriber(url, logger);
  const subscriptions = createRedisSubscriptions(subscribers, logger);
  const pubsub = new RedisPubSub({
    publisher: createPublisherStandIn(client),
    subscriber: createSubscriberStandIn(subscribers, subscriptions),
    serializer: (message: string) => message,
    deserializer: (message) => message.toString(),
  });
  let inFlight = 0;

  async function send(projectId: string, message: string): Promise<void> {
    inFlight += 1;
    try {
      await pubsub.publish(projectChannel(projectId), message);
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
      const channel = projectChannel(projectId);
      const guarded = guardListener(listener, logger);
      let open = true;
      const id = await pubsub.subscribe(channel, (message: string) => {
        if (open) guarded(message);
      });
      await subscriptions.untilStanding(channel);
      return () => {
        if (!open) return;
        open = false;
        // Not at once: a listener may unsubscribe others, and RedisPubSub fails when its last one goes during delivery.
        queueMicrotask(() => pubsub.unsubscribe(id));
      };
    },

    onReconnect: (listener) => subscriptions.onRenewed(listener),

    isConnected: () => publisher.isReady() && subscriptions.areStanding(),

    async close() {
      await Promise.all([publisher.close(), subscribers.close()]);
    },
  };
}

/** What RedisPubSub uses of its publisher. */
function createPublisherStandIn(client: Redis | Cluster): Redis {
  const publish = (channel: string, message: string) =>
    client instanceof Cluster ? client.spublish(channel, message) : client.publish(channel, message);
  return { publish } as unknown as Redis;
}

/**
 * What RedisPubSub uses of its subscriber. It ends the process when a subscribe or an unsubscribe fails, and loses
 * track of a listener that goes before its subscribe is confirmed; so each is confirmed on the spot, and the
 * subscriptions see to it that Redis follows.
 */
function createSubscriberStandIn(subscribers: Subscribers, subscriptions: RedisSubscriptions): Redis {
  const standIn = {
    on(event: string, listener: (channel: string, message: string) => void) {
      if (event === "message") subscribers.onMessage(listener);
    },
    subscribe(channel: string, confirm: (error: null) => void) {
      subscriptions.add(channel);
      confirm(null);
    },
    unsubscribe(channel: string) {
      subscriptions.remove(channel);
    },
    /** Called along with every unsubscribe; there are no patterns here. */
    punsubscribe() {},
  };
  return standIn as unknown as Redis;
}
