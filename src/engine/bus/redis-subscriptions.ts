import type { Redis } from "ioredis";
import type { Logger } from "../../logging/logger.ts";
import type { RedisConnection } from "../../redis/redis-connection.ts";
import type { Unsubscribe } from "./bus.ts";
import { guardListener } from "./guard-listener.ts";

/** Milliseconds that a subscriber waits for Redis, at most. */
const patience = 200;

/** The connections by which messages come, and how they are asked for: one, or one to each primary of a cluster. */
export interface Subscribers {
  /** The one that a channel is to stand on; undefined while that is not known. */
  find(channel: string): RedisConnection<Redis> | undefined;
  /** Hash tags, with their braces: a channel with each of them visits every connection. */
  probeTags(): readonly string[];
  /** True if all needed connections are open. */
  areReady(): boolean;
  /** True if Redis has confirmed the channel on this connection and not removed it since. */
  holds(client: Redis, channel: string): boolean;
  /** Need not settle when the channel is to be found elsewhere. */
  subscribe(client: Redis, channel: string): Promise<unknown>;
  unsubscribe(client: Redis, channel: string): Promise<unknown>;
  onMessage(listener: (channel: string, message: string) => void): void;
  onReady(listener: (connection: RedisConnection<Redis>) => void): void;
  onClose(listener: (connection: RedisConnection<Redis>) => void): void;
  /** Calls the listener when a channel may be elsewhere than it was, or may stand no more. */
  onChange(listener: () => void): void;
  close(): Promise<void>;
}

export interface RedisSubscriptions {
  /**
   * Subscribes to a channel, at once if Redis can be reached, and again after each reconnect. Never fails. `hasMissed`:
   * a listener relies on the channel already, so `onRenewed` is called once it is subscribed.
   */
  add(channel: string, hasMissed?: boolean): void;
  /** Ends the subscription to a channel. Never fails. */
  remove(channel: string): void;
  /** Resolves when a wanted channel stands in Redis, or after 200 ms. */
  untilStanding(channel: string): Promise<void>;
  /** Calls the listener when a wanted channel is subscribed again after messages on it may have been lost. */
  onRenewed(listener: () => void): Unsubscribe;
  /** True while Redis can be reached and all wanted channels are subscribed. */
  areStanding(): boolean;
}

/** Wanted channels, whatever happens to the connections. */
export function createRedisSubscriptions(subscribers: Subscribers, logger: Logger): RedisSubscriptions {
  const wanted = new Map<string, Subscription>();
  const renewedListeners = new Set<() => void>();
  let isTelling = false;

  subscribers.onReady((connection) => {
    for (const [channel, subscription] of wanted) {
      if (subscribers.find(channel) === connection) request(channel, subscription);
    }
  });
  subscribers.onClose((connection) => {
    for (const subscription of wanted.values()) if (subscription.standsOn === connection) lose(subscription);
  });
  subscribers.onChange(() => {
    for (const [channel, subscription] of wanted) {
      const { standsOn } = subscription;
      const isHere = standsOn && standsOn === subscribers.find(channel) && subscribers.holds(standsOn.client, channel);
      if (isHere) continue;
      lose(subscription);
      request(channel, subscription);
    }
  });

  /** A subscription that failed with its connection is repeated when the next one is ready. */
  function request(channel: string, subscription: Subscription): void {
    const connection = subscribers.find(channel);
    if (connection?.client.status !== "ready") return;
    subscribers.subscribe(connection.client, channel).then(() => {
      if (subscribers.find(channel) !== connection) return;
      if (subscription.missed) tellRenewed();
      stand(subscription, connection);
    }, connection.reportFailure);
  }

  /** Once for all that are confirmed together. */
  function tellRenewed(): void {
    if (isTelling) return;
    isTelling = true;
    setImmediate(() => {
      isTelling = false;
      for (const listener of renewedListeners) listener();
    });
  }

  return {
    add(channel, hasMissed = false) {
      const subscription: Subscription = { standsOn: null, missed: hasMissed, waiting: new Set() };
      wanted.set(channel, subscription);
      request(channel, subscription);
    },

    remove(channel) {
      const connection = wanted.get(channel)?.standsOn ?? subscribers.find(channel);
      wanted.delete(channel);
      if (connection?.client.status !== "ready") return;
      subscribers.unsubscribe(connection.client, channel).catch(connection.reportFailure);
    },

    async untilStanding(channel) {
      const subscription = wanted.get(channel);
      if (subscription && !subscription.standsOn) await waitFor(subscription);
    },

    onRenewed(listener) {
      const guarded = guardListener(listener, logger);
      renewedListeners.add(guarded);
      return () => renewedListeners.delete(guarded);
    },

    areStanding: () => subscribers.areReady() && ![...wanted.values()].some(({ missed }) => missed),
  };
}

/** Made anew each time a channel is wanted, so that a late answer to an earlier wish says nothing about this one. */
interface Subscription {
  standsOn: RedisConnection<Redis> | null;
  /** Somebody was told that messages flow, or was not kept waiting for it, while they did not. */
  missed: boolean;
  readonly waiting: Set<() => void>;
}

function stand(subscription: Subscription, connection: RedisConnection<Redis>): void {
  subscription.standsOn = connection;
  subscription.missed = false;
  for (const proceed of subscription.waiting) proceed();
}

function lose(subscription: Subscription): void {
  subscription.missed ||= subscription.standsOn !== null;
  subscription.standsOn = null;
}

function waitFor(subscription: Subscription): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      subscription.missed = true;
      proceed();
    }, patience);
    function proceed(): void {
      clearTimeout(timer);
      subscription.waiting.delete(proceed);
      resolve();
    }
    subscription.waiting.add(proceed);
  });
}
