import { ApolloServer } from "@apollo/server";
import fastifyApollo from "@as-integrations/fastify";
import { type FastifyInstance, fastify } from "fastify";
import { buildSchema, GraphQLError } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { securityHeaders } from "../../src/server/http/security-headers.ts";
import type { PageFacts } from "../../src/server/pages/page-facts.ts";
import { webPages } from "../../src/server/pages/web-pages.ts";
import { launchChromium } from "../support/chromium.ts";

let app: FastifyInstance;
let sockets: WebSocketServer;

beforeAll(async () => {
  ({ app, sockets } = await startServer());
});

afterAll(async () => {
  closeSockets(1001);
  await app.close();
});

describe("GraphiQL in a browser", () => {
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
  });

  beforeEach(async () => {
    complaints = [];
    page = await browser.newPage();
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`${app.listeningOrigin}/graphql`);
  });

  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  it("opens with a tour, and opens again as it was left, when nothing was changed", async () => {
    await page.getByRole("tab", { name: "Projects" }).waitFor();
    const variables = page.getByRole("region", { name: "Variables" }).locator(".view-line", { hasText: "projectId" });
    await expect.poll(storedTabs).toMatch(/query Projects/);
    await page.reload();
    await page.getByRole("tab", { name: "Projects" }).waitFor();
    expect(await page.getByRole("tab").allTextContents()).toEqual(["Projects"]);
    await variables.waitFor();
  });

  it("has the tabs of before after a reload, however their variables were changed", async () => {
    await page.getByRole("tab", { name: "Projects" }).waitFor();
    await type("Variables", '{ "projectId": "mine" }');
    await expect.poll(storedTabs).toContain("mine");
    await page.getByRole("button", { name: "New tab" }).click();
    await type("Operation Editor", "query Second { caller }");
    await expect.poll(storedTabs).toContain("query Second");
    await page.getByRole("tab", { name: "Second" }).waitFor();
    const tabs = await page.getByRole("tab").allTextContents();
    expect(tabs).toHaveLength(2);
    await page.reload();
    await page.getByRole("tab", { name: "Second" }).waitFor();
    expect(await page.getByRole("tab").allTextContents()).toEqual(tabs);
    expect(await page.getByRole("tab", { name: "Second" }).getAttribute("aria-selected")).toBe("true");
  });

  it("runs a query with the token of the headers editor, which neither tabs nor the history store, and keeps its only tab", async () => {
    await page.context().addCookies([{ name: "session", value: "kept", url: app.listeningOrigin }]);
    await type("Headers", '{ "Authorization": "Bearer secret" }');
    await run("Caller", "query Caller { caller }");
    await isShown('"caller": "Bearer secret"');
    await expect.poll(storedTabs).toMatch(/query Caller/);
    await expect.poll(stored).toContain("graphiql:queries");
    expect(await stored()).not.toContain("secret");
    await page.reload();
    await page.getByRole("button", { name: "Execute query" }).click();
    await isShown('"caller": "Bearer session');
    expect(await page.getByRole("tab").count()).toBe(1);
    expect(await stored()).not.toContain("secret");
  });

  it("removes the headers that earlier versions stored, and nothing else", async () => {
    const tab = { id: "1", title: "Mine", query: "query Mine { caller }", variables: null, operationName: "Mine" };
    const old = { headers: '{ "Authorization": "Bearer secret" }', hash: null, response: null };
    const left = {
      "graphiql:headers": old.headers,
      "graphiql:shouldPersistHeaders": "true",
      "graphiql:query": tab.query,
      "graphiql:variables": "",
      "graphiql:tabState": JSON.stringify({ activeTabIndex: 0, tabs: [{ ...tab, ...old }] }),
      "graphiql:queries": JSON.stringify({ queries: [{ query: tab.query, headers: old.headers }] }),
      "graphiql:favorites": JSON.stringify({
        favorites: [{ query: "{ caller }", label: "Kept", headers: old.headers }],
      }),
      "lockstep:other": '{"headers":"somebody else\'s"}',
    };
    // The page stores its first tab a moment after it has opened.
    await expect.poll(storedTabs).toMatch(/query Projects/);
    await page.evaluate(`Object.assign(localStorage, ${JSON.stringify(left)})`);
    await page.reload();
    await page.getByRole("tab", { name: "Mine" }).waitFor();
    const text = await stored();
    expect(text).not.toContain("secret");
    expect(text).not.toContain("shouldPersistHeaders");
    for (const kept of ["query Mine", "Kept", "somebody else's"]) expect(text).toContain(kept);
    await page.getByRole("button", { name: "Open settings dialog" }).click();
    await page.getByRole("dialog").getByText("Theme", { exact: true }).waitFor();
    expect(await page.getByText("Persist headers").count()).toBe(0);
  });

  it("shows every event of a subscription, then its error, and reconnects with a fresh token of the session", async () => {
    await type("Headers", '{ "authorization": "Bearer typed" }');
    await run("Ticks", "subscription Ticks { ticks }");
    for (const tick of [1, 2, 3]) await isShown(`"ticks": ${tick}`);
    await isShown('"message": "No more for Bearer typed"');

    await page.context().addCookies([{ name: "session", value: "yes", url: app.listeningOrigin }]);
    await type("Headers", "");
    await run("Caller", "subscription Caller { caller }");
    await isShown('"caller": "Bearer session 1"');
    closeSockets(1012);
    await isShown("The connection is closed: 1012");
    await isShown('"caller": "Bearer session 2"');
  });

  /** Everything that the page stores. */
  const stored = () => page.evaluate<string>("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])");
  const storedTabs = () => page.evaluate(`localStorage["graphiql:tabState"]`);

  /** Replaces what stands in an editor, as pasting does. */
  async function type(editor: "Operation Editor" | "Headers" | "Variables", text: string): Promise<void> {
    if (editor !== "Operation Editor") await page.getByRole("button", { name: editor, exact: true }).click();
    await page.getByRole("region", { name: editor }).locator(".view-lines:visible").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(text);
  }

  async function run(name: string, operation: string): Promise<void> {
    await type("Operation Editor", operation);
    // GraphiQL parses a moment after the last key, and then names the tab for what it found.
    await page.getByRole("tab", { name }).waitFor();
    await page.getByRole("button", { name: "Execute query" }).click();
  }

  async function isShown(text: string): Promise<void> {
    await page
      .getByRole("region", { name: "Result Window" })
      .locator(".view-line", { hasText: text })
      .first()
      .waitFor();
  }
});

function closeSockets(code: number) {
  for (const socket of sockets.clients) socket.close(code);
}

interface Caller {
  readonly caller: string | undefined;
}

/** GraphQL and sessions as small as can be: its answers tell which credentials came with a request. */
async function startServer(): Promise<{ app: FastifyInstance; sockets: WebSocketServer }> {
  const schema = buildSchema(`
    type Query { caller: String }
    type Subscription { caller: String, ticks: Int }
  `);
  const app = fastify();
  const apollo = new ApolloServer<Caller>({
    schema,
    rootValue: { caller: (_: unknown, { caller }: Caller) => caller },
  });
  await apollo.start();
  await app.register(fastifyApollo(apollo), { context: async ({ headers }) => ({ caller: headers.authorization }) });
  app.addHook("onRequest", securityHeaders("http://localhost"));
  await app.register(webPages, { graphiql: true, findFacts });

  /** Tokens that were issued, by cookie. */
  const issued = new Map<string, number>();
  app.get("/auth/token", async (request, reply) => {
    const { cookie } = request.headers;
    if (!cookie) return reply.code(401).send({});
    const count = (issued.get(cookie) ?? 0) + 1;
    issued.set(cookie, count);
    return { token: `session ${count}` };
  });
  await app.listen({ host: "127.0.0.1", port: 0 });

  const never = new Promise(() => {});
  const sockets = new WebSocketServer({ server: app.server, path: "/graphql" });
  useServer<{ authorization?: string }>(
    {
      schema,
      context: ({ connectionParams }) => ({ caller: connectionParams?.authorization }),
      roots: {
        subscription: {
          async *caller(_: unknown, { caller }: Caller) {
            yield { caller };
            await never;
          },
          async *ticks(_: unknown, { caller }: Caller) {
            for (const ticks of [1, 2, 3]) yield { ticks };
            throw new GraphQLError(`No more for ${caller}`);
          },
        },
      },
    },
    sockets,
  );
  return { app, sockets };
}

function findFacts(): PageFacts {
  return { signUps: "open", sendsMail: false, demo: null };
}
