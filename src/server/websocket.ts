import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import type { ExecutionArgs, ValidationRule } from "graphql";
import { CloseCode, handleProtocols, makeServer } from "graphql-ws";
import { WebSocket, WebSocketServer } from "ws";
import { ExpiredTokenError, UnauthenticatedError } from "../errors.ts";
import { executeSubscription } from "../fanout/execute-subscription.ts";
import type { OperationContext } from "../operations/operation-context.ts";
import type { Viewer } from "../operations/viewer.ts";
import type { Authenticate } from "./auth/authenticate.ts";
import { type ContextServices, createContext } from "./create-context.ts";
import type { FormatError } from "./format-error.ts";
import { keepAlive } from "./keep-alive.ts";
import { closeGrace, messageLimit } from "./limits.ts";
import { createPrepareOperation } from "./prepare-operation.ts";
import { toOrigin } from "./request-origin.ts";

/** Codes with which this server closes a socket, beside those of graphql-ws. */
const closeCodes = { unauthenticated: 4401, tokenExpired: 4403, restart: 1012, tryAgainLater: 1013 };

export interface WebSocketOptions {
  readonly services: ContextServices;
  readonly authenticate: Authenticate;
  readonly formatError: FormatError;
  /** Beside those of the specification. */
  readonly validationRules: readonly ValidationRule[];
  readonly onError: (error: unknown) => void;
}

export interface WebSocketEndpoint {
  /** Takes over a request that wants to become a WebSocket; 404 for any path but `/graphql`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Refuses new sockets and sends the open ones elsewhere (1012); resolves when all are closed, after 2 s at most. */
  close(): Promise<void>;
}

/** What is known of a connection once it is acknowledged. */
interface Connection {
  readonly socket: WebSocket;
  readonly origin: OperationContext["origin"];
  viewer: Viewer | null;
}

/** Serves GraphQL over WebSocket: graphql-ws keeps the protocol, the schema and its errors are those of HTTP. */
export function createWebSocketEndpoint(options: WebSocketOptions): WebSocketEndpoint {
  const { services, authenticate, formatError, onError } = options;
  const prepareOperation = createPrepareOperation(options.validationRules);
  // Not given in place: its types do not know closeTimeout yet.
  const serverOptions = { noServer: true, maxPayload: messageLimit, handleProtocols, closeTimeout: closeGrace };
  const sockets = new WebSocketServer(serverOptions);

  const protocol = makeServer<{ authorization?: unknown }, Connection>({
    async onConnect({ connectionParams, extra }) {
      try {
        extra.viewer = await authenticate(findAuthorization(connectionParams));
        if (!extra.viewer) throw new UnauthenticatedError("connection_init needs an authorization: Bearer <JWT>.");
        return true;
      } catch (error) {
        refuseConnection(extra.socket, error);
        return false;
      }
    },
    onSubscribe({ extra }, _id, request) {
      const operation = prepareOperation(request);
      if (!("document" in operation)) return operation;
      return {
        ...operation,
        contextValue: createContext(services, extra.viewer, extra.origin),
      } satisfies ExecutionArgs;
    },
    subscribe: executeSubscription,
    onNext(_context, _id, _payload, _args, { errors, data = null, extensions }) {
      if (!errors) return undefined;
      return { data, errors: errors.map((error) => formatError(error)), ...(extensions && { extensions }) };
    },
    onError: (_context, _id, _payload, errors) => errors.map((error) => formatError(error)),
  });

  function refuseConnection(socket: WebSocket, error: unknown): void {
    if (error instanceof ExpiredTokenError) close(socket, closeCodes.tokenExpired, error.message);
    else if (error instanceof UnauthenticatedError) close(socket, closeCodes.unauthenticated, error.message);
    else {
      onError(error);
      close(socket, closeCodes.tryAgainLater, "Internal server error");
    }
  }

  function refuseMessage(socket: WebSocket, error: unknown): void {
    if (isOutOfPlace(error)) close(socket, CloseCode.BadRequest, error.message);
    else {
      onError(error);
      close(socket, CloseCode.InternalServerError, "Internal server error");
    }
  }

  sockets.on("connection", (socket: WebSocket, request: IncomingMessage) => {
    // ws closes the socket itself, with a code that says why; there is nothing to add.
    socket.on("error", () => undefined);
    const stopPinging = keepAlive(socket);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code = CloseCode.InternalServerError, reason = "") => close(socket, code, reason),
        onMessage: (listener) => {
          socket.on("message", (data: Buffer) => {
            listener(data.toString()).catch((error: unknown) => refuseMessage(socket, error));
          });
        },
      },
      { socket, origin: toOrigin(request), viewer: null },
    );
    socket.once("close", (code, reason) => {
      stopPinging();
      closed(code, reason.toString()).catch(onError);
    });
  });

  return {
    upgrade(request, socket, head) {
      if (request.url?.split("?")[0] !== "/graphql") return refuseUpgrade(socket);
      sockets.handleUpgrade(request, socket, head, (client) => sockets.emit("connection", client, request));
    },
    async close() {
      const closed = new Promise((resolve) => sockets.close(resolve));
      for (const socket of sockets.clients) close(socket, closeCodes.restart, "The server restarts: come back.");
      await closed;
    },
  };
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

/** Cuts the reason to the 123 bytes that a close frame holds: some of them quote what the client sent. */
function close(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, new StringDecoder("utf8").write(Buffer.from(reason).subarray(0, 123)));
}
