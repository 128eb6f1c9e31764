import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
} from "graphql";
import { type Context, makeServer, type OperationResult, type Server } from "graphql-ws";
import { isEventSource } from "../../engine/fanout/event-source.ts";
import type { FanOut } from "../../engine/fanout/fan-out.ts";
import {
  ExpiredTokenError,
  RateLimitedError,
  UnauthenticatedError,
  UnavailableError,
  UnverifiableTokenError,
} from "../../errors/expected-error.ts";
import type { Authenticate } from "../auth/authenticate.ts";
import { boundErrors } from "../graphql/bound-errors.ts";
import { type FormatError, tellOutcomeOfChanges } from "../graphql/format-error.ts";
import { createPrepareOperation, type DocumentChecks } from "../graphql/prepare-operation.ts";
import { type ContextServices, RequestContext } from "../graphql/request-context.ts";
import { operationLimit } from "../http/limits.ts";
import type { UnderWay } from "../http/under-way.ts";
import { callerOfUser } from "../limits/admit-request.ts";
import type { CallerTurns } from "../limits/caller-turns.ts";
import { closeCodes, closeSocket } from "./close-socket.ts";
import type { Connection } from "./connection.ts";
import { findRetentionError } from "./lasting-operation.ts";
import type { Turn } from "./mutation-queue.ts";
import type { OperationRequest } from "./read-message.ts";
import { clientIdOf, numberOf } from "./separate-operations.ts";

export interface ProtocolOptions extends DocumentChecks {
  readonly services: ContextServices;
  readonly authenticate: Authenticate;
  readonly formatError: FormatError;
  readonly fanOut: FanOut;
  readonly underWay: UnderWay;
  /** Shared with HTTP. */
  readonly turns: CallerTurns;
  /** Maximum connections of a user, and the open ones. */
  readonly maxConnectionsPerUser: number;
  readonly listConnections: (userId: string) => readonly Connection[];
  readonly onError: (error: unknown, requestId: string) => void;
  /** Hears of each error that an outage of PostgreSQL may explain. Returns whether one does. */
  readonly onOutage: (error: unknown) => boolean;
}

/** Payload of `connection_init`, as graphql-ws passes it on. */
type ConnectionInit = { authorization?: unknown };

interface MutationTurn {
  wait(): Promise<Turn>;
  isWanted(): boolean;
}

/** GraphQL over one WebSocket after the other: graphql-ws keeps the protocol, the fan-out carries the subscriptions. */
export function createProtocol(options: ProtocolOptions): Server<Connection> {
  const { services, authenticate, formatError, fanOut, underWay, turns } = options;
  const { maxConnectionsPerUser, listConnections, onError, onOutage } = options;
  const prepareOperation = createPrepareOperation(options);
  const mutationTurns = new WeakMap<ExecutionArgs, MutationTurn>();

  return makeServer<ConnectionInit, Connection>({
    async onConnect(context) {
      const { connectionParams, extra } = context;
      // Nobody needs the token any more once it is read, and the context stays as long as the socket.
      Object.assign(context, { connectionParams: undefined });
      try {
        const viewer = await underWay.track(authenticate(findAuthorization(connectionParams)));
        if (!viewer) throw new UnauthenticatedError("connection_init needs an authorization: Bearer <JWT>.");
        const hasRoom = () => listConnections(viewer.userId).length < maxConnectionsPerUser;
        // Peers that left without a close must not keep their user from reconnecting.
        if (!hasRoom()) await Promise.all(listConnections(viewer.userId).map((connection) => connection.probe()));
        if (!hasRoom()) {
          closeSocket(extra.socket, closeCodes.tooMany, `A user may have ${maxConnectionsPerUser} connections.`);
          return false;
        }
        extra.viewer = viewer;
        return true;
      } catch (error) {
        refuseConnection(extra, error);
        return false;
      }
    },
    async onSubscribe(context, id) {
      const { extra } = context;
      const { request, mutations } = extra;
      if (!request) throw new Error("graphql-ws asked for an operation outside of its message.");
      const open = Object.keys(context.subscriptions).length;
      if (open > operationLimit || extra.underWay >= 2 * operationLimit) return [tooManyOperations()];
      const contextValue = new RequestContext(services, extra.viewer, extra.origin);
      if (!extra.begin(id, contextValue.reads, request.bytes)) return [tooMuchHeld()];
      mutations.enter(id);
      const turn = mutations.waitForTurn(id);
      const operation = await begin(context, id, request, contextValue);
      const isOrdered = "document" in operation && isMutation(operation);
      if (!isOrdered) mutations.leave(id);
      if (!("document" in operation)) extra.end(id);
      if (isOrdered) {
        const isWanted = () => id in context.subscriptions;
        mutationTurns.set(operation, { wait: () => turn, isWanted });
      }
      return operation;
    },
    execute: executeInTurn,
    // The stream of events itself: what becomes of it is decided below.
    subscribe: (args) => underWay.track(createSourceEventStream(args)).catch(refuseEmpty) as OperationResult,
    onOperation({ extra: { outbox } }, id, _payload, args, result) {
      if (!isSubscription(args)) return undefined;
      if (isEventSource(result)) {
        const error = findRetentionError(args.variableValues ?? {});
        if (error) {
          void result.return();
          return refuseSubscription({ errors: [error] });
        }
        const subscription = fanOut.deliver({ source: result, args, outbox, id: clientIdOf(id) });
        // Events have no viewer, and graphql-ws keeps the arguments as long as the subscription.
        Object.assign(args, { contextValue: undefined });
        return subscription;
      }
      return refuseSubscription(result);
    },
    async onNext({ extra }, id, _payload, args, { errors, data = null }) {
      const requestId = requestIdOf(extra, id);
      const formatted = errors && boundErrors(errors, (error) => formatError(error, requestId));
      const isChange = isMutation(args);
      if (isChange && formatted?.some(({ extensions }) => extensions?.["code"] === "UNAVAILABLE")) {
        extra.mutations.giveUpBehind(id);
      }
      const answer = { data, ...(formatted && { errors: isChange ? tellOutcomeOfChanges(formatted) : formatted }) };
      try {
        const { reads } = args.contextValue as RequestContext;
        await reads.admitAnswer(answer);
        return answer;
      } catch (error) {
        return { data: null, errors: [formatError(error, requestId)] };
      }
    },
    onError: ({ extra }, id, _payload, errors) =>
      boundErrors(errors, (error) => formatError(error, requestIdOf(extra, id))),
    // Called for whatever began, failed or left by the client, unless the socket is closed for it.
    onComplete({ extra }, id) {
      extra.end(id);
      extra.mutations.leave(id);
    },
  });

  /** Executes a query at once, and a mutation when those before it on its socket are answered. */
  async function executeInTurn(args: ExecutionArgs): Promise<ExecutionResult> {
    const own = mutationTurns.get(args);
    if (own) {
      const turn = await own.wait();
      // Nobody waits for an answer: the client has left it, or the socket is closed.
      if (!own.isWanted()) return {};
      if (turn === "unavailable") return { errors: [notTried()] };
    }
    return underWay.track(execute(args));
  }

  /** Prepares an operation when its turn has come, or tells why it is not executed. */
  async function begin(
    context: Context<ConnectionInit, Connection>,
    id: string,
    request: OperationRequest,
    contextValue: RequestContext,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { extra } = context;
    const { viewer } = extra;
    if (viewer) await turns.next(callerOfUser(viewer));
    // By its client, or with its socket.
    if (!(id in context.subscriptions)) return [new GraphQLError("The operation was ended before it began.")];
    const refusal = await contextValue.admitOperation().catch(refuseRate);
    if (refusal) return [refusal];
    const operation = prepareOperation(request, (cost) => contextValue.countCost(cost));
    if (!("document" in operation)) return operation;
    const { document } = operation;
    const { bytes } = request;
    const hasRoom = isSubscription(operation) ? extra.keep(id, document) : extra.hold(id, { document, bytes });
    return hasRoom ? { ...operation, contextValue } : [tooMuchHeld()];
  }

  function refuseConnection({ id, socket }: Connection, error: unknown): void {
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

/** By which the log names an operation. */
function requestIdOf({ id }: Connection, ownId: string): string {
  return `${id}.${numberOf(ownId)}`;
}

function isSubscription({ document, operationName }: ExecutionArgs): boolean {
  return getOperationAST(document, operationName)?.operation === "subscription";
}

function isMutation({ document, operationName }: ExecutionArgs): boolean {
  return getOperationAST(document, operationName)?.operation === "mutation";
}

/** graphql-js throws for nothing else: every field of the subscription is left out by @skip or @include. */
function refuseEmpty(): ExecutionResult {
  return {
    errors: [new GraphQLError("The subscription selects nothing.", { extensions: { code: "BAD_USER_INPUT" } })],
  };
}

/** Has the transport send an `error` message and no result. */
function refuseSubscription(result: OperationResult): AsyncIterable<never> {
  const [error] = ("errors" in result && result.errors) || [];
  const refusal = error ?? new GraphQLError("The subscription could not be started.");
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(refusal) }) };
}

function notTried(): GraphQLError {
  const error = new UnavailableError("NOTHING_DONE", null);
  return new GraphQLError(error.message, { originalError: error });
}

function tooManyOperations(): GraphQLError {
  return refuseRate(new RateLimitedError(`A connection may have ${operationLimit} operations under way.`, 1));
}

function refuseRate(error: unknown): GraphQLError {
  if (error instanceof RateLimitedError) return new GraphQLError(error.message, { originalError: error });
  throw error;
}

function tooMuchHeld(): GraphQLError {
  return refuseRate(new RateLimitedError("The operations under way on this connection are too large together.", 1));
}

/** Browsers cannot send headers with a WebSocket, so the same value stands in the payload, under a name in any case. */
function findAuthorization(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const [, value] = Object.entries(params ?? {}).find(([name]) => name.toLowerCase() === "authorization") ?? [];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw new UnauthenticatedError('The authorization must read "Bearer <token>".');
}
