import type { Logger } from "../../logging/logger.ts";
import { repeat } from "../../timers/repeat.ts";
import type { RedisSubscriptions, Subscribers } from "./redis-subscriptions.ts";

export interface RoundTripsOptions {
  /** Begin of the channels' names, this instance's alone. */
  readonly name: string;
  readonly subscribers: Subscribers;
  readonly subscriptions: RedisSubscriptions;
  /** Null while there is no connection to publish on. */
  readonly publish: (channel: string, message: string) => Promise<unknown> | null;
  readonly logger: Logger;
}

export interface RoundTrips {
  /** True while published messages return; on a cluster, through each primary. */
  arePassing(): boolean;
  close(): void;
}

/** Milliseconds between two messages, and between two while they do not return. */
const interval = 1_000;
const hastyInterval = 250;

/** Messages in a row that may go unanswered: a busy event loop, or a slow network, is no outage. */
const maxUnanswered = 2;

/** Milliseconds without a message, though Redis took those that were sent, after which the subscriber connects anew. */
const renewAfter = 5_000;

/**
 * Sends this instance a message through each connection, again and again. A Redis that accepts connections and answers
 * may still refuse to publish or to subscribe. Subscriber and publisher may also reach different ones.
 */
export function startRoundTrips(options: RoundTripsOptions): RoundTrips {
  const { name, subscribers, subscriptions, publish, logger } = options;
  const trips = new Map<string, Trip>();
  let isFailing = false;

  subscribers.onMessage((channel) => {
    const trip = trips.get(channel);
    if (!trip) return;
    trip.unanswered = 0;
    trip.silentSince = null;
    trip.reason = undefined;
    if (isFailing) judge();
  });

  function arePassing(): boolean {
    return trips.size > 0 && [...trips.values()].every(({ unanswered }) => unanswered <= maxUnanswered);
  }

  function followConnections(): void {
    const channels = new Set(subscribers.probeTags().map((tag) => `${name}:${tag}`));
    for (const channel of trips.keys()) {
      if (channels.has(channel)) continue;
      trips.delete(channel);
      subscriptions.remove(channel);
    }
    for (const channel of channels) {
      if (trips.has(channel)) continue;
      trips.set(channel, { unanswered: Number.POSITIVE_INFINITY, silentSince: null, reason: undefined });
      subscriptions.add(channel);
    }
  }

  function send(channel: string, trip: Trip): void {
    const connection = subscribers.find(channel);
    const sent = publish(channel, "");
    sent?.then(
      () => {
        trip.reason = undefined;
      },
      (error: unknown) => {
        trip.reason = error instanceof Error ? error.message : String(error);
      },
    );
    trip.unanswered += 1;
    const areThere = sent !== null && connection?.client.status === "ready";
    trip.silentSince = areThere ? (trip.silentSince ?? performance.now()) : null;
    const isSilent = trip.silentSince !== null && performance.now() - trip.silentSince > renewAfter;
    if (!isSilent || trip.reason !== undefined) return;
    trip.silentSince = null;
    connection?.renew();
  }

  /** Connections that are lost are told of by themselves. */
  function judge(): void {
    const isPassing = arePassing();
    if (isPassing && isFailing) logger.info({}, "Messages pass through Redis again.");
    const silent = [...trips.values()].filter(({ silentSince }) => silentSince !== null);
    if (!isPassing && !isFailing && silent.some(({ unanswered }) => unanswered > maxUnanswered)) {
      isFailing = true;
      const reason =
        silent.find(({ reason }) => reason !== undefined)?.reason ?? "what is published does not come back";
      logger.warn({ reason }, "Messages do not pass through Redis; the server tries until they do.");
    }
    isFailing &&= !isPassing;
  }

  async function makeTrips(): Promise<void> {
    judge();
    followConnections();
    for (const [channel, trip] of trips) send(channel, trip);
  }

  const rounds = repeat(makeTrips, { interval: () => (arePassing() ? interval : hastyInterval) });
  return { arePassing, close: () => void rounds.close() };
}

interface Trip {
  /** Messages since the last one that returned; infinite before the first. */
  unanswered: number;
  /** Time since which both connections are open and no message has returned. */
  silentSince: number | null;
  /** Last reason for which Redis refused to publish. */
  reason: string | undefined;
}
