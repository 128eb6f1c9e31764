import type { BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { ConnectionState } from "../../../../client/core/connection/connection.ts";
import { createProject, createTasks } from "../../../support/board.ts";
import { startCaddy } from "../../../support/caddy.ts";
import { launchChromium } from "../../../support/chromium.ts";
import { findFreePort } from "../../../support/find-free-port.ts";
import { type Instance, startInstance } from "../../../support/instance.ts";
import { startNginx } from "../../../support/nginx.ts";
import type { Passage } from "../../../support/passage.ts";
import type { Person } from "../../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/postgres.ts";
import { range } from "../../../support/range.ts";
import { type Relay, startRelay } from "../../../support/relay.ts";
import { createTlsCertificate } from "../../../support/tls-certificate.ts";
import { type CorePages, type CoreTab, serveCorePages } from "./core-page.ts";

let database: TestDatabase;
let pages: CorePages;
let instance: Instance;
let ada: Person;
let projectId: string;
let context: BrowserContext;

beforeAll(async () => {
  pages = await serveCorePages(await findFreePort());
  database = await createTestDatabase();
  instance = await startInstance(database.url, { ALLOWED_ORIGINS: pages.origin, TRUSTED_PROXIES: "loopback" });
  ada = await instance.person("ada");
});

afterAll(async () => {
  await pages.close();
  await instance.close();
  await database.close();
});

beforeEach(async () => {
  context = await (await launchChromium()).newContext();
  projectId = await createProject(ada);
});

afterEach(() => context.close());

const proxies = {
  nginx: () => startNginx([instance.url, instance.url]),
  Caddy: () => startCaddy([instance.url]),
};

const everything: Passage = { upgrades: true, streams: true };

describe.each(Object.entries(proxies))("Chromium behind %s", (_name, startProxy) => {
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let relay: Relay;

  beforeAll(async () => {
    proxy = await startProxy();
    relay = await startRelay(proxy.url);
  });

  afterAll(async () => {
    await relay.close();
    await proxy.close();
  });

  it.each([
    ["sse", "WebSockets", { upgrades: false, streams: true }],
    ["polling", "WebSockets and streams", { upgrades: false, streams: false }],
  ] as const)("follows by %s where %s do not pass, and returns", async (transport, _what, passage) => {
    await proxy.allow(passage);
    const tab = await open(context, relay.url);
    await tab.until(isLiveBy(transport));
    await createOneByOne(tab, 3);
    await tab.read("states.length = 0");

    // The better transport takes over while changes are made.
    await proxy.allow(everything);
    const changes = createTasks(ada, projectId, 20);
    await tab.page.evaluate("dispatchEvent(new Event('online'))");
    await tab.until(isLiveBy("websocket"));
    await changes;
    await createOneByOne(tab, 3);
    expect(await tab.read("states")).toEqual([{ status: "live", transport: "websocket" }]);

    // The way of WebSockets is lost while it is in use.
    await proxy.allow(passage);
    relay.cut();
    await createTasks(ada, projectId, 3);
    relay.mend();
    await tab.until(isLiveBy(transport));
    await createOneByOne(tab, 3);
    expect(await tab.read("seqs")).toEqual(range(2, 33));
    expect(await tab.read("boards")).toBe(1);
  });
});

it("Chromium behind Caddy by https: follows by streams of HTTP/2", async () => {
  const certificate = await createTlsCertificate();
  const proxy = await startCaddy([instance.url], { certificate });
  const trusting = await (await launchChromium()).newContext({ ignoreHTTPSErrors: true });
  onTestFinished(async () => {
    await trusting.close();
    await proxy.close();
    await certificate.remove();
  });
  await proxy.allow({ upgrades: false, streams: true });
  const tab = await open(trusting, proxy.url);
  await tab.until(isLiveBy("sse"));
  await createOneByOne(tab, 3);
  await tab.read("states.length = 0");

  // All requests begin anew at the signal.
  const devTools = await trusting.newCDPSession(tab.page);
  const streamed = new Promise<string>((resolve) => {
    devTools.on("Network.responseReceived", ({ response }) => {
      if (response.mimeType === "text/event-stream") resolve(String(response.protocol));
    });
  });
  await devTools.send("Network.enable");
  await tab.page.evaluate("dispatchEvent(new Event('online'))");
  expect(await streamed).toBe("h2");
  await createOneByOne(tab, 3);
  expect(await tab.read("seqs")).toEqual(range(2, 7));
  expect(await tab.read("states.filter(({ status }) => status === 'offline')")).toEqual([]);
});

/** Opens a tab that notes the numbers of all changes in order, and each state of its connection. */
async function open(context: BrowserContext, url: string): Promise<CoreTab> {
  const tab = await pages.open(context, { url: `${url}/graphql`, token: ada.token, projectId });
  await tab.read(`Object.assign(globalThis, { seqs: [], states: [], boards: 0 });
    project.onItem((item) => {
      if (item.kind === "board") boards += 1;
      if (item.kind === "events") seqs.push(...item.events.map(({ seq }) => seq));
    });
    lockstep.connection.subscribe(() => states.push(lockstep.connection.state))`);
  return tab;
}

/** Each change arrives before the next is made: nothing on the way waits for more. */
async function createOneByOne(tab: CoreTab, count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    const seq = await createTasks(ada, projectId, 1);
    await tab.until(`seqs.at(-1) === ${seq}`);
  }
}

function isLiveBy(transport: (ConnectionState & { readonly status: "live" })["transport"]): string {
  return `isLive() && lockstep.connection.state.transport === "${transport}"`;
}
