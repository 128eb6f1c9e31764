import type { FastifyReply, FastifyRequest } from "fastify";
import type { ExecutionArgs, GraphQLError } from "graphql";
import { isEventSource } from "../../engine/fanout/event-source.ts";
import { sendStreamHead } from "../../engine/http/http-stream.ts";
import type { StreamFormat } from "../../engine/http/stream-formats.ts";
import type { Connections } from "../connections/connections.ts";
import { executeOperation, type PreparedOperation } from "../graphql/execute-operation.ts";
import { finishAnswer } from "../graphql/finish-answer.ts";
import type { FormatError } from "../graphql/format-error.ts";
import { openSource } from "../graphql/open-source.ts";
import { typeOf } from "../graphql/prepare-operation.ts";
import type { RequestContext } from "../graphql/request-context.ts";
import type { SharedFields } from "../graphql/shared-fields.ts";
import type { UnderWay } from "../request/under-way.ts";
import { refuseStopping } from "./refuse-stopping.ts";
import { StreamAnswer } from "./stream-answer.ts";

export interface AnswerByStreamOptions {
  readonly connections: Connections;
  readonly formatError: FormatError;
  readonly underWay: UnderWay;
  readonly sharedFields: SharedFields;
}

export interface StreamedRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly format: StreamFormat;
  readonly context: RequestContext;
  /** Prepared operation, or the reasons for which there is none. */
  readonly operation: ExecutionArgs | readonly GraphQLError[];
  /** Listener of the answer's `close`, which would keep the context for as long as a subscription lasts. */
  readonly endReads: () => void;
}

/**
 * Returns a function that answers by a stream. All errors of the operation stand in the stream, under the status 200.
 * Resolves when the answer is sent; for a subscription, when its events flow. HEAD gets the head alone, and nothing is
 * executed.
 */
export function createAnswerByStream(options: AnswerByStreamOptions) {
  const { connections, formatError, underWay, sharedFields } = options;

  return async (streamed: StreamedRequest): Promise<FastifyReply> => {
    const { request, reply, format, context, operation } = streamed;
    if (request.method === "HEAD") return answerHead(reply, format);
    // Queries and mutations have limits of their own. A subscription has a viewer.
    const isLasting = isSubscription(operation);
    const enter = () => open(streamed);
    const admitted = isLasting ? await connections.admit(context.viewer, enter) : { entered: enter() };
    const opened = "entered" in admitted ? admitted.entered : open(streamed);
    if (!opened) return connections.isClosing ? refuseStopping(reply) : reply.hijack();
    try {
      if ("limit" in admitted) opened.end(admitted.limit);
      else if (!("document" in operation)) opened.fail(operation);
      else if (isLasting) await follow(opened, { ...operation, contextValue: context }, streamed);
      else opened.answer(await run({ ...operation, contextValue: context }, streamed));
    } catch (error) {
      opened.fail([error]);
    }
    return reply;
  };

  /** Returns null when the server stops, or the client has left. */
  function open({ request: { id }, reply, format, context, operation }: StreamedRequest): StreamAnswer | null {
    const { raw: response } = reply;
    if (connections.isClosing || response.destroyed) return null;
    reply.hijack();
    sendHead(reply, format);
    const viewer = context.isAnonymous ? null : context.viewer;
    const isLasting = isSubscription(operation);
    return new StreamAnswer({ id, response, format, isLasting, viewer, connections, formatError });
  }

  async function run(args: PreparedOperation, { request, context }: StreamedRequest) {
    const result = await executeOperation(args, sharedFields);
    const isMutation = typeOf(args) === "mutation";
    return finishAnswer(result, { isMutation, requestId: request.id, reads: context.reads, formatError });
  }

  async function follow(answer: StreamAnswer, args: PreparedOperation, streamed: StreamedRequest): Promise<void> {
    const source = await underWay.track(openSource(args));
    if (!isEventSource(source)) return answer.fail(source);
    if (answer.isOver) return void source.return();
    // Nothing of the request is kept for as long as its subscription lasts. Events have no viewer.
    streamed.reply.raw.off("close", streamed.endReads);
    streamed.request.body = undefined;
    answer.deliver(source, { ...args, contextValue: undefined });
  }
}

function isSubscription(operation: StreamedRequest["operation"]): boolean {
  return "document" in operation && typeOf(operation) === "subscription";
}

function answerHead(reply: FastifyReply, format: StreamFormat): FastifyReply {
  reply.hijack();
  sendHead(reply, format);
  reply.raw.end();
  return reply;
}

/** Sends the head of the answer, with the headers that hooks have set. */
function sendHead(reply: FastifyReply, format: StreamFormat): void {
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  sendStreamHead(reply.raw, format);
}
