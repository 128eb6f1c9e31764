import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { Transport } from "../../engine/fanout/envelope.ts";
import { FanOut } from "../../engine/fanout/fan-out.ts";
import type { FanOutStats } from "../../engine/fanout/fan-out-stats.ts";
import { FrameMemory } from "../../engine/fanout/frame-memory.ts";
import { SocketWriter, type SocketWriterOptions } from "../../engine/fanout/socket-writer.ts";
import { KeepAlive } from "../../engine/http/keep-alive.ts";
import type { Viewer } from "../../operations/viewer.ts";
import type { Tracer } from "../../tracing/tracer.ts";
import { boundErrors } from "../graphql/bound-errors.ts";
import type { FormatError } from "../graphql/format-error.ts";
import { answerGrace } from "../request/under-way.ts";
import { type Ending, endings, tooMany } from "./endings.ts";
import type { OpenConnection } from "./open-connection.ts";
import { watchViewers } from "./watch-viewers.ts";

export interface ConnectionsOptions {
  readonly pool: Pool;
  /** Maximum connections of a user, over all transports. Answers to queries and mutations do not count. */
  readonly maxPerUser: number;
  /** Called with the user whose connection is refused for it. */
  readonly onTooMany: (userId: string) => void;
  /** Maximum bytes queued on a connection. */
  readonly maxBacklog: number;
  /** Age at which a stream over HTTP is broken off, in milliseconds. */
  readonly streamAge: number;
  /** Time over which the connections are ended when the server stops, in milliseconds. */
  readonly drainTime: number;
  /** Milliseconds between two queries for ended sessions (default 4,000). */
  readonly sessionInterval?: number | undefined;
  readonly formatError: FormatError;
  /** Undefined: nothing traces. */
  readonly tracer: Tracer | undefined;
  /** Called with each error that an outage of PostgreSQL may explain. Returns whether one does. */
  readonly onOutage: (error: unknown) => boolean;
  readonly logger: Logger;
}

/**
 * The connections that carry subscriptions, of all transports: one fan-out, one limit for each user, one watch over
 * tokens, one end.
 */
export class Connections {
  /** Each event is executed once for all transports. */
  readonly fanOut: FanOut;
  /** Number of connections that were ended because their clients read too slowly. */
  readonly slowCount: Record<Transport, number> = { websocket: 0, sse: 0, multipart: 0 };
  readonly #options: ConnectionsOptions;
  readonly #open = new Set<OpenConnection>();
  readonly #memory = new FrameMemory();
  readonly #keepAlive = new KeepAlive();
  readonly #stopWatching: () => void;
  #isClosing = false;
  #onEmpty: (() => void) | null = null;

  constructor(options: ConnectionsOptions) {
    const { pool, sessionInterval: interval, formatError, tracer, logger } = options;
    this.#options = options;
    this.fanOut = new FanOut({
      // An event that fails does so for all who select the same.
      formatErrors: (errors) => boundErrors(errors, (error) => formatError(error, randomUUID())),
      timeOf,
      tracer,
    });
    const onError = (err: unknown) => {
      if (!options.onOutage(err)) logger.error({ err }, "The watch over ended sessions failed unforeseen.");
    };
    this.#stopWatching = watchViewers({ connections: this.#open, pool, onError, interval });
  }

  /** True once the server stops: no connection may be added. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Number of open connections. */
  get openCount(): Record<Transport, number> {
    const counts = { websocket: 0, sse: 0, multipart: 0 };
    for (const { transport } of this.#open) counts[transport] += 1;
    return counts;
  }

  /** Age at which a stream over HTTP is broken off, in milliseconds. */
  get streamAge(): number {
    return this.#options.streamAge;
  }

  get stats(): FanOutStats {
    return this.fanOut.stats;
  }

  /** Creates the writer of a connection, whose backlog is bounded. */
  createWriter(
    channel: Omit<SocketWriterOptions, "memory" | "maxBacklog" | "onOverflow">,
    onSlow: () => void,
  ): SocketWriter {
    const { maxBacklog } = this.#options;
    return new SocketWriter({ ...channel, memory: this.#memory, maxBacklog, onOverflow: onSlow });
  }

  /** Ends a connection whose client reads too slowly. */
  refuseSlow(connection: OpenConnection): void {
    const { id: requestId, transport, viewer } = connection;
    this.slowCount[transport] += 1;
    this.#options.logger.info(
      { userId: viewer?.userId, requestId, transport },
      "A client reads too slowly; its connection is closed.",
    );
    connection.end(endings.tooSlow);
  }

  /** Counts a connection, and watches over it, until it is removed. */
  add(connection: OpenConnection): void {
    this.#open.add(connection);
    this.#keepAlive.watch(connection.pulse);
  }

  /** To be called when it is closed. */
  remove(connection: OpenConnection): void {
    if (this.#open.delete(connection) && this.#open.size === 0) this.#onEmpty?.();
  }

  /**
   * Calls `enter`, which gives the user another connection, while there is room for it. Resolves with its result, or
   * with the ending for one connection too many.
   */
  async admit<T>({ userId }: Viewer, enter: () => T): Promise<{ readonly entered: T } | { readonly limit: Ending }> {
    const { maxPerUser, onTooMany } = this.#options;
    const isOwn = ({ isLasting, viewer, writer }: OpenConnection) =>
      isLasting && viewer?.userId === userId && writer.isOpen;
    const listOwn = () => [...this.#open].filter(isOwn);
    // WebSockets of peers that are gone without a word must not keep their user from reconnecting. Streams over HTTP
    // cannot be asked, and count until they are broken off.
    if (listOwn().length >= maxPerUser) await Promise.all(listOwn().map((each) => each.probe()));
    if (listOwn().length < maxPerUser) return { entered: enter() };
    onTooMany(userId);
    return { limit: tooMany(maxPerUser) };
  }

  /** Drops rendered events that are kept. */
  forget(): void {
    this.fanOut.forget();
  }

  /**
   * Ends the open connections evenly over the drain time, so that clients do not all reconnect at once. Each first gets
   * the answers under way. Resolves when none is left.
   */
  async close(): Promise<void> {
    this.#isClosing = true;
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
      if (this.#open.size === 0) resolve();
    });
    const open = [...this.#open];
    const beganAt = performance.now();
    for (const [index, connection] of open.entries()) {
      const rest = beganAt + (index * this.#options.drainTime) / open.length - performance.now();
      // A client that leaves meanwhile is not waited for.
      if (rest > 0) await Promise.race([empty, sleep(rest, undefined, { ref: false })]);
      void sendAway(connection);
    }
    await empty;
    this.#keepAlive.close();
    this.#stopWatching();
  }
}

/** Returns the time of the change that an event tells of. */
function timeOf(event: object): number | null {
  return "at" in event ? Date.parse(String(event.at)) : null;
}

async function sendAway(connection: OpenConnection): Promise<void> {
  await Promise.race([connection.settle(), sleep(answerGrace, undefined, { ref: false })]);
  connection.end(endings.restart);
}
