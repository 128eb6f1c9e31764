import type { IncomingMessage, ServerResponse } from "node:http";
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from "graphql";
import { isEventSource } from "../fanout/event-source.ts";
import { executeEach } from "../fanout/execute-each.ts";
import { FanOut } from "../fanout/fan-out.ts";
import { FrameMemory } from "../fanout/frame-memory.ts";
import type { FormatErrors } from "../fanout/shared-execution.ts";
import { room, SocketWriter } from "../fanout/socket-writer.ts";
import { requireWhole } from "../options/require-whole.ts";
import { parseAccept, qualityOf } from "./accept-header.ts";
import { chooseStream } from "./choose-stream.ts";
import { HttpStream, sendStreamHead } from "./http-stream.ts";
import { KeepAlive } from "./keep-alive.ts";
import { type GraphqlRequest, RequestFault, readRequest } from "./read-request.ts";
import type { StreamFormat } from "./stream-formats.ts";

/** Settings of `serveStreams`. */
export interface StreamServerOptions {
  /** Schema whose subscriptions are served. */
  readonly schema: GraphQLSchema;
  /** The one of `shareSubscriptions`, so that events are executed once for all transports. Default: one of its own. */
  readonly fanOut?: FanOut;
  /**
   * Returns the context of the resolvers. `lastEventId` is the cursor of the header `Last-Event-ID`, which wins over
   * one in the document; null: none. Default: an object with `lastEventId`.
   */
  readonly context?: (request: IncomingMessage, lastEventId: string | null) => unknown;
  /** Turns errors into those that clients see. Default: as GraphQL.js writes them. */
  readonly formatErrors?: FormatErrors;
  /** As that of `shareSubscriptions`, for each stream (default 1 MiB, at least 64 KiB). */
  readonly maxBacklog?: number;
  /** Upper bound of a request's body in bytes (default 1 MiB). */
  readonly maxBody?: number;
}

/** Serves streams over HTTP, beside a handler for all other requests. */
export interface StreamServer {
  /**
   * Answers a request whose `Accept` names a type of stream: a subscription by the stream, a query or mutation too
   * unless `Accept` takes JSON. Returns false for any other request, and does nothing then.
   */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Breaks all streams off, as at a restart: clients resume elsewhere. */
  close(): void;
}

/**
 * Serves subscriptions by GraphQL over SSE (distinct connections) and by Apollo's multipart protocol over HTTP/1.1:
 * `createServer((request, response) => streams.handle(request, response) || other(request, response))`.
 *
 * Subscriptions are shared as by `shareSubscriptions`. A stream carries heartbeats every 12 s, and is broken off after
 * five minutes at most.
 */
export function serveStreams(options: StreamServerOptions): StreamServer {
  const { schema, fanOut = new FanOut(), maxBacklog = 1024 * 1024, maxBody = 1024 * 1024 } = options;
  const { context = toContext, formatErrors = toPlain } = options;
  requireWhole("maxBacklog", maxBacklog, { least: room });
  requireWhole("maxBody", maxBody, { least: 1 });
  const memory = new FrameMemory();
  const keepAlive = new KeepAlive();
  const open = new Set<HttpStream>();
  const faults = new WeakMap<DocumentNode, readonly GraphQLError[]>();

  async function answer(request: IncomingMessage, response: ServerResponse, format: StreamFormat, takesJson: boolean) {
    const sent = await readRequest(request, maxBody);
    const document = parseShared(sent.query);
    const prepared = document instanceof GraphQLError ? [document] : prepare(document, sent);
    const type = "type" in prepared ? prepared.type : null;
    if (type === "mutation" && request.method !== "POST") throw new RequestFault(405, "Send mutations by POST.");
    const isLasting = type === "subscription";
    const stream = isLasting || !takesJson ? openStream(response, format, isLasting) : null;
    const send = (result: object) =>
      stream ? stream.answer(JSON.stringify(result)) : sendJson(response, 200, JSON.stringify(result));
    if (!("args" in prepared))
      return stream ? stream.fail(formatErrors(prepared)) : send({ errors: formatErrors(prepared) });
    try {
      const header = request.headers["last-event-id"]?.toString() || null;
      const args: ExecutionArgs = { ...prepared.args, contextValue: await context(request, header) };
      if (stream && isLasting) await follow(stream, args);
      else {
        const { errors, ...result } = await execute(args);
        send({ ...result, ...(errors && { errors: formatErrors(errors) }) });
      }
    } catch (error) {
      const told = formatErrors([toGraphQLError(error)]);
      if (stream) stream.fail(told);
      else send({ errors: told });
    }
  }

  function openStream(response: ServerResponse, format: StreamFormat, isLasting: boolean): HttpStream {
    sendStreamHead(response, format);
    const stream: HttpStream = new HttpStream({
      ...{ response, format, isLasting },
      createWriter: (channel) =>
        new SocketWriter({ ...channel, memory, maxBacklog, onOverflow: () => refuseSlow(stream) }),
      onClosed: () => open.delete(stream),
    });
    open.add(stream);
    keepAlive.watch(stream);
    return stream;
  }

  /** Resolves when the subscription has ended. */
  async function follow(stream: HttpStream, args: ExecutionArgs): Promise<void> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return stream.fail(formatErrors(source.errors ?? []));
    if (stream.isEnded) return void source[Symbol.asyncIterator]().return?.();
    if (isEventSource(source)) await stream.deliver(fanOut, source, { ...args, contextValue: undefined });
    else await stream.deliverEach(executeEach(source, args));
    stream.complete();
  }

  /** Returns the error of a text that is no document. */
  function parseShared(text: string): DocumentNode | GraphQLError {
    try {
      return fanOut.documents.share(parse(text));
    } catch (error) {
      return withCode(error as GraphQLError, "GRAPHQL_PARSE_FAILED");
    }
  }

  function prepare(document: DocumentNode, { operationName, variables: variableValues }: GraphqlRequest) {
    const found = faults.get(document) ?? validate(schema, document).map((each) => withCode(each, invalid));
    faults.set(document, found);
    if (found.length > 0) return found;
    const operation = getOperationAST(document, operationName);
    if (!operation) return [withCode(new GraphQLError("The document has no such operation."), unresolved)];
    return { type: operation.operation, args: { schema, document, operationName, variableValues } };
  }

  return {
    handle(request, response) {
      const ranges = parseAccept(request.headers.accept);
      const stream = chooseStream(ranges);
      if (!stream || (request.method !== "GET" && request.method !== "POST")) return false;
      const takesJson = qualityOf(ranges)("application/json") > 0;
      answer(request, response, stream.format, takesJson).catch((error: unknown) => refuse(response, error));
      return true;
    },
    close() {
      keepAlive.close();
      for (const stream of open) stream.breakOff();
    },
  };
}

const invalid = "GRAPHQL_VALIDATION_FAILED";
const unresolved = "OPERATION_RESOLUTION_FAILURE";

function refuseSlow(stream: HttpStream): void {
  stream.fail([{ message: "Client reads too slowly; reconnect.", extensions: { code: "TOO_SLOW" } }]);
}

/** Answers a request that is none, or one whose client has left. */
function refuse(response: ServerResponse, error: unknown): void {
  if (!(error instanceof RequestFault)) return void response.destroy();
  if (error.status === 405) response.setHeader("allow", "POST");
  const errors = [{ message: error.message, extensions: { code: "BAD_REQUEST" } }];
  sendJson(response, error.status, JSON.stringify({ errors }));
}

function sendJson(response: ServerResponse, status: number, json: string): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(json);
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes = null, source = null, positions = null } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}

/** Errors of a source have their code in `extensions`, as in GraphQL.js. */
function toGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

function toPlain(errors: readonly GraphQLError[]): readonly object[] {
  return errors.map((error) => error.toJSON());
}

function toContext(_request: IncomingMessage, lastEventId: string | null): object {
  return { lastEventId };
}
