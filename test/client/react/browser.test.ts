import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { build, type Rolldown } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { projectRoot } from "../../../src/config/project-root.ts";
import { createProject } from "../../support/board.ts";
import { launchChromium } from "../../support/chromium.ts";
import { CreateTaskDocument, UpdateTaskDocument } from "../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import type { Person } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";

let browser: Browser;
let database: TestDatabase;
let instance: Instance;
let ada: Person;
let origin: string;
let context: BrowserContext;
let projectId: string;
const server = createServer();

beforeAll(async () => {
  const script = await bundle();
  server.on("request", (request, response) => {
    if (request.url === "/page.js") response.setHeader("content-type", "text/javascript").end(script);
    else
      response
        .setHeader("content-type", "text/html")
        .end('<!doctype html><script type="module" src="/page.js"></script>');
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
  database = await createTestDatabase();
  instance = await startInstance(database.url, { ALLOWED_ORIGINS: origin });
  ada = await instance.person("ada");
});

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await instance.close();
  await database.close();
});

beforeEach(async () => {
  context = await browser.newContext();
  projectId = await createProject(ada);
});

afterEach(() => context.close());

it("the hooks show, create and edit on a real server, through an offline phase and a reload", async () => {
  const { createTask } = await ada.expect(CreateTaskDocument, { input: { projectId, title: "First" } });
  const page = await open();
  await page.getByText("live").first().waitFor();
  const title = page.locator("input").first();
  await expect.poll(() => title.inputValue()).toBe("First");

  // A change of somebody else arrives.
  const taskId = createTask?.task.id ?? "";
  await ada.expect(UpdateTaskDocument, { input: { taskId, title: "Changed" } });
  await expect.poll(() => title.inputValue()).toBe("Changed");

  // Edits and new tasks wait while offline, and survive a reload.
  await cut(page, true);
  await expect.poll(() => page.locator("#connection").textContent()).not.toBe("live");
  await title.fill("Changed offline");
  await page.getByRole("button", { name: "Create" }).click();
  await expect.poll(() => page.locator("#outbox").textContent()).toBe("2 0 0");
  await expect.poll(() => page.locator("p output").first().textContent()).toBe("waiting");
  await page.reload();
  await expect.poll(() => title.inputValue()).toBe("Changed offline");
  await expect.poll(() => page.locator("#outbox").textContent()).toBe("2 0 0");

  await cut(page, false);
  await expect.poll(() => page.locator("#outbox").textContent()).toBe("0 0 0");
  await expect.poll(() => page.locator("p output").first().textContent()).toBe("saved");
  const other = await open();
  await expect.poll(() => titles(other)).toEqual(["Changed offline", "New"]);
});

function titles(page: Page): Promise<string[]> {
  return page.locator("input").evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
}

/** Cuts the way to the API. The page itself still loads. */
async function cut(page: Page, isCut: boolean): Promise<void> {
  await page.evaluate((isOffline) => sessionStorage.setItem("offline", isOffline ? "yes" : "no"), isCut);
  if (isCut) await page.evaluate("globalThis.sockets.forEach((socket) => socket.close())");
}

async function open(): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(
    `globalThis.setup = ${JSON.stringify({ url: `${instance.url}/graphql`, token: ada.token, projectId })}`,
  );
  await page.addInitScript(() => {
    const isOffline = () => sessionStorage.getItem("offline") === "yes";
    const { WebSocket: RealSocket, fetch: realFetch } = globalThis;
    const sockets: WebSocket[] = [];
    class CutSocket extends RealSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(isOffline() ? "ws://127.0.0.1:1" : url, protocols);
        sockets.push(this);
      }
    }
    Object.assign(globalThis, {
      sockets,
      WebSocket: CutSocket,
      fetch: (...args: Parameters<typeof fetch>) =>
        isOffline() ? Promise.reject(new TypeError("Failed to fetch")) : realFetch(...args),
    });
  });
  await page.goto(origin);
  return page;
}

async function bundle(): Promise<string> {
  const { output } = (await build({
    root: projectRoot,
    configFile: false,
    logLevel: "silent",
    mode: "development",
    define: { "process.env.NODE_ENV": '"development"' },
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: join(projectRoot, "test/client/react/hooks-page.ts"),
        output: { codeSplitting: false },
      },
    },
  })) as Rolldown.RolldownOutput;
  return output[0].code;
}
