import { GraphQLError } from "graphql";
import { createWebSocketEnvelope } from "../../engine/fanout/envelope.ts";
import { isEventSource } from "../../engine/fanout/event-source.ts";
import {
  ExpectedError,
  ExpiredTokenError,
  UnauthenticatedError,
  UnavailableError,
  UnverifiableTokenError,
} from "../../errors/expected-error.ts";
import type { Viewer } from "../../operations/viewer.ts";
import { inStep } from "../../tracing/tracer.ts";
import type { Authenticate } from "../auth/authenticate.ts";
import { closeCodes } from "../connections/close-codes.ts";
import type { Connections } from "../connections/connections.ts";
import { boundErrors } from "../graphql/bound-errors.ts";
import { executeOperation, type PreparedOperation } from "../graphql/execute-operation.ts";
import { finishAnswer } from "../graphql/finish-answer.ts";
import type { FormatError } from "../graphql/format-error.ts";
import { openSource } from "../graphql/open-source.ts";
import { type PrepareOperation, typeOf } from "../graphql/prepare-operation.ts";
import { RenderedAnswer } from "../graphql/rendered-answer.ts";
import { type ContextServices, RequestContext } from "../graphql/request-context.ts";
import type { SharedFields } from "../graphql/shared-fields.ts";
import type { OnSize } from "../http/http-server.ts";
import { type CallerTurns, callerOfUser } from "../limits/caller-turns.ts";
import type { Members } from "../request/read-json.ts";
import type { UnderWay } from "../request/under-way.ts";
import { closeSocket } from "./close-socket.ts";
import type { Turn } from "./mutation-queue.ts";
import type { ClientMessage } from "./read-message.ts";
import type { SocketConnection } from "./socket-connection.ts";
import type { SocketOperation } from "./socket-operation.ts";

export interface ProtocolOptions {
  readonly services: ContextServices;
  readonly authenticate: Authenticate;
  readonly prepareOperation: PrepareOperation;
  readonly formatError: FormatError;
  /** Shared with HTTP, as are the fields and the turns. */
  readonly connections: Connections;
  readonly underWay: UnderWay;
  readonly sharedFields: SharedFields;
  readonly turns: CallerTurns;
  /** Called with the bytes of each operation, and of each answer to a query or mutation. */
  readonly onRequestSize: OnSize<"websocket">;
  readonly onAnswerSize: OnSize<"websocket">;
  readonly onError: (error: unknown, requestId: string) => void;
  /** Called with each error that an outage of PostgreSQL may explain. Returns whether one does. */
  readonly onOutage: (error: unknown) => boolean;
}

/** An operation on a socket begins a trace: its message has no headers that could name another. */
const operationStep = {
  name: "WebSocket operation",
  kind: "server",
  attributes: { "lockstep.transport": "websocket" },
} as const;

/** Messages besides `connection_init` before the acknowledgement. Each may be as large as a message may be. */
const mostEarly = 8;

/** Handles a message of a socket. Rejects only for what is unforeseen. */
export type HandleMessage = (connection: SocketConnection, message: ClientMessage) => Promise<void>;

/**
 * The server's side of graphql-transport-ws. An operation is known by its object, not by its id: a client may reuse the
 * id of an operation that it has completed. Nothing more is sent of a completed operation.
 */
export function createProtocol(options: ProtocolOptions): HandleMessage {
  const { services, authenticate, prepareOperation, formatError, connections, underWay, sharedFields, turns } = options;
  const { onRequestSize, onAnswerSize, onError, onOutage } = options;

  return async (connection, message) => {
    const { socket, viewer, operations } = connection;
    if (!viewer && message.type !== "connection_init") {
      connection.earlyMessages += 1;
      if (connection.earlyMessages > mostEarly) {
        return closeSocket(socket, closeCodes.tooMany, "Too many messages before the acknowledgement");
      }
    }
    switch (message.type) {
      case "connection_init":
        if (connection.hasAsked) return closeSocket(socket, closeCodes.tooMany, "Too many initialisation requests");
        connection.hasAsked = true;
        return connect(connection, message.payload).catch((error) => refuseConnection(connection, error));
      case "ping":
        await connection.send({ type: "pong", payload: message.payload });
        return;
      case "pong":
        return;
      case "subscribe": {
        const { id } = message;
        if (!viewer) return closeSocket(socket, closeCodes.unauthenticated, "Unauthorized");
        if (operations.has(id)) {
          return closeSocket(socket, closeCodes.duplicateId, `Subscriber for ${id} already exists`);
        }
        onRequestSize({ transport: "websocket", bytes: message.bytes });
        const operation = connection.add(message);
        return inStep(
          services.tracer,
          () => operationStep,
          () => run(connection, operation, viewer),
        );
      }
      case "complete":
        return operations.get(message.id)?.leave();
    }
  };

  async function connect(connection: SocketConnection, payload: Members | undefined): Promise<void> {
    const viewer = await underWay.track(authenticate(findAuthorization(payload)));
    if (!viewer) throw new UnauthenticatedError("connection_init needs an authorization: Bearer <JWT>.");
    const admitted = await connections.admit(viewer, () => {
      connection.viewer = viewer;
    });
    if ("limit" in admitted) return connection.end(admitted.limit);
    await connection.send({ type: "connection_ack" });
  }

  /** Runs an operation to its end; of a subscription, until its events flow. */
  async function run(connection: SocketConnection, operation: SocketOperation, viewer: Viewer): Promise<void> {
    const { mutations } = connection;
    const contextValue = new RequestContext(services, viewer, connection.origin, { connectionId: connection.id });
    let isLasting = false;
    try {
      operation.begin(contextValue.reads);
      const turn = mutations.enter(operation);
      await turns.next(callerOfUser(viewer));
      if (operation.isLeft) return;
      await contextValue.admitOperation();
      const prepared = prepareOperation(operation.takeRequest(), (cost) => contextValue.countCost(cost));
      if (!("document" in prepared)) return await fail(operation, prepared);
      const type = typeOf(prepared);
      if (type !== "mutation") mutations.leave(operation);
      if (type === "subscription") {
        operation.keep(prepared.document);
        isLasting = await deliver(connection, operation, { ...prepared, contextValue });
      } else {
        operation.hold(prepared.document);
        const outcome = type === "mutation" ? await turn : "begin";
        await answer(connection, operation, { ...prepared, contextValue }, outcome);
      }
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      await fail(operation, [error]);
    } finally {
      if (!isLasting) operation.end();
    }
  }

  /** Answers a query, or a mutation whose turn has come. */
  async function answer(
    { mutations }: SocketConnection,
    operation: SocketOperation,
    args: PreparedOperation,
    turn: Turn,
  ): Promise<void> {
    // Nobody waits for an answer: the client has left it, or the socket is closed.
    if (operation.isLeft) return;
    const { requestId } = operation;
    const { reads } = args.contextValue;
    const isMutation = typeOf(args) === "mutation";
    const result =
      turn === "unavailable" ? { errors: [notTried()] } : await underWay.track(executeOperation(args, sharedFields));
    const finished = await finishAnswer(result, { isMutation, requestId, reads, formatError });
    if (
      isMutation &&
      !(finished instanceof RenderedAnswer) &&
      finished.errors?.some(({ extensions }) => extensions?.["code"] === "UNAVAILABLE")
    ) {
      mutations.giveUpBehind(operation);
    }
    const bytes = await operation.send("next", finished);
    if (bytes > 0) onAnswerSize({ transport: "websocket", bytes });
    await operation.send("complete");
  }

  /** Starts a subscription. Resolves with whether it goes on: then it ends as its source does. */
  async function deliver(
    { writer }: SocketConnection,
    operation: SocketOperation,
    args: PreparedOperation,
  ): Promise<boolean> {
    const source = await underWay.track(openSource(args));
    if (!isEventSource(source)) {
      await fail(operation, source);
      return false;
    }
    if (operation.isLeft) {
      await source.return();
      return false;
    }
    // Events have no viewer: a context would be kept as long as the subscription.
    const lasting = { ...args, contextValue: undefined };
    operation.dropReads();
    const envelope = createWebSocketEnvelope(operation.id);
    const subscription = connections.fanOut.deliver({ source, args: lasting, writer, envelope });
    operation.onLeave(() => void subscription.return());
    void subscription
      .next()
      .then(
        () => operation.send("complete"),
        (error: unknown) => fail(operation, [error]),
      )
      .finally(() => operation.end());
    return true;
  }

  async function fail(operation: SocketOperation, errors: readonly unknown[]): Promise<void> {
    if (operation.isLeft) return;
    await operation.send(
      "error",
      boundErrors(errors, (error) => formatError(error, operation.requestId)),
    );
  }

  function refuseConnection({ id, socket }: SocketConnection, error: unknown): void {
    if (error instanceof ExpiredTokenError) closeSocket(socket, closeCodes.tokenExpired, error.message);
    else if (error instanceof UnauthenticatedError) closeSocket(socket, closeCodes.unauthenticated, error.message);
    else if (error instanceof UnverifiableTokenError) closeSocket(socket, closeCodes.tryAgainLater, error.message);
    else if (error instanceof UnavailableError) {
      onOutage(error);
      closeSocket(socket, closeCodes.tryAgainLater, error.message);
    } else {
      onError(error, id);
      closeSocket(socket, closeCodes.tryAgainLater, `Internal server error (request ${id})`);
    }
  }
}

function notTried(): GraphQLError {
  const error = new UnavailableError("NOTHING_DONE", null);
  return new GraphQLError(error.message, { originalError: error });
}

/** Browsers cannot send headers with a WebSocket, so the same value stands in the payload, under a name in any case. */
function findAuthorization(payload: Members = {}): unknown {
  return Object.entries(payload).find(([name]) => name.toLowerCase() === "authorization")?.[1];
}
