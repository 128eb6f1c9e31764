import { EventEmitter } from "node:events";
import type { Cluster, Redis } from "ioredis";
import { withFields } from "../../logging/logger.ts";
import { holdsShardedChannel, isStrayReply, onMoved } from "../../redis/ioredis-compat.ts";
import { NodeTags, slotOf } from "../../redis/node-tags.ts";
import {
  createSubscriberConnection,
  type RedisConnection,
  type RedisConnectionOptions,
} from "../../redis/redis-connection.ts";
import type { Subscribers } from "./redis-subscriptions.ts";

/** Milliseconds until all nodes of a cluster have usually heard of a slot that moved. */
const gossipTime = 100;

/**
 * A connection to each primary of a cluster, for sharded pub/sub. A channel is on the node that serves its slot, and a
 * message visits no other. The given client knows the nodes; its owner closes it.
 *
 * The client could do it itself. But it does not report failed, moved and renewed subscriptions, and a node that stops
 * answering would go unnoticed.
 */
export function createClusterSubscribers(
  cluster: Cluster,
  { logger, onFailure }: Omit<RedisConnectionOptions, "name">,
): Subscribers {
  const connections = new Map<string, RedisConnection<Redis>>();
  const events = new EventEmitter();
  let owners: readonly (string | undefined)[] = [];
  const tags = new NodeTags((slot) => owners[slot]);
  let refreshing: NodeJS.Timeout | undefined;
  let isClosed = false;

  cluster.on("refresh", () => {
    if (isClosed) return;
    owners = cluster.slots.map(([primary]) => primary);
    const primaries = new Set(owners.filter((node) => node !== undefined));
    for (const node of primaries) if (!connections.has(node)) connections.set(node, open(node));
    events.emit("change");
    for (const [node, connection] of connections) {
      if (primaries.has(node)) continue;
      connections.delete(node);
      void connection.close();
    }
  });

  function open(node: string): RedisConnection<Redis> {
    const [, host, port] = /^(.+):(\d+)$/.exec(node) ?? [];
    const address = { ...cluster.options.redisOptions, host, port: Number(port) };
    const connection = createSubscriberConnection(address, {
      name: "subscriber",
      logger: withFields(logger, { node }),
      onFailure,
    });
    const { client } = connection;
    client.on("ready", () => events.emit("ready", connection));
    client.on("close", () => events.emit("close", connection));
    client.on("smessage", (channel: string, message: string) => events.emit("message", channel, message));
    onMoved(client, refresh);
    client.on("error", (error) => {
      if (isStrayReply(error)) refresh();
    });
    return connection;
  }

  function refresh(): void {
    refreshing ??= setTimeout(() => {
      refreshing = undefined;
      if (!isClosed) cluster.refreshSlotsCache();
    }, gossipTime);
  }

  return {
    find: (channel) => connections.get(owners[slotOf(channel)] ?? ""),
    probeTags: () => [...connections.keys()].map((node) => tags.of(node)).filter((tag) => tag !== undefined),
    areReady: () => connections.size > 0 && [...connections.values()].every(({ client }) => client.status === "ready"),
    // The client's answers to commands may be mixed up by what comes unasked.
    holds: holdsShardedChannel,
    subscribe: (client, channel) => client.ssubscribe(channel),
    // A slot that has moved took its channels along, and its node refuses to speak of them.
    unsubscribe: (client, channel) => client.sunsubscribe(channel).catch(() => {}),
    onMessage: (listener) => void events.on("message", listener),
    onReady: (listener) => void events.on("ready", listener),
    onClose: (listener) => void events.on("close", listener),
    onChange: (listener) => void events.on("change", listener),
    async close() {
      isClosed = true;
      clearTimeout(refreshing);
      await Promise.all([...connections.values()].map((connection) => connection.close()));
    },
  };
}
