import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { GraphQLFormattedError } from "graphql";
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from "graphql-ws";
import type { Logger } from "pino";
import { WebSocket, WebSocketServer } from "ws";
import type { ClientLimits } from "../../config/limits.ts";
import { webSocketFraming as framing } from "../../engine/fanout/framing.ts";
import { closeGrace } from "../../engine/fanout/socket-writer.ts";
import { subscriptionTransports } from "../../engine/http/choose-stream.ts";
import { closeCodes } from "../connections/close-codes.ts";
import { MalformedRequestError } from "../request/read-json.ts";
import type { FindOrigin, MakeRequestId } from "../request/read-request.ts";
import { closeSocket } from "./close-socket.ts";
import { createProtocol, type ProtocolOptions } from "./protocol.ts";
import { readMessage } from "./read-message.ts";
import { SocketConnection } from "./socket-connection.ts";
import { dropInflater, keepsWindow, stopAtFault } from "./ws-compat.ts";

/** Time in which a client must send `connection_init`, in milliseconds. */
const initTimeout = 3_000;

export interface WebSocketOptions extends Omit<ProtocolOptions, "onError"> {
  readonly limits: Pick<ClientLimits, "messageBytes" | "socketOperations">;
  /** Origins whose pages may open one. */
  readonly origins: readonly string[];
  readonly findOrigin: FindOrigin;
  readonly makeRequestId: MakeRequestId;
  /** Negotiates `permessage-deflate` with clients that offer it. */
  readonly compression: boolean;
  readonly logger: Logger;
}

export interface WebSocketEndpoint {
  /**
   * Takes over a request that wants to become a WebSocket; 404 for any path but `/graphql`, 403 for the pages of
   * others.
   */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Refuses new sockets. Resolves when none is left: `connections` ends the open ones. */
  close(): Promise<void>;
}

/** Serves GraphQL over WebSocket: the schema and its errors are those of HTTP. */
export function createWebSocketEndpoint(options: WebSocketOptions): WebSocketEndpoint {
  const { connections, limits, origins, findOrigin, makeRequestId, compression, logger } = options;
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
  const handle = createProtocol({ ...options, onError });

  function serve(socket: WebSocket, request: IncomingMessage): void {
    // ws closes the socket itself, with a code that says why; there is nothing to add.
    socket.on("error", ignore);
    stopAtFault(socket);
    const isOpen = () => socket.readyState === WebSocket.OPEN;
    const channel = { stream: request.socket, framing, isOpen, canDeflate: keepsWindow(socket) };
    const writer = connections.createWriter(channel, () => connections.refuseSlow(connection));
    const connection: SocketConnection = new SocketConnection({
      id: makeRequestId(request),
      socket,
      writer,
      origin: findOrigin(request),
      operationLimit: limits.socketOperations,
    });
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      closeSocket(
        socket,
        closeCodes.wrongProtocol,
        `Subprotocol not acceptable. Use ${subscriptionTransports.join(", ")}.`,
      );
      return;
    }
    connections.add(connection);
    let timer: NodeJS.Timeout | undefined = setTimeout(() => {
      // The socket keeps what its listeners name.
      timer = undefined;
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
      connections.remove(connection);
      connection.leave();
    });
  }

  function refuseMessage({ id, socket, viewer }: SocketConnection, error: unknown): void {
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
      if (request.url?.split("?")[0] !== "/graphql") {
        const extensions = { code: "NOT_FOUND", transports: subscriptionTransports };
        return refuseUpgrade(stream, "404 Not Found", { message: "Not found. The API is at /graphql.", extensions });
      }
      const { origin } = request.headers;
      // Clients other than browsers name none, and could name any.
      if (origin !== undefined && !origins.includes(origin)) {
        const extensions = { code: "FORBIDDEN" };
        return refuseUpgrade(stream, "403 Forbidden", { message: "Pages of this origin may not connect.", extensions });
      }
      sockets.handleUpgrade(request, stream, head, (socket) => serve(socket, request));
    },
    close: () => new Promise((resolve) => sockets.close(() => resolve())),
  };
}

function ignore(): void {}

function refuseUpgrade(socket: Duplex, status: string, error: GraphQLFormattedError): void {
  const body = JSON.stringify({ errors: [error] });
  const head = [
    `HTTP/1.1 ${status}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${body.length}`,
  ];
  socket.on("error", () => socket.destroy());
  socket.once("finish", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\nconnection: close\r\n\r\n${body}`);
}
