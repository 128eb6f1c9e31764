import type { Logger } from "../../logging/logger.ts";
import { createSubscriberConnection } from "../../redis/redis-connection.ts";
import type { Subscribers } from "./redis-subscriptions.ts";

/** The one connection by which all messages of a Redis come that is no cluster, but may be the primary that Sentinels name. */
export function createSingleSubscriber(url: string, logger: Logger): Subscribers {
  const connection = createSubscriberConnection(url, { name: "subscriber", logger });
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
