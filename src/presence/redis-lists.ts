import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Namespace } from "../redis/namespace.ts";
import { createRedisConnection, type RedisConnection } from "../redis/redis-connection.ts";
import { defineListExchange, type ExchangedLists, type ListExchange, readReply } from "./exchange-lists.ts";
import { watchPrimaries } from "./watch-primaries.ts";

export interface RedisListsOptions {
  readonly url: string;
  readonly namespace: Namespace;
  readonly logger: Logger;
}

/** One instance's lists in Redis, one for each project, and its way to those of others. */
export class RedisLists {
  readonly instanceId = randomUUID();
  readonly #connection: RedisConnection;
  readonly #send: (exchange: ListExchange) => Promise<unknown>;
  readonly #written = new Set<string>();

  constructor({ url, namespace, logger }: RedisListsOptions) {
    this.#connection = createRedisConnection(url, { name: "presence", logger });
    this.#send = defineListExchange(this.#connection.client, namespace);
  }

  /** True if requests can be sent. On a cluster, single nodes may be unreachable all the same. */
  get isReachable(): boolean {
    return this.#connection.client.status === "ready";
  }

  /** True if lists can be written; on a cluster, to each primary. */
  get isWorking(): boolean {
    return this.#connection.isReady();
  }

  /** The projects of which Redis may hold a list of this instance. */
  get written(): ReadonlySet<string> {
    return this.#written;
  }

  /** Calls the listener each time Redis, or a node of it, is there (again) and may know less than before. */
  onReturn(listener: () => void): void {
    watchPrimaries(this.#connection.client, listener);
  }

  /** Null when Redis cannot be reached or refuses, which is logged. */
  async exchange(exchange: Omit<ListExchange, "instanceId">): Promise<ExchangedLists | null> {
    if (!this.isReachable) return null;
    const { projectId, action } = exchange;
    if (action === "write") this.#written.add(projectId);
    const reply = await this.#send({ ...exchange, instanceId: this.instanceId }).catch((error: unknown) => {
      this.#connection.reportFailure(error);
      return null;
    });
    if (reply === null) return null;
    if (action === "remove") this.#written.delete(projectId);
    return readReply(reply);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}
