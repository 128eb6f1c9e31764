import type { IncomingMessage } from "node:http";
import { createSourceEventStream, type ExecutionArgs, type ExecutionResult } from "graphql";
import type { OperationResult } from "graphql-ws";
import { WebSocket } from "ws";
import { requireWhole } from "../options/require-whole.ts";
import { createWebSocketEnvelope } from "./envelope.ts";
import { type EventSource, isEventSource } from "./event-source.ts";
import { executeEach } from "./execute-each.ts";
import { FanOut } from "./fan-out.ts";
import { FrameMemory } from "./frame-memory.ts";
import { webSocketFraming as framing } from "./framing.ts";
import { closeGrace, room, SocketWriter } from "./socket-writer.ts";

/** Hooks of a graphql-ws server whose subscriptions are shared: each event is executed and serialised once. */
export interface SharedHooks {
  /** Resolves with the source of events itself, whatever its type says; `onOperation` decides what becomes of it. */
  subscribe(args: ExecutionArgs): Promise<AsyncIterable<ExecutionResult> | ExecutionResult>;
  /**
   * Hands an `EventSource` to the fan-out. Executes the events of any other source for each subscriber. Returns
   * undefined for an operation that is no subscription, or that failed.
   */
  onOperation(
    context: { readonly extra: SocketExtra },
    id: string,
    payload: unknown,
    args: ExecutionArgs,
    result: OperationResult,
  ): AsyncIterable<ExecutionResult> | undefined;
}

/** Values that graphql-ws keeps with a connection on `ws`. */
export interface SocketExtra {
  /** The connection. */
  readonly socket: WebSocket;
  /** Request by which the connection was opened. */
  readonly request: IncomingMessage;
}

/** Settings of `shareSubscriptions`. */
export interface ShareOptions {
  /** One for all servers of one schema. Default: one of this server's own. */
  readonly fanOut?: FanOut;
  /**
   * Upper bound of the bytes that wait on a socket, besides one longer message (default 1 MiB, at least 64 KiB). The
   * socket of a client that reads more slowly is closed, and terminated 2 s later.
   */
  readonly maxBacklog?: number;
  /** Called after a socket was closed with 1013 because its client reads too slowly. */
  readonly onSlow?: (socket: WebSocket) => void;
}

/**
 * Returns the hooks that share subscriptions on a graphql-ws server on `ws`:
 * `useServer({ schema, ...shareSubscriptions() }, webSocketServer)`.
 *
 * A subscription is shared when its `subscribe` resolver returns an `EventSource`, such as the stream of `Feeds.open`.
 * Its root value is then the delivery, so that the field's `resolve` returns `delivery.event`, and `extensions` of the
 * delivery stand in the message. Resolvers below it get no context: what an event shows does not depend on the viewer.
 *
 * The WebSocketServer must not compress (`perMessageDeflate`, off by default): a subscription on a socket that does
 * fails.
 */
export function shareSubscriptions(options: ShareOptions = {}): SharedHooks {
  const { fanOut = new FanOut(), maxBacklog = 1024 * 1024, onSlow } = options;
  requireWhole("maxBacklog", maxBacklog, { least: room });
  const memory = new FrameMemory();
  const writers = new WeakMap<WebSocket, SocketWriter>();

  function writerOf({ socket, request }: SocketExtra, source: EventSource): SocketWriter {
    const known = writers.get(socket);
    if (known) return known;
    if (socket.extensions !== "") {
      void source.return();
      throw new Error("A socket with shared subscriptions must not compress messages.");
    }
    const onOverflow = () => {
      socket.close(1013, "Client reads too slowly; reconnect.");
      setTimeout(() => socket.terminate(), closeGrace).unref();
      onSlow?.(socket);
    };
    const isOpen = () => socket.readyState === WebSocket.OPEN;
    const writer = new SocketWriter({ stream: request.socket, framing, isOpen, memory, maxBacklog, onOverflow });
    writers.set(socket, writer);
    return writer;
  }

  return {
    subscribe: async (args) =>
      (await createSourceEventStream(args)) as AsyncIterable<ExecutionResult> | ExecutionResult,
    onOperation({ extra }, id, _payload, args, result) {
      if (!isSource(result)) return undefined;
      if (!isEventSource(result)) return executeEach(result, args);
      const writer = writerOf(extra, result);
      // graphql-ws keeps the arguments as long as the subscription lasts, and events have no context.
      Object.assign(args, { document: fanOut.documents.share(args.document), contextValue: undefined });
      return fanOut.deliver({ source: result, args, writer, envelope: createWebSocketEnvelope(id) });
    },
  };
}

function isSource(result: object): result is AsyncIterable<unknown> {
  return Symbol.asyncIterator in result;
}
