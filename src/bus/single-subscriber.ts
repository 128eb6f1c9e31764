import type { Logger } from "pino";
import { createNodeConnection } from "./redis-connection.ts";
import type { Subscribers } from "./redis-subscriptions.ts";

/** The one connection by which all messages of a Redis come that is no cluster. */
export function createSingleSubscriber(url: string, logger: Logger): Subscribers {
  const connection = createNodeConnection(url, { name: "subscriber", logger });
  const { client } = connection;
  return {
    find: () => connection,
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
