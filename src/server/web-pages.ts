import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyPluginAsync, FastifyReply } from "fastify";
import { projectRoot } from "../project-root.ts";
import { prefersHtmlStrategy } from "./prefers-html.ts";

/**
 * A Fastify plugin that serves what Vite built into `directory`: the board at `/`, and wherever a browser goes that no
 * other route answers, since the board has routes of its own; GraphiQL to whoever opens `/graphql` and prefers HTML, as
 * browsers do; the assets of both. All other requests of `/graphql` go to the route that answers GraphQL there. As long
 * as the pages are missing, they are one sentence that says how to build them.
 */
export const webPages: FastifyPluginAsync<{ directory?: string }> = async (
  app,
  { directory = join(projectRoot, "dist/web") },
) => {
  app.addConstraintStrategy(prefersHtmlStrategy);
  const toHtml = { constraints: { prefersHtml: true } };

  app.get("/", async (_request, reply) => sendBoard(reply));
  app.get("/*", toHtml, async (_request, reply) => sendBoard(reply));
  app.get("/graphql", toHtml, async (_request, reply) => sendGraphiql(reply.header("vary", "accept")));
  await app.register(assets, { directory: join(directory, "assets") });

  const sendBoard = (reply: FastifyReply) => sendPage(reply, join(directory, "index.html"), allowBoard);
  const sendGraphiql = (reply: FastifyReply) => sendPage(reply, join(directory, "graphiql/index.html"), allowGraphiql);
};

/** Vite puts a hash of the content into each name. */
const assets: FastifyPluginAsync<{ directory: string }> = async (app, { directory }) => {
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("x-content-type-options", "nosniff");
  });
  await app.register(fastifyStatic, {
    root: directory,
    prefix: "/assets/",
    decorateReply: false,
    index: false,
    maxAge: "1y",
    immutable: true,
  });
};

/** Each time with a nonce of its own, and so never kept. */
async function sendPage(reply: FastifyReply, file: string, allow: (nonce: string) => string[]): Promise<FastifyReply> {
  const page = await readFile(file, "utf8").catch(ignoreMissing);
  if (page === undefined) {
    return reply.code(503).send("The pages are not built yet: run `npm run build` and reload this one.");
  }
  const nonce = randomBytes(16).toString("base64");
  return reply
    .headers({
      ...securityHeaders,
      "content-security-policy": [...allow(nonce), ...forbidden].join("; "),
      "cache-control": "no-store",
    })
    .type("text/html; charset=utf-8")
    .send(page.replaceAll(noncePlaceholder, nonce));
}

/** What vite.config.ts writes into the pages. */
const noncePlaceholder = "{{nonce}}";

/** dnd-kit writes style elements while something is dragged. */
const allowBoard = (nonce: string) => [
  "default-src 'self'",
  `script-src 'self' 'nonce-${nonce}'`,
  `style-src 'self' 'nonce-${nonce}'`,
  "img-src 'self' data:",
];

/** The Monaco editor writes style elements, without a nonce, and its style sheet embeds its fonts. */
const allowGraphiql = (nonce: string) => [
  "default-src 'self'",
  `script-src 'self' 'nonce-${nonce}'`,
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
];

const forbidden = ["object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];

const securityHeaders = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
