import { callSafely } from "../listeners.ts";
import type { Environment } from "../types.ts";
import type { StreamOptions } from "./connection.ts";
import type { Socket } from "./socket.ts";

interface Stream {
  /** Null: it subscribes to nothing. */
  readonly options: StreamOptions | null;
  leave: () => void;
  /** Ends the wait of a refused stream; null: it does not wait. */
  cancelWait: (() => void) | null;
}

/** The subscriptions of a connection, which last through its sockets. */
export interface Streams {
  readonly isEmpty: boolean;
  /**
   * Starts one, now or with the next socket. Returns the function that ends it, and whose result is false after that.
   */
  add(options: StreamOptions | null): () => boolean;
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
    const request = socket && options && callSafely(() => options.request());
    if (!request) return;
    stream.leave = socket.subscribe(request, {
      next: (result) => callSafely(() => options.next(result)),
      completed: () => callSafely(() => options.completed()),
      refused: (errors) => {
        stream.leave = () => {};
        const wait = callSafely(() => options.refused(errors)) ?? null;
        if (wait === null || !streams.has(stream)) return;
        stream.cancelWait = environment.setTimer(wait, () => start(stream));
      },
    });
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
      const stream: Stream = { options, leave: () => {}, cancelWait: null };
      streams.add(stream);
      start(stream);
      return () => {
        if (!streams.delete(stream)) return false;
        stream.leave();
        stopWaiting(stream);
        // There may be room for one that waits.
        const waiting = [...streams].find(({ cancelWait }) => cancelWait);
        if (waiting) start(waiting);
        return true;
      };
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
