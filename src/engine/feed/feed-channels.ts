import type { Logger } from "../../logging/logger.ts";
import { inStep, type Tracer } from "../../tracing/tracer.ts";
import type { Bus, Unsubscribe } from "../bus/bus.ts";
import { type PlacedEntry, toEntry } from "../log/entry.ts";
import type { Log } from "../log/log.ts";
import type { Feed } from "./feed.ts";
import { decodeMessage, encodeEntry, encodeHint } from "./feed-message.ts";

export interface FeedChannelsOptions<State, Event extends object> {
  readonly log: Pick<Log<State, Event, never, never>, "kind" | "codec">;
  readonly bus: Bus;
  readonly logger: Logger;
  /** Hears hints of the host's own kinds. Must not throw. */
  readonly onHint: (streamId: string, kind: string, text: string) => void;
  readonly tracer: Tracer | undefined;
  /** Returns the stream's feed if it is open here. */
  readonly find: (streamId: string) => Feed<State, Event> | undefined;
}

/**
 * Channels of a log's streams on the bus: tells of committed entries, and hands what other instances tell to the feeds.
 */
export class FeedChannels<State, Event extends object> {
  readonly #options: FeedChannelsOptions<State, Event>;

  constructor(options: FeedChannelsOptions<State, Event>) {
    this.#options = options;
  }

  /** Hands the messages of the feed's stream to it. Resolves with the end of that. */
  listen(feed: Feed<State, Event>): Promise<Unsubscribe> {
    return this.#options.bus.subscribe(this.#channelOf(feed.streamId), (message) => this.#hear(feed, message));
  }

  /** Tells the feeds of this instance and those of all others of committed entries. Never throws. */
  announce(entries: readonly PlacedEntry[]): void {
    for (const placed of entries) {
      const feed = this.#options.find(placed.streamId);
      if (feed) this.#hearEntry(feed, placed);
      this.#publish(placed);
    }
  }

  /** Sends a hint to every instance that listens to the stream. Never throws. */
  sendHint(streamId: string, kind: string, text: string): void {
    this.#options.bus.publish(this.#channelOf(streamId), encodeHint(kind, text));
  }

  #publish(placed: PlacedEntry): void {
    const { bus, log } = this.#options;
    const tracer = this.#tracerOf(placed);
    const { traceparent: parent, seq } = placed;
    const describe = () =>
      ({ name: `publish ${log.kind}`, kind: "producer", parent, attributes: { "lockstep.seq": seq } }) as const;
    inStep(tracer, describe, () => {
      const message = tracer ? { ...placed, traceparent: tracer.current() } : placed;
      bus.publish(this.#channelOf(placed.streamId), encodeEntry(message));
    });
  }

  #hear(feed: Feed<State, Event>, text: string): void {
    const { logger, onHint } = this.#options;
    const { streamId } = feed;
    const message = decodeMessage(text);
    if (!message) logger.warn({ streamId }, "A message on the bus has no number and was dropped.");
    else if (message.kind === "hint") onHint(streamId, message.name, message.text);
    else if (message.kind === "number") feed.receive({ ...message, entry: null });
    else if (message.placed.streamId === streamId) this.#hearEntry(feed, message.placed, text.length);
    else this.#doubt(feed);
  }

  #hearEntry(feed: Feed<State, Event>, placed: PlacedEntry, bytes?: number): void {
    const { log, logger } = this.#options;
    const { streamId, seq, token } = placed;
    try {
      const entry = toEntry(log.kind, (stored) => log.codec.decode(stored), placed, bytes);
      const tracer = this.#tracerOf(placed);
      const { traceparent: parent } = placed;
      const describe = () =>
        ({ name: `receive ${log.kind}`, kind: "consumer", parent, attributes: { "lockstep.seq": seq } }) as const;
      inStep(tracer, describe, () => {
        if (entry.delivery) tracer?.mark(entry.delivery.event);
        // A message that cannot be read is as good as its number: the log decides.
        feed.receive({ seq, token, entry: entry.delivery ? entry : null });
      });
    } catch (err) {
      // The change is committed, whatever the host's `decode` or `reduce` throws; its caller must not be told
      // otherwise.
      logger.error({ err, streamId, seq }, "An event could not be applied; its feed reads the log.");
      feed.catchUp().catch(() => undefined);
    }
  }

  /** A message of another stream may replace one of this stream. The log has the truth. */
  #doubt(feed: Feed<State, Event>): void {
    const { streamId } = feed;
    this.#options.logger.warn({ streamId }, "A message on the bus belongs to another stream and was dropped.");
    // The reconciler makes up for a read that fails.
    feed.catchUp().catch(() => undefined);
  }

  /** Undefined for an entry that was written outside of all traces. */
  #tracerOf({ traceparent }: PlacedEntry): Tracer | undefined {
    return traceparent === undefined ? undefined : this.#options.tracer;
  }

  #channelOf(streamId: string): string {
    return `${this.#options.log.kind}:${streamId}`;
  }
}
