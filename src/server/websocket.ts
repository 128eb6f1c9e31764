import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from "graphql";
import { handleProtocols, makeServer } from "graphql-ws";
import { LRUCache } from "lru-cache";
import { WebSocket, WebSocketServer } from "ws";
import { schema } from "../../schema/index.ts";
import { ExpiredTokenError, UnauthenticatedError } from "../errors.ts";
import { executeSubscription } from "../fanout/execute-subscription.ts";
import type { OperationContext } from "../operations/operation-context.ts";
import type { Viewer } from "../operations/viewer.ts";
import type { Authenticate } from "./auth/authenticate.ts";
import { type ContextServices, createContext } from "./create-context.ts";
import type { FormatError } from "./format-error.ts";
import { messageLimit } from "./limits.ts";
import { toOrigin } from "./request-origin.ts";

/** Codes with which this server closes a socket, beside those of graphql-ws. */
const closeCodes = { unauthenticated: 4401, tokenExpired: 4403, restart: 1012 };

/** How much text of parsed documents is kept, in UTF-16 units. */
const documentCacheSize = 4 * 1024 * 1024;

/** Milliseconds between pings; a peer that has not answered one by the next is gone. */
const pingInterval = 12_000;

export interface WebSocketOptions {
  readonly services: ContextServices;
  readonly authenticate: Authenticate;
  readonly formatError: FormatError;
  /** Beside those of the specification. */
  readonly validationRules: readonly ValidationRule[];
  readonly onError: (error: unknown) => void;
}

export interface WebSocketEndpoint {
  /** Takes over a request that wants to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Refuses new sockets and sends the open ones elsewhere (1012); resolves when all are closed. */
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
  const documents = new LRUCache<string, DocumentNode | readonly GraphQLError[]>({
    maxSize: documentCacheSize,
    sizeCalculation: (_document, text) => text.length + 1,
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageLimit, handleProtocols });

  const protocol = makeServer<{ authorization?: unknown }, Connection>({
    async onConnect({ connectionParams, extra }) {
      try {
        extra.viewer = await authenticate(findAuthorization(connectionParams));
        if (!extra.viewer) throw new UnauthenticatedError("connection_init needs an authorization: Bearer <JWT>.");
        return true;
      } catch (error) {
        if (!(error instanceof UnauthenticatedError)) throw error;
        const code = error instanceof ExpiredTokenError ? closeCodes.tokenExpired : closeCodes.unauthenticated;
        extra.socket.close(code, error.message);
        return false;
      }
    },
    onSubscribe({ extra }, _id, { query, variables, operationName }) {
      const document = readDocument(query);
      if (!("kind" in document)) return document;
      const operation = getOperationAST(document, operationName);
      if (!operation) return [operationNotFound(operationName)];
      const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {});
      if (coerced.errors) return coerced.errors.map((error) => withCode(error, "BAD_USER_INPUT"));
      const contextValue = createContext(services, extra.viewer, extra.origin);
      return { schema, document, operationName, variableValues: variables, contextValue } satisfies ExecutionArgs;
    },
    subscribe: executeSubscription,
    onNext(_context, _id, _payload, _args, { errors, data = null, extensions }) {
      if (!errors) return undefined;
      return { data, errors: errors.map((error) => formatError(error)), ...(extensions && { extensions }) };
    },
    onError: (_context, _id, _payload, errors) => errors.map((error) => formatError(error)),
  });

  function readDocument(text: string): DocumentNode | readonly GraphQLError[] {
    const known = documents.get(text);
    if (known) return known;
    const document = parseDocument(text, options.validationRules);
    documents.set(text, document);
    return document;
  }

  sockets.on("connection", (socket: WebSocket, request: IncomingMessage) => {
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (listener) => {
          socket.on("message", (data: Buffer) => {
            listener(data.toString()).catch((error: unknown) => {
              onError(error);
              socket.close(4500, "Internal server error");
            });
          });
        },
      },
      { socket, origin: toOrigin(request), viewer: null },
    );
    // ws closes the socket itself, with a code that says why; there is nothing to add.
    socket.on("error", () => undefined);
    const stopPinging = keepAlive(socket);
    socket.once("close", (code, reason) => {
      stopPinging();
      closed(code, reason.toString()).catch(onError);
    });
  });

  return {
    upgrade(request, socket, head) {
      sockets.handleUpgrade(request, socket, head, (client) => sockets.emit("connection", client, request));
    },
    async close() {
      const closed = new Promise((resolve) => sockets.close(resolve));
      for (const socket of sockets.clients) socket.close(closeCodes.restart, "The server restarts: come back.");
      await closed;
    },
  };
}

/** Browsers cannot send headers with a WebSocket, so the same value stands in the payload, under a name in any case. */
function findAuthorization(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const entry = Object.entries(params ?? {}).find(([name]) => name.toLowerCase() === "authorization");
  if (entry === undefined || entry[1] === null || entry[1] === undefined) return undefined;
  return String(entry[1]);
}

function parseDocument(text: string, rules: readonly ValidationRule[]): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(text);
    const errors = validate(schema, document, [...specifiedRules, ...rules]);
    return errors.length === 0 ? document : errors.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED"));
  } catch (error) {
    if (error instanceof GraphQLError) return [withCode(error, "GRAPHQL_PARSE_FAILED")];
    throw error;
  }
}

function operationNotFound(name: string | null | undefined): GraphQLError {
  const message = name ? `Unknown operation named "${name}".` : "Name one of the document's operations.";
  return new GraphQLError(message, { extensions: { code: "OPERATION_RESOLUTION_FAILURE" } });
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  error.extensions["code"] ??= code;
  return error;
}

/** Resolves when the socket took it; a socket that breaks meanwhile tells so by closing. */
function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(data, () => resolve());
    else resolve();
  });
}

function keepAlive(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on("pong", () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, pingInterval);
  return () => clearInterval(timer);
}
