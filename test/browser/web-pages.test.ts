import { appendFile, cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { type FastifyInstance, fastify } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { securityHeaders } from "../../src/server/http/security-headers.ts";
import type { PageFacts } from "../../src/server/pages/page-facts.ts";
import { type WebPagesOptions, webPages } from "../../src/server/pages/web-pages.ts";

const navigation = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

let app: FastifyInstance;

beforeAll(async () => {
  app = await start();
});

afterAll(async () => {
  await app.close();
});

describe("a page", () => {
  it.each([
    ["/", "*/*"],
    ["/", navigation],
    ["/projects/0198/tasks/0199?a=b", navigation],
  ])("is the board at %s for who accepts %s", async (url, accept) => {
    const { statusCode, headers, body } = await get(url, accept);
    expect(statusCode).toBe(200);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(body).toMatch(/<script type="module"[^>]* src="\/assets\/[\w.-]+\.js"/);
    expect(body).toContain("<title>Lockstep</title>");
  });

  it("is GraphiQL at /graphql", async () => {
    const { headers, body } = await get("/graphql?query={caller}", navigation);
    expect(headers).toMatchObject({ "content-type": "text/html; charset=utf-8", vary: "accept" });
    expect(body).toContain("<title>Lockstep – GraphiQL</title>");
  });

  it.each(["/", "/graphql"])("lets nothing in from elsewhere, nor itself be framed: %s", async (url) => {
    const { headers } = await get(url, navigation);
    const policy = String(headers["content-security-policy"]);
    for (const rule of ["default-src 'self'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'"]) {
      expect(policy).toContain(rule);
    }
    expect(/script-src [^;]*/.exec(policy)?.[0]).not.toMatch(/unsafe|\*|https?:/);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
    });
  });

  it("has a nonce of its own each time, and is therefore not kept", async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const { headers, body } = await get("/", navigation);
        expect(headers["cache-control"]).toBe("no-store");
        const nonce = /'nonce-([^']+)'/.exec(String(headers["content-security-policy"]))?.[1] ?? "none";
        expect(body).toContain(`nonce="${nonce}"`);
        expect(body).not.toContain("{{");
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  it("says how to build it where it is not built", async () => {
    await using unbuilt = await start({ directory: join(projectRoot, "dist/missing") });
    for (const url of ["/", "/graphql"]) {
      const { statusCode, body } = await unbuilt.inject({ url, headers: { accept: navigation } });
      expect(statusCode).toBe(503);
      expect(body).toContain("npm run build");
    }
  });
});

describe("the service worker", () => {
  it("is looked for anew each time, and reaches this server alone", async () => {
    const { statusCode, headers, body } = await get("/sw.js", "*/*");
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "no-cache",
      "content-security-policy": "default-src 'none'; connect-src 'self'",
    });
    expect(body).not.toContain("{{");
  });

  it("is another one once the server tells other facts of itself, or the page is another one", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lockstep-pages-"));
    await cp(join(projectRoot, "dist/web"), folder, { recursive: true });
    await appendFile(join(folder, "index.html"), "<!-- changed -->");
    await using invited = await start({ findFacts: () => ({ ...findFacts(), signUps: "invited" }) });
    await using changed = await start({ directory: folder });
    await using same = await start();
    const workers = await Promise.all([app, invited, changed, same].map((server) => server.inject("/sw.js")));
    const [first, ...others] = workers.map(({ body }) => body);
    expect(others.map((body) => body === first)).toEqual([false, false, true]);
    await rm(folder, { recursive: true });
  });

  it.each([
    ["manifest.webmanifest", "application/manifest+json"],
    ["icon-192.png", "image/png"],
    ["apple-touch-icon.png", "image/png"],
  ])("has %s beside it", async (name, type) => {
    const { statusCode, headers } = await get(`/${name}`, "*/*");
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ "content-type": type, "cache-control": "no-cache" });
  });
});

describe("beside the pages", () => {
  it.each([
    "*/*",
    "application/json",
    "application/graphql-response+json",
    "text/html;q=0.5, application/json",
    "text/html;q=0.5, text/event-stream",
    "text/html, multipart/mixed;subscriptionSpec=1.0",
  ])("a request of /graphql that accepts %s is left to GraphQL", async (accept) => {
    expect((await get("/graphql?query={caller}", accept)).json()).toEqual({ from: "GraphQL" });
  });

  it("every POST is left to GraphQL", async () => {
    const headers = { accept: `${navigation},application/json;q=0.1` };
    const response = await app.inject({ method: "POST", url: "/graphql", headers, payload: {} });
    expect(response.json()).toEqual({ from: "GraphQL" });
  });

  it("a path that no page uses is not found", async () => {
    expect((await get("/nowhere", "*/*")).statusCode).toBe(404);
  });
});

describe("assets", () => {
  it("may be kept for good", async () => {
    const names = (await readdir(join(projectRoot, "dist/web/assets"))).filter((name) => !/\.(br|gz)$/.test(name));
    expect(names.some((name) => name.endsWith(".js"))).toBe(true);
    for (const name of names) {
      const { statusCode, headers } = await get(`/assets/${name}`, "*/*");
      expect(statusCode).toBe(200);
      expect(headers["content-type"]).not.toBe("application/octet-stream");
      expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
      expect(headers["x-content-type-options"]).toBe("nosniff");
    }
  });

  it("hold the libraries without their checks for developers, whoever builds", async () => {
    const folder = join(projectRoot, "dist/web/assets");
    const scripts = (await readdir(folder)).filter((name) => name.endsWith(".js"));
    const texts = await Promise.all(scripts.map((name) => readFile(join(folder, name), "utf8")));
    const isForDevelopers = (text: string) => /jsxDEV|Invalid hook call/.test(text);
    expect(scripts.filter((_, index) => isForDevelopers(texts[index] ?? ""))).toEqual([]);
  });

  it.each([
    ["br, gzip", "br", brotliDecompressSync],
    ["gzip, deflate", "gzip", gunzipSync],
  ])("come as small as they can for who accepts %s", async (accepted, encoding, decompress) => {
    const folder = join(projectRoot, "dist/web/assets");
    const [name = ""] = (await readdir(folder)).filter((name) => /^index-.*\.js$/.test(name));
    const plain = await readFile(join(folder, name));
    const { headers, rawPayload } = await app.inject({
      url: `/assets/${name}`,
      headers: { "accept-encoding": accepted },
    });
    expect(headers).toMatchObject({ "content-encoding": encoding, vary: "accept-encoding" });
    expect(headers["content-type"]).toMatch(/javascript/);
    expect(rawPayload.length).toBeLessThanOrEqual(gzipSync(plain, { level: 9 }).length);
    expect(decompress(rawPayload).equals(plain)).toBe(true);
    expect((await app.inject({ url: `/assets/${name}` })).rawPayload.equals(plain)).toBe(true);
  });

  it.each(["missing.js", "", "..%2findex.html", "%2e%2e%2findex.html", "%00"])("are not %j", async (name) => {
    for (const accept of ["*/*", navigation]) {
      const { statusCode, body } = await get(`/assets/${name}`, accept);
      expect(statusCode).toBeGreaterThanOrEqual(400);
      expect(body).not.toContain("<title>");
    }
  });
});

function get(url: string, accept: string) {
  return app.inject({ url, headers: { accept } });
}

/** The pages, and beside them a GraphQL that says so. */
async function start(options: Partial<WebPagesOptions> = {}): Promise<FastifyInstance> {
  const app = fastify();
  app.addHook("onRequest", securityHeaders("http://localhost"));
  await app.register(webPages, { graphiql: true, findFacts, ...options });
  app.route({ url: "/graphql", method: ["GET", "POST"], handler: async () => ({ from: "GraphQL" }) });
  return app;
}

function findFacts(): PageFacts {
  return { signUps: "open", sendsMail: false, demo: null };
}
