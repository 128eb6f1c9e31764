import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  preParsingHookHandler,
} from "fastify";
import type { FormattedExecutionResult, GraphQLError, GraphQLFormattedError } from "graphql";
import type { Logger } from "pino";
import { subscriptionTransports } from "../../engine/http/choose-stream.ts";
import { UnauthenticatedError } from "../../errors/expected-error.ts";
import type { AdmitRequest } from "../auth/admit-request.ts";
import type { Connections } from "../connections/connections.ts";
import { boundErrors } from "../graphql/bound-errors.ts";
import { executeOperation } from "../graphql/execute-operation.ts";
import { finishAnswer } from "../graphql/finish-answer.ts";
import type { FormatError } from "../graphql/format-error.ts";
import { type PrepareOperation, typeOf } from "../graphql/prepare-operation.ts";
import { type OperationRequest, readOperation } from "../graphql/read-operation.ts";
import { RenderedAnswer } from "../graphql/rendered-answer.ts";
import type { SharedFields } from "../graphql/shared-fields.ts";
import { createAdmitAnonymous, missingToken, needsToken } from "../limits/admit-anonymous.ts";
import { decodeJson, isObject, MalformedRequestError } from "../request/read-json.ts";
import { readTarget } from "../request/read-request.ts";
import type { UnderWay } from "../request/under-way.ts";
import { readAccepted, servedTypes } from "./accept.ts";
import { createAnswerByStream } from "./answer-by-stream.ts";
import { createRefusePlainHandshake } from "./refuse-plain-handshake.ts";

export interface GraphqlRouteOptions {
  readonly prepareOperation: PrepareOperation;
  readonly admit: AdmitRequest;
  /** Shared with the WebSockets, as are the fields. */
  readonly connections: Connections;
  readonly sharedFields: SharedFields;
  readonly formatError: FormatError;
  readonly underWay: UnderWay;
  readonly logger: Logger;
}

/**
 * Adds `/graphql`: queries by GET and POST, mutations by POST, and subscriptions by both where the client takes a
 * stream. Errors that are thrown are answered by `app`.
 */
export function addGraphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const { prepareOperation, admit, sharedFields, formatError, underWay, logger } = options;
  const admitAnonymous = createAdmitAnonymous();
  const answerByStream = createAnswerByStream(options);
  const refusePlainHandshake = createRefusePlainHandshake(logger);

  app.route({
    url: "/graphql",
    method: ["GET", "POST"],
    // A short answer gains nothing that is worth the CPU. The length of a compressed answer tells nothing to pages of
    // others: they have no token. Under `/auth`, where cookies are enough, nothing is compressed.
    compress: { threshold: 16 * 1024, encodings: ["br", "gzip"] },
    decompress: { requestEncodings: ["gzip", "deflate", "br"] },
    onRequest: markPrivate,
    preParsing: endInflation,
    handler: (request, reply) => underWay.track(answer(request, reply)),
  });
  app.route({ url: "/graphql", method: ["PUT", "PATCH", "DELETE"], onRequest: refuseMethod, handler: refuseMethod });

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    refusePlainHandshake(request, reply);
    const { json, stream } = readAccepted(request.headers.accept);
    if (!json && !stream) throw new MalformedRequestError(notAcceptable, 406, subscriptionTransports);
    const context = await admit(request);
    const endReads = () => context.reads.end();
    // The answer is sent, or the client has hung up.
    reply.raw.once("close", endReads);
    if (reply.raw.destroyed) endReads();
    if (isForgeable(request)) {
      // Next to nothing is streamed without a token: the client is told first that it lacks one.
      if (stream && context.isAnonymous) throw new UnauthenticatedError(missingToken);
      throw new MalformedRequestError(forgeable);
    }
    const sent = readRequest(request);
    if (context.isAnonymous && sent.query !== null) admitAnonymous(sent.query);
    const operation = prepareOperation(sent, (cost) => context.countCost(cost));
    if (!("document" in operation)) {
      // Clients that name a document by its hash or id send its text then.
      if (!stream || (json && isUnknownDocument(operation))) return refuse(request, reply, operation);
      return answerByStream({ request, reply, format: stream, context, operation, endReads });
    }
    // A persisted document that is only named was not looked at before.
    if (context.isAnonymous && needsToken(operation.document)) throw new UnauthenticatedError(missingToken);
    const type = typeOf(operation);
    if (type === "subscription" && !stream) throw new MalformedRequestError(noStream, 400, subscriptionTransports);
    if (type === "mutation" && request.method !== "POST") {
      reply.header("allow", "POST");
      throw new MalformedRequestError(onlyQueries, 405);
    }
    if (stream && (type === "subscription" || !json)) {
      return answerByStream({ request, reply, format: stream, context, operation, endReads });
    }
    const result = await executeOperation({ ...operation, contextValue: context }, sharedFields);
    const isMutation = type === "mutation";
    const { reads } = context;
    return sendAnswer(
      request,
      reply,
      await finishAnswer(result, { isMutation, requestId: request.id, reads, formatError }),
    );
  }

  function refuse(request: FastifyRequest, reply: FastifyReply, errors: readonly GraphQLError[]) {
    const formatted = boundErrors(errors, (error) => formatError(error, request.id));
    return sendAnswer(request, reply.code(isUnknownDocument(errors) ? 200 : 400), { errors: formatted });
  }
}

function isUnknownDocument([error]: readonly GraphQLError[]): boolean {
  return error?.extensions["code"] === "PERSISTED_QUERY_NOT_FOUND";
}

/** Sends an answer, with the type that its client prefers and the seconds after which it may ask again. */
export function sendAnswer(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  answer: FormattedExecutionResult | RenderedAnswer,
): FastifyReply {
  const { errors = [] } = answer instanceof RenderedAnswer ? {} : answer;
  const retryAfter = findRetryAfter(errors);
  if (retryAfter !== null) reply.header("retry-after", retryAfter);
  const type = readAccepted(headers.accept).json ?? "application/json";
  return reply
    .type(`${type}; charset=utf-8`)
    .send(answer instanceof RenderedAnswer ? answer.json : JSON.stringify(answer));
}

/** Returns the seconds after which a client may ask again; null: it need not wait. */
export function findRetryAfter(errors: readonly GraphQLFormattedError[]): number | null {
  const waits = errors.flatMap(({ extensions }) => {
    if (extensions?.["code"] === "UNAVAILABLE") return 1;
    return typeof extensions?.["retryAfter"] === "number" ? extensions["retryAfter"] : [];
  });
  return waits.length > 0 ? Math.max(...waits) : null;
}

const notAcceptable = `Accept names no type that is served here; send one of ${servedTypes.join(", ")}.`;
const noStream = `Subscriptions are served over WebSocket on this path (${subscriptionTransports[0]}), or with one of these types in Accept: ${subscriptionTransports.slice(1).join(", ")}.`;
const otherMethods = "The API takes GET and POST.";
const onlyQueries = "GET requests only support query operations, not mutations; send this one by POST.";

function readRequest(request: FastifyRequest): OperationRequest {
  const { body } = request;
  if (request.method !== "POST") return readOperation(readSearch(request));
  if (Array.isArray(body)) throw new MalformedRequestError("A request holds one operation; a list is not supported.");
  if (isObject(body)) return readOperation(body);
  throw new MalformedRequestError("The body must be a JSON object.");
}

function readSearch(request: FastifyRequest): Readonly<Record<string, unknown>> {
  const { searchParams } = readTarget(request);
  const parsed = ["variables", "extensions"].map((name) => [name, parseParameter(name, searchParams.get(name))]);
  return { ...Object.fromEntries(searchParams), ...Object.fromEntries(parsed) };
}

function parseParameter(name: string, text: string | null): unknown {
  if (!text) return undefined;
  const json = decodeJson(Buffer.from(text));
  try {
    return JSON.parse(json);
  } catch {
    throw new MalformedRequestError(`The parameter ${name} is not valid JSON.`);
  }
}

/**
 * True for a request that a page of another site can send without a CORS preflight. Such a request has a simple content
 * type, or none, and no header that the page cannot send.
 */
function isForgeable({ headers }: FastifyRequest): boolean {
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  const isSimple = headers["content-type"] === undefined || simpleTypes.has(type.trim().toLowerCase());
  return isSimple && !preflightHeaders.some((name) => headers[name]);
}

/** Types of forms, which need no preflight. */
const simpleTypes: ReadonlySet<string> = new Set([
  "",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "text/plain",
]);

const preflightHeaders = ["authorization", "apollo-require-preflight", "x-apollo-operation-name"];

const forgeable = `This may be a cross-site request forgery (CSRF). Send content-type: application/json, or one of the headers ${preflightHeaders.join(", ")}.`;

async function refuseMethod(_request: FastifyRequest, reply: FastifyReply): Promise<never> {
  reply.header("allow", "GET, HEAD, POST");
  throw new MalformedRequestError(otherMethods, 405);
}

/** Tells caches that the answer to a GET is for one viewer only, and must be asked for again each time. */
const markPrivate: onRequestHookHandler = ({ method }, reply, done) => {
  if (method !== "POST") {
    const others = reply.getHeader("vary");
    // Browsers get GraphiQL at the same address.
    reply.header("vary", [others, "Accept", "Authorization"].filter(Boolean).join(", "));
    reply.header("cache-control", "private, no-cache");
  }
  done();
};

/**
 * Ends the inflation of a body when its request is answered. Fastify refuses a body whose inflated length is above its
 * limit (413), but would let the stream inflate the rest.
 */
const endInflation: preParsingHookHandler = (request, reply, payload, done) => {
  if (payload !== request.raw) reply.raw.once("close", () => payload.destroy());
  done(null, payload);
};
