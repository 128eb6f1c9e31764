import type { Logger } from "pino";
import type { Unsubscribe } from "./bus.ts";
import { guardListener } from "./guard-listener.ts";
import type { RedisConnection } from "./redis-connection.ts";

/** Milliseconds that a subscriber waits for Redis, at most. */
const patience = 200;

export interface RedisSubscriptions {
  /** Wants a channel; asks Redis for it at once if it is there, and anew whenever it is back. Never fails. */
  add(channel: string): void;
  /** Wants a channel no more. Never fails. */
  remove(channel: string): void;
  /** Resolves when a wanted channel stands in Redis, or after 200 ms. */
  untilStanding(channel: string): Promise<void>;
  /** Calls the listener when channels stand (again) that somebody relied on in vain until now. */
  onRenewed(listener: () => void): Unsubscribe;
  /** Whether all that was wanted when the connection was made stands, and nothing was refused since. */
  isStanding(): boolean;
}

/** What is wanted of one subscriber connection, whatever becomes of the connection. */
export function createRedisSubscriptions(connection: RedisConnection, logger: Logger): RedisSubscriptions {
  const { client, reportFailure } = connection;
  const wanted = new Map<string, Subscription>();
  const renewedListeners = new Set<() => void>();
  let standing = false;

  client.on("ready", () => {
    void request([...wanted]).then((accepted) => {
      standing = accepted;
    });
  });
  client.on("close", () => {
    standing = false;
    for (const subscription of wanted.values()) {
      subscription.missed ||= subscription.standing;
      subscription.standing = false;
    }
  });

  /** Never rejects: what fails because the connection ended is asked for anew when the next one is ready. */
  async function request(subscriptions: [string, Subscription][]): Promise<boolean> {
    if (subscriptions.length === 0) return true;
    try {
      await client.subscribe(...subscriptions.map(([channel]) => channel));
    } catch (error) {
      standing = false;
      reportFailure(error);
      return false;
    }
    let missed = false;
    for (const [, subscription] of subscriptions) {
      missed ||= subscription.missed;
      stand(subscription);
    }
    if (missed) for (const listener of renewedListeners) listener();
    return true;
  }

  return {
    add(channel) {
      const subscription: Subscription = { standing: false, missed: false, waiting: new Set() };
      wanted.set(channel, subscription);
      if (client.status === "ready") void request([[channel, subscription]]);
    },

    remove(channel) {
      wanted.delete(channel);
      if (client.status === "ready") client.unsubscribe(channel).catch(reportFailure);
    },

    async untilStanding(channel) {
      const subscription = wanted.get(channel);
      if (subscription && !subscription.standing) await waitFor(subscription);
    },

    onRenewed(listener) {
      const guarded = guardListener(listener, logger);
      renewedListeners.add(guarded);
      return () => renewedListeners.delete(guarded);
    },

    isStanding: () => standing,
  };
}

/** Made anew each time a channel is wanted, so that a late answer to an earlier wish says nothing about this one. */
interface Subscription {
  standing: boolean;
  /** Somebody was told that messages flow, or was not kept waiting for it, while they did not. */
  missed: boolean;
  readonly waiting: Set<() => void>;
}

function stand(subscription: Subscription): void {
  subscription.standing = true;
  subscription.missed = false;
  for (const proceed of subscription.waiting) proceed();
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
