import type { GraphQLFormattedError } from "graphql";
import type { Sink, Socket, SocketOptions, StreamResult } from "./transport.ts";

/** Silence after which the server is asked for a sign of life, and the time that it has for it, in milliseconds. */
const quietLimit = 10_000;
const answerLimit = 5_000;

/** Messages of the server. */
type Message =
  | { readonly type: "connection_ack" }
  | { readonly type: "pong" }
  | { readonly type: "ping"; readonly payload?: unknown }
  | { readonly type: "next"; readonly id: string; readonly payload: StreamResult }
  | { readonly type: "error"; readonly id: string; readonly payload: readonly GraphQLFormattedError[] }
  | { readonly type: "complete"; readonly id: string };

/** Opens a WebSocket with the protocol `graphql-transport-ws`. */
export function openSocket(options: SocketOptions): Socket {
  const { url, token, documentIds, environment, connectLimit, onOpened, onClosed } = options;
  const WebSocketImpl = options.webSocketImpl as typeof WebSocket;
  const webSocket = new WebSocketImpl(url.replace(/^http/, "ws"), "graphql-transport-ws");
  const sinks = new Map<string, Sink>();
  let lastId = 0;
  let isOver = false;
  let isOpen = false;
  let heardAt = environment.now();
  let cancelDeadline = environment.setTimer(connectLimit, giveUp);
  let cancelQuiet = () => {};
  /** Nothing was heard since the last look. A clock would do for it only as long as nobody sets it back. */
  let isQuiet = false;
  let onAlive: (() => void) | null = null;
  let deadline = Number.POSITIVE_INFINITY;

  webSocket.onopen = () => post({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
  webSocket.onmessage = ({ data }: { readonly data: unknown }) => {
    const message = parseMessage(data);
    if (isOver) return;
    if (message) hear(message);
    else end(4400, "The server speaks another protocol.");
  };
  webSocket.onclose = ({ code, reason }) => end(code, reason);
  // A browser tells nothing in it; the end that follows may be long in coming.
  webSocket.onerror = () => end(null);

  function post(message: object): void {
    if (webSocket.readyState === WebSocketImpl.OPEN) webSocket.send(JSON.stringify(message));
  }

  function hear(message: Message): void {
    heardAt = environment.now();
    isQuiet = false;
    if (isOpen) proveAlive();
    if (message.type === "ping") post({ type: "pong", payload: message.payload });
    else if (message.type === "connection_ack") begin();
    else if (message.type !== "pong") tell(message);
  }

  function begin(): void {
    cancelDeadline();
    isOpen = true;
    isQuiet = true;
    watchQuiet();
    onOpened();
  }

  function tell(message: Extract<Message, { readonly id: string }>): void {
    const sink = sinks.get(message.id);
    if (message.type !== "next") sinks.delete(message.id);
    if (message.type === "next") sink?.next(message.payload);
    else if (message.type === "error") sink?.refused(message.payload);
    else sink?.completed();
  }

  function proveAlive(): void {
    cancelDeadline();
    deadline = Number.POSITIVE_INFINITY;
    const told = onAlive;
    onAlive = null;
    told?.();
  }

  function watchQuiet(): void {
    cancelQuiet = environment.setTimer(quietLimit, () => {
      if (isQuiet) check(answerLimit);
      isQuiet = true;
      watchQuiet();
    });
  }

  function check(limit: number, told?: () => void): void {
    if (isOver || !isOpen) return;
    onAlive = told ?? onAlive;
    const wanted = environment.now() + limit;
    if (wanted >= deadline) return;
    deadline = wanted;
    cancelDeadline();
    cancelDeadline = environment.setTimer(limit, giveUp);
    post({ type: "ping" });
  }

  function giveUp(): void {
    end(null, "The server does not answer.", true);
  }

  function end(code: number | null, reason?: string, isSilence = false): void {
    if (isOver) return;
    close();
    const told = reason || (isOpen ? "The connection was lost." : "The server cannot be reached.");
    onClosed({ code, reason: told, isSilence });
  }

  function close(): void {
    isOver = true;
    cancelDeadline();
    cancelQuiet();
    sinks.clear();
    webSocket.close(1000);
  }

  return {
    transport: "websocket",
    get heardAt() {
      return heardAt;
    },
    subscribe(payload, sink) {
      lastId += 1;
      const id = String(lastId);
      const { query, ...request } = payload;
      const begin = () => {
        sinks.set(id, own);
        const documentId = documentIds?.find(query);
        post({ type: "subscribe", id, payload: { ...(documentId ? { documentId } : { query }), ...request } });
      };
      const own: Sink = {
        next: (result) => sink.next(result),
        completed: () => sink.completed(),
        refused: (errors) => (documentIds?.forget(query, errors) ? begin() : sink.refused(errors)),
      };
      begin();
      return () => {
        if (sinks.delete(id)) post({ type: "complete", id });
      };
    },
    check,
    close,
  };
}

/** Returns null for a text that is no message of the protocol. */
function parseMessage(data: unknown): Message | null {
  try {
    const message: Message | null = JSON.parse(String(data));
    return typeof message?.type === "string" ? message : null;
  } catch {
    return null;
  }
}
