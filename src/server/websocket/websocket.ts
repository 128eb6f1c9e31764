import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { CloseCode, handleProtocols } from "graphql-ws";
import type { Logger } from "pino";
import { type WebSocket, WebSocketServer } from "ws";
import { FanOut } from "../../engine/fanout/fan-out.ts";
import type { FanOutStats } from "../../engine/fanout/fan-out-stats.ts";
import { FrameMemory } from "../../engine/fanout/frame-memory.ts";
import { Outbox } from "../../engine/fanout/outbox.ts";
import type { Authenticate } from "../auth/authenticate.ts";
import { findEndedViewers } from "../auth/find-ended-viewers.ts";
import { boundErrors } from "../graphql/bound-errors.ts";
import type { FormatError } from "../graphql/format-error.ts";
import type { DocumentChecks } from "../graphql/prepare-operation.ts";
import type { ContextServices } from "../graphql/request-context.ts";
import { answerGrace, closeGrace } from "../http/limits.ts";
import type { MakeRequestId } from "../http/request-id.ts";
import type { FindOrigin } from "../http/request-origin.ts";
import type { UnderWay } from "../http/under-way.ts";
import type { CallerTurns } from "../limits/caller-turns.ts";
import { closeCodes, closeSocket } from "./close-socket.ts";
import { Connection } from "./connection.ts";
import { KeepAlive } from "./keep-alive.ts";
import { createProtocol } from "./protocol.ts";
import { MalformedMessageError, readMessage } from "./read-message.ts";
import { separateOperations } from "./separate-operations.ts";
import { watchViewers } from "./watch-viewers.ts";

export interface WebSocketOptions extends DocumentChecks {
  readonly services: ContextServices;
  readonly authenticate: Authenticate;
  readonly formatError: FormatError;
  /** Hears of each error that an outage of PostgreSQL may explain. Returns whether one does. */
  readonly onOutage: (error: unknown) => boolean;
  readonly underWay: UnderWay;
  /** Shared with HTTP. */
  readonly turns: CallerTurns;
  /** Milliseconds between two questions who has signed out or gone; 4,000 if absent. */
  readonly sessionInterval?: number | undefined;
  /** Those whose pages may open one. */
  readonly origins: readonly string[];
  readonly findOrigin: FindOrigin;
  readonly makeRequestId: MakeRequestId;
  /** Maximum open WebSockets of a user. */
  readonly maxConnectionsPerUser: number;
  /** Maximum bytes that wait on a WebSocket. */
  readonly maxBacklog: number;
  /** Over how many milliseconds the sockets are closed when the server stops. */
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
   * Refuses new sockets and closes the open ones with 1012, evenly over the drain time, so that they do not all
   * reconnect at once. Each is closed when the queries and mutations in flight on it are answered. Resolves when none
   * is left.
   */
  close(): Promise<void>;
  /** Drops what is kept of rendered events. */
  forget(): void;
  /** Numbers of open WebSockets, and of those closed because their clients read too slowly. */
  readonly openCount: number;
  readonly slowCount: number;
  readonly fanOut: FanOutStats;
}

/** Serves GraphQL over WebSocket: the schema and its errors are those of HTTP. */
export function createWebSocketEndpoint(options: WebSocketOptions): WebSocketEndpoint {
  const { services, limits, origins, findOrigin, makeRequestId, maxBacklog, drainTime, logger } = options;
  const onError = (error: unknown, requestId?: string) => {
    if (!options.onOutage(error)) logger.error({ err: error, requestId }, "A WebSocket failed unforeseen.");
  };
  // Not given in place: its types do not know closeTimeout yet.
  const serverOptions = { noServer: true, handleProtocols, closeTimeout: closeGrace };
  const sockets = new WebSocketServer({ ...serverOptions, maxPayload: limits.messageBytes });
  const connections = new Set<Connection>();
  const memory = new FrameMemory();
  const keepAlive = new KeepAlive();
  // An event that fails does so for all who select the same.
  const fanOut = new FanOut(
    (errors) => boundErrors(errors, (error) => options.formatError(error, randomUUID())),
    timeOf,
  );
  const protocol = createProtocol({ ...options, fanOut, listConnections, onError });
  let slowCount = 0;
  const stopWatching = watchViewers({
    connections,
    findEnded: (viewers) => findEndedViewers(services.pool, viewers),
    onError,
    interval: options.sessionInterval,
  });

  function listConnections(userId: string): Connection[] {
    return [...connections].filter(({ viewer, outbox }) => viewer?.userId === userId && outbox.isOpen);
  }

  function serve(socket: WebSocket, request: IncomingMessage): void {
    // ws closes the socket itself, with a code that says why; there is nothing to add.
    socket.on("error", () => undefined);
    const outbox = new Outbox({
      webSocket: socket,
      stream: request.socket,
      memory,
      maxBacklog,
      onOverflow: () => refuseSlow(connection),
    });
    keepAlive.watch(socket, outbox);
    const connection: Connection = new Connection(makeRequestId(request), socket, outbox, findOrigin(request));
    connections.add(connection);
    const closed = protocol.opened(
      separateOperations(
        {
          protocol: socket.protocol,
          send: (text) => outbox.send(text),
          close: (code = CloseCode.InternalServerError, reason = "") => closeSocket(socket, code, reason),
          onMessage: (listener) => {
            socket.on("message", (data: Buffer, isBinary: boolean) => {
              // An operation without a recipient is not begun.
              if (!outbox.isOpen) return;
              try {
                const handled = listener(readMessage(data, isBinary));
                handled.catch((error: unknown) => refuseMessage(connection, error));
              } catch (error) {
                refuseMessage(connection, error);
              }
            });
          },
        },
        connection,
      ),
      connection,
    );
    socket.once("close", (code, reason) => {
      connections.delete(connection);
      connection.leave();
      closed(code, reason.toString()).catch((error: unknown) => onError(error, connection.id));
    });
  }

  function refuseSlow({ id, socket, viewer }: Connection): void {
    slowCount += 1;
    logger.info({ userId: viewer?.userId, requestId: id }, "A client reads too slowly; its WebSocket is closed.");
    closeSocket(socket, closeCodes.tryAgainLater, "Client reads too slowly; reconnect.");
  }

  function refuseMessage({ id, socket, viewer }: Connection, error: unknown): void {
    if (error instanceof MalformedMessageError) {
      const { message: reason } = error;
      logger.info({ userId: viewer?.userId, requestId: id, reason }, "A WebSocket is closed for a malformed message.");
      closeSocket(socket, CloseCode.BadRequest, reason);
    } else {
      onError(error, id);
      closeSocket(socket, CloseCode.InternalServerError, `Internal server error (request ${id})`);
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
        if (rest > 0) await Promise.race([closed, setTimeout(rest, undefined, { ref: false })]);
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

/** When the change was made that an event tells of. */
function timeOf(event: object): number | null {
  return "at" in event ? Date.parse(String(event.at)) : null;
}

async function sendAway(connection: Connection): Promise<void> {
  await Promise.race([connection.settle(), setTimeout(answerGrace, undefined, { ref: false })]);
  connection.socket.resume();
  closeSocket(connection.socket, closeCodes.restart, "The server restarts; reconnect.");
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on("error", () => socket.destroy());
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
}
