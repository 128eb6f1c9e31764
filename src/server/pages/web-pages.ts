import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from "fastify";
import { contentSecurityPolicy } from "helmet";
import { projectRoot } from "../../config/project-root.ts";
import { parseAccept, qualityByName } from "../../engine/http/accept-header.ts";
import { chooseStream } from "../../engine/http/choose-stream.ts";
import { type PageFacts, toAttribute } from "./page-facts.ts";
import { type FindAsset, loadAssets } from "./web-assets.ts";

export interface WebPagesOptions {
  /** False: browsers get no GraphiQL. */
  readonly graphiql: boolean;
  /** Returns what the board offers to visitors, who called the server by this host. */
  readonly findFacts: (hostname: string) => PageFacts;
  /** Folder of the pages (default: `dist/web`). */
  readonly directory?: string;
}

/** Everything that Vite built, in memory. */
interface Built {
  readonly board: string;
  readonly graphiql: string;
  readonly findAsset: FindAsset;
  /** Finds the files beside the page, whose names stay from build to build. */
  readonly findFile: FindAsset;
}

/**
 * A Fastify plugin that serves the pages that Vite built into `directory`, from memory. The board is at `/` and at
 * every address that no other route answers, since it has routes of its own. GraphiQL is at `/graphql` for requests
 * that prefer HTML, as those of browsers do; all others go to the route that answers GraphQL. While the pages are
 * missing, one sentence tells how to build them.
 */
export const webPages: FastifyPluginAsync<WebPagesOptions> = async (
  app,
  { graphiql, findFacts, directory = join(projectRoot, "dist/web") },
) => {
  let built = await load(directory);
  app.addConstraintStrategy(prefersHtmlStrategy);
  const toHtml = { constraints: { prefersHtml: true } };

  app.get("/", async ({ hostname }, reply) => sendBoard(reply, hostname));
  app.get("/*", toHtml, async ({ hostname }, reply) => sendBoard(reply, hostname));
  app.get("/graphql", toHtml, async (_request, reply) => {
    reply.header("vary", "accept");
    return graphiql ? sendGraphiql(reply) : reply.code(404).send("GraphiQL is switched off here.");
  });
  app.get<{ Params: { "*": string } }>("/assets/*", async ({ params, headers }, reply) => {
    const found = built?.findAsset(params["*"], headers["accept-encoding"]);
    if (!found) return reply.callNotFound();
    if (found.encoding !== null) reply.header("content-encoding", found.encoding);
    // Vite puts a hash of the content into each name.
    return reply
      .headers({ vary: "accept-encoding", "cache-control": "public, max-age=31536000, immutable" })
      .type(found.type)
      .send(found.body);
  });

  for (const name of plainFiles) {
    app.get(`/${name}`, async (_request, reply) => {
      const found = built?.findFile(name, undefined);
      if (!found) return reply.callNotFound();
      return reply.header("cache-control", "no-cache").type(found.type).send(found.body);
    });
  }
  app.get("/sw.js", async ({ hostname }, reply) => {
    const found = built?.findFile("sw.js", undefined);
    if (!built || !found) return reply.callNotFound();
    // Browsers look for a new version by comparing the worker: another page is another worker, facts included.
    const revision = createHash("sha256")
      .update(fillIn(built.board, findFacts(hostname)))
      .digest("base64url");
    return reply
      .headers({ "cache-control": "no-cache", "content-security-policy": "default-src 'none'; connect-src 'self'" })
      .type(found.type)
      .send(found.body.toString().replace(revisionPlaceholder, revision));
  });

  const sendBoard = async (reply: FastifyReply, hostname: string) => {
    const board = (await findBuilt())?.board;
    return sendPage(reply, board === undefined ? undefined : fillIn(board, findFacts(hostname)), allowBoard);
  };
  const sendGraphiql = async (reply: FastifyReply) => sendPage(reply, (await findBuilt())?.graphiql, allowGraphiql);

  /** Looks again while nothing is built, so that a build takes effect without a restart. */
  async function findBuilt(): Promise<Built | undefined> {
    built ??= await load(directory);
    return built;
  }
};

/** A constraint of routes: lets the router tell two of one path apart by whether the Accept header prefers HTML. */
const prefersHtmlStrategy: Parameters<FastifyInstance["addConstraintStrategy"]>[0] = {
  name: "prefersHtml",
  deriveConstraint: (request: IncomingMessage) => prefersHtml(request.headers.accept),
  storage() {
    const handlers = new Map();
    return { get: (value) => handlers.get(value) ?? null, set: (value, handler) => handlers.set(value, handler) };
  },
};

/** True when HTML is named, with a higher quality than the types of a GraphQL answer. */
function prefersHtml(accept: string | undefined): boolean {
  const quality = qualityByName(accept);
  const stream = chooseStream(parseAccept(accept))?.quality ?? 0;
  const answer = Math.max(quality("application/json"), quality("application/graphql-response+json"), stream);
  return quality("text/html") > answer;
}

/** Answers undefined where nothing is built. */
async function load(directory: string): Promise<Built | undefined> {
  const [board, graphiql, findAsset, findFile] = await Promise.all([
    readFile(join(directory, "index.html"), "utf8").catch(ignoreMissing),
    readFile(join(directory, "graphiql/index.html"), "utf8").catch(ignoreMissing),
    loadAssets(join(directory, "assets")).catch(ignoreMissing),
    loadAssets(directory).catch(ignoreMissing),
  ]);
  if (board === undefined || graphiql === undefined || !findAsset || !findFile) return undefined;
  return { board, graphiql, findAsset, findFile };
}

/** Each time with a nonce of its own, and so never kept. */
function sendPage(reply: FastifyReply, page: string | undefined, allow: (nonce: string) => Directives): FastifyReply {
  if (page === undefined) {
    return reply.code(503).send("The pages are not built yet: run `npm run build` and reload this one.");
  }
  const nonce = randomBytes(16).toString("base64");
  const protect = contentSecurityPolicy({ useDefaults: false, directives: { ...allow(nonce), ...forbidden } });
  protect(reply.request.raw, reply.raw, () => {});
  return reply
    .header("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()")
    .header("cache-control", "no-store")
    .type("text/html; charset=utf-8")
    .send(page.replaceAll(noncePlaceholder, nonce));
}

/** Written into the pages by vite.config.ts. */
const noncePlaceholder = "{{nonce}}";

/** Stands in the board's page. */
const factsPlaceholder = "{{facts}}";

/** Stands in the service worker. */
const revisionPlaceholder = "{{revision}}";

/** Files of `web/public`: a board that is installed shows itself by them. */
const plainFiles = [
  "manifest.webmanifest",
  "icon-192.png",
  "icon-512.png",
  "icon-maskable-512.png",
  "apple-touch-icon.png",
];

function fillIn(board: string, facts: PageFacts): string {
  return board.replace(factsPlaceholder, () => toAttribute(facts));
}

/** Directives of the content security policy: the sources of each kind of content. */
type Directives = Readonly<Record<string, string[]>>;

const allowBoard = (nonce: string): Directives => ({
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'", `'nonce-${nonce}'`],
  styleSrc: ["'self'"],
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
