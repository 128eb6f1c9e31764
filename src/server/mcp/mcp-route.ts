import { createMcpHandler, ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLFormattedError } from "graphql";
import { schema } from "../../../schema/index.ts";
import { UnauthenticatedError } from "../../errors/expected-error.ts";
import type { TokenAccess } from "../../operations/viewer.ts";
import type { AdmitRequest } from "../auth/admit-request.ts";
import { missingToken } from "../limits/admit-anonymous.ts";
import { isObject, MalformedRequestError } from "../request/read-json.ts";
import type { UnderWay } from "../request/under-way.ts";
import { type CallToolOptions, createCallTool } from "./call-tool.ts";
import { createMcpServer } from "./mcp-server.ts";
import { createTools } from "./tools.ts";

export interface McpRouteOptions extends CallToolOptions {
  readonly admit: AdmitRequest;
  readonly underWay: UnderWay;
  /** Origins whose pages may use it. */
  readonly origins: readonly string[];
  readonly toFailure: (thrown: Error, request: FastifyRequest) => Failure;
}

/** An error as clients see it, with its status over HTTP. */
export interface Failure {
  readonly status: number;
  readonly error: GraphQLFormattedError;
  /** Seconds after which the client may ask again; null: it need not wait. */
  readonly retryAfter: number | null;
}

const tools = createTools(schema);

/**
 * Adds `/mcp`: the API as tools of the Model Context Protocol, over Streamable HTTP without sessions. Each request has
 * a token of its own. All errors are answered in the form of JSON-RPC 2.0.
 */
export const mcpRoute: FastifyPluginAsync<McpRouteOptions> = async (app, options) => {
  const { admit, underWay, origins, toFailure } = options;
  const callTool = createCallTool(options);

  app.setErrorHandler((thrown: Error, request, reply) => {
    const failure = toFailure(thrown, request);
    if (failure.retryAfter !== null) reply.header("retry-after", failure.retryAfter);
    const { code, message, data } = toProtocolError(failure);
    const answer = { jsonrpc: "2.0", id: findId(request.body), error: { code, message, data } };
    return reply.code(failure.status).type("application/json").send(JSON.stringify(answer));
  });

  app.route({
    url: "/mcp",
    method: ["GET", "POST", "DELETE"],
    handler: (request, reply) => underWay.track(answer(request, reply)),
  });

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    requireOrigin(request, origins);
    const { access } = await admitCaller(request, reply);
    const left = new AbortController();
    reply.raw.once("close", () => left.abort());
    const call = async (tool: Parameters<typeof callTool>[0], args: Parameters<typeof callTool>[1]) => {
      const context = await admit(request).catch((error: Error) => {
        throw toProtocolError(toFailure(error, request));
      });
      return callTool(tool, args, { context, requestId: request.id, signal: left.signal });
    };
    const handler = createMcpHandler(() => createMcpServer({ tools, access, call }), { maxSubscriptions: 0 });
    const { method, headers, body: parsedBody } = request;
    const asked = new Request(new URL("/mcp", "http://lockstep"), {
      method,
      headers: Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map((text) => [name, text])),
      signal: left.signal,
    });
    return reply.send(await handler.fetch(asked, method === "POST" ? { parsedBody } : {}));
  }

  async function admitCaller(request: FastifyRequest, reply: FastifyReply): Promise<{ access: TokenAccess | null }> {
    try {
      const context = await admit(request);
      context.reads.end();
      if (context.isAnonymous) throw new UnauthenticatedError(missingToken);
      return context;
    } catch (error) {
      if (error instanceof UnauthenticatedError) reply.header("www-authenticate", "Bearer");
      throw error;
    }
  }
};

/** Code of refusals for which JSON-RPC and the protocol have none, as the protocol's SDK answers them. */
const refused = -32_000;

function toProtocolError({ status, error: { message, extensions } }: Failure): ProtocolError {
  // Nothing but a body that is not JSON, or not JSON that is taken here.
  if (status === 400) return new ProtocolError(ProtocolErrorCode.ParseError, message, extensions);
  return new ProtocolError(status >= 500 ? ProtocolErrorCode.InternalError : refused, message, extensions);
}

/** Returns the id of the request in a body, where it holds one alone. */
function findId(body: unknown): string | number | null {
  const id = isObject(body) && typeof body["method"] === "string" ? body["id"] : null;
  return typeof id === "string" || typeof id === "number" ? id : null;
}

/** The protocol demands it. A page of another origin has no token anyway. */
function requireOrigin({ headers: { origin } }: FastifyRequest, origins: readonly string[]): void {
  if (origin === undefined || origins.includes(origin)) return;
  throw new MalformedRequestError(
    "Pages of this origin may not use the API; ALLOWED_ORIGINS names those that may.",
    403,
  );
}
