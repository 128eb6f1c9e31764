import { createMcpHandler } from "@modelcontextprotocol/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { schema } from "../../../schema/index.ts";
import { UnauthenticatedError } from "../../errors/expected-error.ts";
import type { TokenAccess } from "../../operations/viewer.ts";
import type { AdmitRequest } from "../auth/admit-request.ts";
import { missingToken } from "../limits/admit-anonymous.ts";
import { MalformedRequestError } from "../request/read-json.ts";
import type { UnderWay } from "../request/under-way.ts";
import { type CallToolOptions, createCallTool } from "./call-tool.ts";
import { createMcpServer } from "./mcp-server.ts";
import { createTools } from "./tools.ts";

export interface McpRouteOptions extends CallToolOptions {
  readonly admit: AdmitRequest;
  readonly underWay: UnderWay;
  /** Origins whose pages may use it. */
  readonly origins: readonly string[];
}

/**
 * Adds `/mcp`: the API as tools of the Model Context Protocol, over Streamable HTTP without sessions. Each request has
 * a token of its own. Errors that are thrown are answered by `app`.
 */
export function addMcpRoute(app: FastifyInstance, options: McpRouteOptions): void {
  const { admit, underWay, origins } = options;
  const tools = createTools(schema);
  const callTool = createCallTool(options);

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
    const call = async (tool: Parameters<typeof callTool>[0], args: Parameters<typeof callTool>[1]) =>
      callTool(tool, args, { context: await admit(request), requestId: request.id, signal: left.signal });
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
}

/** The protocol demands it. A page of another origin has no token anyway. */
function requireOrigin({ headers: { origin } }: FastifyRequest, origins: readonly string[]): void {
  if (origin === undefined || origins.includes(origin)) return;
  throw new MalformedRequestError(
    "Pages of this origin may not use the API; ALLOWED_ORIGINS names those that may.",
    403,
  );
}
