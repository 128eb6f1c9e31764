import { fromNodeHeaders } from "better-auth/node";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { Accounts } from "./accounts.ts";
import { clientAddressHeader } from "./better-auth.ts";

/** A Fastify plugin: `/auth/*`, answered by the accounts. Its body parser and error format hold for these routes alone. */
export const authRoutes: FastifyPluginAsync<AuthRoutesOptions> = async (app, { accounts, publicUrl }) => {
  const { origin } = new URL(publicUrl);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ code: "BAD_REQUEST", message: error.message });
    request.log.error({ err: error }, "unforeseen error under /auth");
    return reply.code(500).send({ code: "INTERNAL_SERVER_ERROR", message: "Internal server error" });
  });

  app.route({
    method: ["GET", "POST"],
    url: "/auth/*",
    async handler(request, reply) {
      const response = await accounts.handle(toWebRequest(request, origin));
      reply.code(response.status).header("cache-control", "no-store");
      for (const [name, value] of response.headers) reply.header(name, value);
      return reply.send(response.body === null ? undefined : Buffer.from(await response.arrayBuffer()));
    },
  });
};

interface AuthRoutesOptions {
  readonly accounts: Accounts;
  readonly publicUrl: string;
}

function toWebRequest(request: FastifyRequest, origin: string): Request {
  const headers = fromNodeHeaders(request.headers);
  headers.set(clientAddressHeader, request.ip);
  // Node's fetch sends this one alone, which better-auth would take for a browser that hides its origin.
  if (!headers.has("sec-fetch-site")) headers.delete("sec-fetch-mode");
  const body = Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : null;
  return new Request(origin + request.url, { method: request.method, headers, body });
}
