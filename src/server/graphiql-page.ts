import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { extname, join } from "node:path";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import { projectRoot } from "../project-root.ts";

/**
 * A Fastify plugin that serves GraphiQL: the page to whoever opens `/graphql` and prefers HTML, as browsers do, and
 * its assets below `/graphql/assets/`. All other requests of `/graphql` go to the route that answers GraphQL there.
 * `directory` holds what Vite built; as long as it is missing, the page is one sentence that says how to build it.
 */
export const graphiqlPage: FastifyPluginAsync<{ directory?: string }> = async (
  app,
  { directory = join(projectRoot, "dist/web/graphiql") },
) => {
  app.addConstraintStrategy(prefersHtmlStrategy());

  app.get("/graphql", { constraints: { prefersHtml: true } }, async (_request, reply) => {
    reply.headers({ vary: "accept", "cache-control": "no-cache" });
    const page = await readIfPresent(join(directory, "index.html"));
    if (!page) return reply.code(503).send("GraphiQL is not built yet: run `npm run build` and reload this page.");
    return reply.type("text/html; charset=utf-8").header("content-security-policy", contentSecurityPolicy).send(page);
  });

  // The pattern keeps out what an encoded slash or a name of dots would reach.
  app.get<{ Params: { file: string } }>("/graphql/assets/:file(^\\w[\\w.-]*$)", async ({ params: { file } }, reply) => {
    const asset = await readIfPresent(join(directory, "assets", file));
    if (!asset) return reply.callNotFound();
    // Vite puts a hash of the content into each name.
    reply.header("cache-control", "public, max-age=31536000, immutable");
    return reply.type(mediaTypes[extname(file)] ?? "application/octet-stream").send(asset);
  });
};

const mediaTypes: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".ttf": "font/ttf",
};

/** Everything comes from this server; the Monaco editor writes style elements and its style sheet embeds its fonts. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Lets the router tell two routes of one path apart by the Accept header. */
function prefersHtmlStrategy(): Parameters<FastifyInstance["addConstraintStrategy"]>[0] {
  return {
    name: "prefersHtml",
    deriveConstraint: (request: IncomingMessage) => prefersHtml(request.headers.accept),
    storage() {
      const handlers = new Map();
      return { get: (value) => handlers.get(value) ?? null, set: (value, handler) => handlers.set(value, handler) };
    },
  };
}

/** Whether HTML is named, and with a higher quality than the types of a GraphQL answer. Wildcards name nothing. */
function prefersHtml(accept = ""): boolean {
  const qualities = new Map(accept.toLowerCase().split(",").map(parseMediaRange));
  const quality = (type: string) => qualities.get(type) ?? 0;
  return quality("text/html") > Math.max(quality("application/json"), quality("application/graphql-response+json"));
}

function parseMediaRange(range: string): [type: string, quality: number] {
  const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith("q="));
  return [type, quality ? Number(quality.slice(2)) : 1];
}

async function readIfPresent(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
