import { callSafely } from "../listeners.ts";
import type { Environment } from "../types.ts";
import type { StreamOptions } from "./connection.ts";
import type { Sink, Socket, SubscribePayload } from "./transport.ts";

interface Stream {
  /** Null: it subscribes to nothing. */
  readonly options: StreamOptions | null;
  leave: () => void;
  /** Ends the wait of a refused stream; null: it does not wait. */
  cancelWait: (() => void) | null;
  /** It was refused for a limit, and has received nothing since: it needs a place. */
  isQueued: boolean;
}

/** The subscriptions of a connection, which last through its sockets. */
export interface Streams {
  readonly isEmpty: boolean;
  /**
   * Starts one, now or with the next socket. Returns the function that ends it, and whose result is false after that.
   */
  add(options: StreamOptions | null): () => boolean;
  /** Returns a subscription of one; null: there is none. */
  findPayload(): SubscribePayload | null;
  /** Starts all on a new socket. */
  startAll(): void;
  /** The socket is lost. */
  interrupt(): void;
  /** Ends all. */
  clear(): void;
}

/** `findSocket` returns the socket that is open; null: there is none. */
export function createStreams(environment: Pick<Environment, "setTimer">, findSocket: () => Socket | null): Streams {
  const streams = new Set<Stream>();

  function start(stream: Stream): void {
    stream.leave();
    stopWaiting(stream);
    stream.leave = () => {};
    const socket = findSocket();
    const { options } = stream;
    const request = socket && options && callSafely(() => options.request(socket.transport));
    if (!request) return;
    const sink: Sink = {
      next: (result) => {
        stream.isQueued = false;
        callSafely(() => options.next(result));
      },
      completed: () => callSafely(() => options.completed()),
      refused: (errors) => {
        stream.leave = () => {};
        const wait = callSafely(() => options.refused(errors)) ?? null;
        if (wait === null || !streams.has(stream)) return;
        stream.isQueued = errors[0]?.extensions?.["code"] === "RATE_LIMITED";
        waitFor(stream, wait);
      },
    };
    stream.leave = socket.subscribe(request, sink, () => start(stream));
  }

  function waitFor(stream: Stream, milliseconds: number): void {
    stream.cancelWait = environment.setTimer(milliseconds, () => {
      const first = stream.isQueued ? findQueued(stream) : stream;
      // It gives its try away. The server may count an earlier subscription for a while, so it goes on waiting.
      if (first !== stream) waitFor(stream, milliseconds);
      // The try of an urgent one may be under way.
      if (first.cancelWait) start(first);
    });
  }

  /** Returns the stream to which a free place belongs: an urgent one, else the given one. */
  function findQueued<T extends Stream | undefined>(other: T): Stream | T {
    return [...streams].find(({ isQueued, options }) => isQueued && callSafely(() => options?.isUrgent?.())) ?? other;
  }

  function stopWaiting(stream: Stream): void {
    stream.cancelWait?.();
    stream.cancelWait = null;
  }

  return {
    get isEmpty() {
      return streams.size === 0;
    },
    add(options) {
      const stream: Stream = { options, leave: () => {}, cancelWait: null, isQueued: false };
      streams.add(stream);
      start(stream);
      return () => {
        if (!streams.delete(stream)) return false;
        stream.leave();
        stopWaiting(stream);
        // There may be room for one that waits.
        const waiting = findQueued([...streams].find(({ cancelWait }) => cancelWait));
        if (waiting?.cancelWait) start(waiting);
        return true;
      };
    },
    findPayload() {
      for (const { options } of streams) {
        const payload = options && callSafely(() => options.request("sse"));
        if (payload) return payload;
      }
      return null;
    },
    startAll() {
      for (const stream of streams) start(stream);
    },
    interrupt() {
      for (const stream of [...streams]) {
        stopWaiting(stream);
        stream.leave = () => {};
        if (streams.has(stream)) callSafely(() => stream.options?.interrupted());
      }
    },
    clear() {
      for (const stream of streams) stopWaiting(stream);
      streams.clear();
    },
  };
}
