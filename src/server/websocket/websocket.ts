import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from "graphql-ws";
import type { Logger } from "pino";
import { type WebSocket, WebSocketServer } from "ws";
import type { ClientLimits } from "../../config/limits.ts";
import { FanOut } from "../../engine/fanout/fan-out.ts";
import type { FanOutStats } from "../../engine/fanout/fan-out-stats.ts";
import { FrameMemory } from "../../engine/fanout/frame-memory.ts";
import { SocketWriter } from "../../engine/fanout/socket-writer.ts";
import { boundErrors } from "../graphql/bound-errors.ts";
import { MalformedRequestError } from "../request/read-json.ts";
import type { FindOrigin, MakeRequestId } from "../request/read-request.ts";
import { answerGrace } from "../request/under-way.ts";
import { closeCodes, closeSocket } from "./close-socket.ts";
import { Connection } from "./connection.ts";
import { KeepAlive } from "./keep-alive.ts";
import { createProtocol, type ProtocolOptions } from "./protocol.ts";
import { readMessage } from "./read-message.ts";
import { watchViewers } from "./watch-viewers.ts";
import { dropInflater, keepsWindow } from "./ws-compat.ts";

/** Time that a peer may take to answer the close of its WebSocket, in milliseconds. */
const closeGrace = 2_000;

/** Time in which a client must send `connection_init`, in milliseconds. */
const initTimeout = 3_000;

export interface WebSocketOptions extends Omit<ProtocolOptions, "fanOut" | "listConnections" | "onError"> {
  readonly limits: Pick<ClientLimits, "messageBytes" | "socketOperations">;
  /** Origins whose pages may open one. */
  readonly origins: readonly string[];
  readonly findOrigin: FindOrigin;
  readonly makeRequestId: MakeRequestId;
  /** Milliseconds between two queries for ended sessions (default 4,000). */
  readonly sessionInterval?: number | undefined;
  /** Maximum bytes queued on a WebSocket. */
  readonly maxBacklog: number;
  /** Negotiates `permessage-deflate` with clients that offer it. */
  readonly compression: boolean;
  /** Time over which the sockets are closed when the server stops, in milliseconds. */
  readonly drainTime: number;
  readonly logger: Logger;
}

export interface WebSocketEndpoint {
  /**
   * Takes over a request that wants to become a WebSocket; 404 for any path but `/graphql`, 403 for the pages of
   * others.
   */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Refuses new sockets and closes the open ones with 1012. It does so evenly over the drain time, so that clients do
   * not all reconnect at once. Each socket first gets the answers under way. Resolves when none is left.
   */
  close(): Promise<void>;
  /** Drops rendered events that are kept. */
  forget(): void;
  /** Number of open WebSockets, and of those that were closed because their clients read too slowly. */
  readonly openCount: number;
  readonly slowCount: number;
  readonly fanOut: FanOutStats;
}

/** Serves GraphQL over WebSocket: the schema and its errors are those of HTTP. */
export function createWebSocketEndpoint(options: WebSocketOptions): WebSocketEndpoint {
  const { services, limits, origins, findOrigin, makeRequestId, maxBacklog, compression, drainTime, logger } = options;
  const onError = (error: unknown, requestId?: string) => {
    if (!options.onOutage(error)) logger.error({ err: error, requestId }, "A WebSocket failed unforeseen.");
  };
  // Not given in place: its types do not know closeTimeout yet.
  const serverOptions = { noServer: true, handleProtocols, closeTimeout: closeGrace };
  const sockets = new WebSocketServer({
    ...serverOptions,
    maxPayload: limits.messageBytes,
    // Clients compress each message alone, so that nothing is kept between two of them.
    perMessageDeflate: compression && { clientNoContextTakeover: true },
  });
  const connections = new Set<Connection>();
  const memory = new FrameMemory();
  const keepAlive = new KeepAlive();
  // An event that fails does so for all who select the same.
  const fanOut = new FanOut({
    formatErrors: (errors) => boundErrors(errors, (error) => options.formatError(error, randomUUID())),
    timeOf,
  });
  const handle = createProtocol({ ...options, fanOut, listConnections, onError });
  let slowCount = 0;
  const stopWatching = watchViewers({ connections, pool: services.pool, onError, interval: options.sessionInterval });

  function listConnections(userId: string): Connection[] {
    return [...connections].filter(({ viewer, writer }) => viewer?.userId === userId && writer.isOpen);
  }

  function serve(socket: WebSocket, request: IncomingMessage): void {
    // ws closes the socket itself, with a code that says why; there is nothing to add.
    socket.on("error", () => undefined);
    const writer = new SocketWriter({
      webSocket: socket,
      stream: request.socket,
      canDeflate: keepsWindow(socket),
      memory,
      maxBacklog,
      onOverflow: () => refuseSlow(connection),
    });
    keepAlive.watch(socket, writer);
    const connection: Connection = new Connection({
      id: makeRequestId(request),
      socket,
      writer,
      origin: findOrigin(request),
      operationLimit: limits.socketOperations,
    });
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      closeSocket(socket, closeCodes.wrongProtocol, "Subprotocol not acceptable");
      return;
    }
    connections.add(connection);
    const timer = setTimeout(() => {
      if (!connection.hasAsked) closeSocket(socket, closeCodes.neverAsked, "Connection initialisation timeout");
    }, initTimeout);
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      dropInflater(socket);
      // An operation that nobody could be told about is not begun.
      if (!writer.isOpen) return;
      try {
        handle(connection, readMessage(data, isBinary)).catch((error: unknown) => refuseMessage(connection, error));
      } catch (error) {
        refuseMessage(connection, error);
      }
    });
    socket.once("close", () => {
      clearTimeout(timer);
      connections.delete(connection);
      connection.leave();
    });
  }

  function refuseSlow({ id, socket, viewer }: Connection): void {
    slowCount += 1;
    logger.info({ userId: viewer?.userId, requestId: id }, "A client reads too slowly; its WebSocket is closed.");
    closeSocket(socket, closeCodes.tryAgainLater, "Client reads too slowly; reconnect.");
  }

  function refuseMessage({ id, socket, viewer }: Connection, error: unknown): void {
    if (error instanceof MalformedRequestError) {
      const { message: reason } = error;
      logger.info({ userId: viewer?.userId, requestId: id, reason }, "A WebSocket is closed for a malformed message.");
      closeSocket(socket, closeCodes.malformed, reason);
    } else {
      onError(error, id);
      closeSocket(socket, closeCodes.internalError, `Internal server error (request ${id})`);
    }
  }

  return {
    upgrade(request, stream, head) {
      if (request.url?.split("?")[0] !== "/graphql") return refuseUpgrade(stream, "404 Not Found");
      const { origin } = request.headers;
      // Clients other than browsers name none, and could name any.
      if (origin !== undefined && !origins.includes(origin)) return refuseUpgrade(stream, "403 Forbidden");
      sockets.handleUpgrade(request, stream, head, (socket) => serve(socket, request));
    },
    forget: () => fanOut.forget(),
    async close() {
      const closed = new Promise<void>((resolve) => sockets.close(() => resolve()));
      const open = [...connections];
      const beganAt = performance.now();
      for (const [index, connection] of open.entries()) {
        const rest = beganAt + (index * drainTime) / open.length - performance.now();
        // A client that leaves meanwhile is not waited for.
        if (rest > 0) await Promise.race([closed, sleep(rest, undefined, { ref: false })]);
        void sendAway(connection);
      }
      await closed;
      keepAlive.close();
      stopWatching();
    },
    get openCount() {
      return connections.size;
    },
    get slowCount() {
      return slowCount;
    },
    fanOut: fanOut.stats,
  };
}

/** Returns the time of the change that an event tells of. */
function timeOf(event: object): number | null {
  return "at" in event ? Date.parse(String(event.at)) : null;
}

async function sendAway(connection: Connection): Promise<void> {
  await Promise.race([connection.settle(), sleep(answerGrace, undefined, { ref: false })]);
  connection.socket.resume();
  closeSocket(connection.socket, closeCodes.restart, "The server restarts; reconnect.");
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on("error", () => socket.destroy());
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
}
