import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyPluginAsync, FastifyReply } from "fastify";
import { projectRoot } from "../project-root.ts";
import { prefersHtmlStrategy } from "./prefers-html.ts";

export interface WebPagesOptions {
  /** Whether browsers get GraphiQL. */
  readonly graphiql: boolean;
  readonly directory?: string;
}

/**
 * A Fastify plugin that serves what Vite built into `directory`: the board at `/`, and wherever a browser goes that no
 * other route answers, since the board has routes of its own; GraphiQL to whoever opens `/graphql` and prefers HTML, as
 * browsers do; the assets of both. All other requests of `/graphql` go to the route that answers GraphQL there. As long
 * as the pages are missing, they are one sentence that says how to build them. Needs Helmet on the replies.
 */
export const webPages: FastifyPluginAsync<WebPagesOptions> = async (
  app,
  { graphiql, directory = join(projectRoot, "dist/web") },
) => {
  app.addConstraintStrategy(prefersHtmlStrategy);
  const toHtml = { constraints: { prefersHtml: true } };

  app.get("/", async (_request, reply) => sendBoard(reply));
  app.get("/*", toHtml, async (_request, reply) => sendBoard(reply));
  app.get("/graphql", toHtml, async (_request, reply) => {
    reply.header("vary", "accept");
    return graphiql ? sendGraphiql(reply) : reply.code(404).send("GraphiQL is switched off here.");
  });
  await app.register(assets, { directory: join(directory, "assets") });

  const sendBoard = (reply: FastifyReply) => sendPage(reply, join(directory, "index.html"), allowBoard);
  const sendGraphiql = (reply: FastifyReply) => sendPage(reply, join(directory, "graphiql/index.html"), allowGraphiql);
};

/** Vite puts a hash of the content into each name, and the build lays what is compressed beside each file. */
const assets: FastifyPluginAsync<{ directory: string }> = async (app, { directory }) => {
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("vary", "accept-encoding");
  });
  await app.register(fastifyStatic, {
    root: directory,
    prefix: "/assets/",
    decorateReply: false,
    index: false,
    maxAge: "1y",
    immutable: true,
    preCompressed: true,
  });
};

/** Each time with a nonce of its own, and so never kept. */
async function sendPage(
  reply: FastifyReply,
  file: string,
  allow: (nonce: string) => Directives,
): Promise<FastifyReply> {
  const page = await readFile(file, "utf8").catch(ignoreMissing);
  if (page === undefined) {
    return reply.code(503).send("The pages are not built yet: run `npm run build` and reload this one.");
  }
  const nonce = randomBytes(16).toString("base64");
  reply.helmet({ contentSecurityPolicy: { useDefaults: false, directives: { ...allow(nonce), ...forbidden } } });
  return reply
    .header("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()")
    .header("cache-control", "no-store")
    .type("text/html; charset=utf-8")
    .send(page.replaceAll(noncePlaceholder, nonce));
}

/** What vite.config.ts writes into the pages. */
const noncePlaceholder = "{{nonce}}";

/** Of the content security policy: from where what may be loaded. */
type Directives = Readonly<Record<string, string[]>>;

/** dnd-kit writes style elements while something is dragged. */
const allowBoard = (nonce: string): Directives => ({
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'", `'nonce-${nonce}'`],
  styleSrc: ["'self'", `'nonce-${nonce}'`],
  imgSrc: ["'self'", "data:"],
});

/** The Monaco editor writes style elements, without a nonce, and its style sheet embeds its fonts. */
const allowGraphiql = (nonce: string): Directives => ({
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'", `'nonce-${nonce}'`],
  styleSrc: ["'self'", "'unsafe-inline'"],
  fontSrc: ["'self'", "data:"],
  imgSrc: ["'self'", "data:"],
});

const forbidden: Directives = {
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
