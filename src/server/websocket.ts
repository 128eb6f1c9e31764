import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { type ExecutionArgs, GraphQLError, type ValidationRule } from "graphql";
import { CloseCode, handleProtocols, makeServer } from "graphql-ws";
import { WebSocket, WebSocketServer } from "ws";
import { ExpiredTokenError, UnauthenticatedError } from "../errors.ts";
import { executeSubscription } from "../fanout/execute-subscription.ts";
import type { Authenticate } from "./auth/authenticate.ts";
import { findEndedViewers } from "./auth/find-ended-viewers.ts";
import { closeCodes, closeSocket } from "./close-socket.ts";
import type { Connection } from "./connection.ts";
import type { FormatError } from "./format-error.ts";
import { keepAlive } from "./keep-alive.ts";
import { closeGrace, connectionLimit, messageLimit, operationLimit } from "./limits.ts";
import { createPrepareOperation } from "./prepare-operation.ts";
import { type ContextServices, RequestContext } from "./request-context.ts";
import { toOrigin } from "./request-origin.ts";
import { separateOperations } from "./separate-operations.ts";
import { watchViewers } from "./watch-viewers.ts";

export interface WebSocketOptions {
  readonly services: ContextServices;
  readonly authenticate: Authenticate;
  readonly formatError: FormatError;
  /** Beside those of the specification. */
  readonly validationRules: readonly ValidationRule[];
  /** Over how many milliseconds the sockets are closed when the server stops. */
  readonly drainTime: number;
  readonly onError: (error: unknown) => void;
}

export interface WebSocketEndpoint {
  /** Takes over a request that wants to become a WebSocket; 404 for any path but `/graphql`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Refuses new sockets and sends the open ones elsewhere (1012), evenly over the drain time, so that they do not all
   * come back at once. Resolves when none is left, 2 s after the last was sent away at most.
   */
  close(): Promise<void>;
}

/** Serves GraphQL over WebSocket: graphql-ws keeps the protocol, the schema and its errors are those of HTTP. */
export function createWebSocketEndpoint(options: WebSocketOptions): WebSocketEndpoint {
  const { services, authenticate, formatError, drainTime, onError } = options;
  const prepareOperation = createPrepareOperation(options.validationRules);
  // Not given in place: its types do not know closeTimeout yet.
  const serverOptions = { noServer: true, maxPayload: messageLimit, handleProtocols, closeTimeout: closeGrace };
  const sockets = new WebSocketServer(serverOptions);
  const connections = new Set<Connection>();
  const stopWatching = watchViewers({
    connections,
    findEnded: (viewers) => findEndedViewers(services.pool, viewers),
    onError,
  });

  const protocol = makeServer<{ authorization?: unknown }, Connection>({
    async onConnect({ connectionParams, extra }) {
      try {
        const viewer = await authenticate(findAuthorization(connectionParams));
        if (!viewer) throw new UnauthenticatedError("connection_init needs an authorization: Bearer <JWT>.");
        if (countConnections(viewer.userId) >= connectionLimit) {
          closeSocket(extra.socket, closeCodes.tooMany, `A user may have ${connectionLimit} connections.`);
          return false;
        }
        extra.viewer = viewer;
        return true;
      } catch (error) {
        refuseConnection(extra.socket, error);
        return false;
      }
    },
    onSubscribe({ extra, subscriptions }, _id, request) {
      if (Object.keys(subscriptions).length > operationLimit) return [tooManyOperations()];
      const operation = prepareOperation(request);
      if (!("document" in operation)) return operation;
      return {
        ...operation,
        contextValue: new RequestContext(services, extra.viewer, extra.origin),
      } satisfies ExecutionArgs;
    },
    subscribe: executeSubscription,
    onNext(_context, _id, _payload, _args, { errors, data = null, extensions }) {
      if (!errors) return undefined;
      return { data, errors: errors.map((error) => formatError(error)), ...(extensions && { extensions }) };
    },
    onError: (_context, _id, _payload, errors) => errors.map((error) => formatError(error)),
  });

  function countConnections(userId: string): number {
    let count = 0;
    for (const { viewer } of connections) if (viewer?.userId === userId) count += 1;
    return count;
  }

  function refuseConnection(socket: WebSocket, error: unknown): void {
    if (error instanceof ExpiredTokenError) closeSocket(socket, closeCodes.tokenExpired, error.message);
    else if (error instanceof UnauthenticatedError) closeSocket(socket, closeCodes.unauthenticated, error.message);
    else {
      onError(error);
      closeSocket(socket, closeCodes.tryAgainLater, "Internal server error");
    }
  }

  function refuseMessage(socket: WebSocket, error: unknown): void {
    if (isOutOfPlace(error)) closeSocket(socket, CloseCode.BadRequest, error.message);
    else {
      onError(error);
      closeSocket(socket, CloseCode.InternalServerError, "Internal server error");
    }
  }

  sockets.on("connection", (socket: WebSocket, request: IncomingMessage) => {
    // ws closes the socket itself, with a code that says why; there is nothing to add.
    socket.on("error", () => undefined);
    const stopPinging = keepAlive(socket);
    const connection: Connection = { socket, origin: toOrigin(request), viewer: null };
    connections.add(connection);
    const closed = protocol.opened(
      separateOperations({
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code = CloseCode.InternalServerError, reason = "") => closeSocket(socket, code, reason),
        onMessage: (listener) => {
          socket.on("message", (data: Buffer) => {
            listener(data.toString()).catch((error: unknown) => refuseMessage(socket, error));
          });
        },
      }),
      connection,
    );
    socket.once("close", (code, reason) => {
      stopPinging();
      connections.delete(connection);
      closed(code, reason.toString()).catch(onError);
    });
  });

  return {
    upgrade(request, socket, head) {
      if (request.url?.split("?")[0] !== "/graphql") return refuseUpgrade(socket);
      sockets.handleUpgrade(request, socket, head, (client) => sockets.emit("connection", client, request));
    },
    async close() {
      const closed = new Promise<void>((resolve) => sockets.close(() => resolve()));
      const open = [...sockets.clients];
      const beganAt = performance.now();
      for (const [index, socket] of open.entries()) {
        const rest = beganAt + (index * drainTime) / open.length - performance.now();
        // Whoever leaves meanwhile is not waited for.
        if (rest > 0) await Promise.race([closed, setTimeout(rest, undefined, { ref: false })]);
        closeSocket(socket, closeCodes.restart, "The server restarts: come back.");
      }
      await closed;
      stopWatching();
    },
  };
}

function tooManyOperations(): GraphQLError {
  return new GraphQLError(`A connection may have ${operationLimit} operations under way.`, {
    extensions: { code: "RATE_LIMITED" },
  });
}

function refuseUpgrade(socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  socket.once("finish", () => socket.destroy());
  socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n");
}

/** Browsers cannot send headers with a WebSocket, so the same value stands in the payload, under a name in any case. */
function findAuthorization(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const [, value] = Object.entries(params ?? {}).find(([name]) => name.toLowerCase() === "authorization") ?? [];
  if (value === undefined || value === null) return undefined;
  // Whatever is no text is no token either, and is refused like one that is malformed.
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** graphql-ws throws for a message that only servers send, as if the fault were here. */
function isOutOfPlace(error: unknown): error is Error {
  return error instanceof Error && error.message.startsWith("Unexpected message of type");
}

/** Resolves when the socket took it; a socket that breaks meanwhile tells so by closing. */
function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(data, () => resolve());
    else resolve();
  });
}
