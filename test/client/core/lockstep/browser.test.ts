import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createProject } from "../../../support/board.ts";
import { launchChromium } from "../../../support/chromium.ts";
import { findFreePort } from "../../../support/find-free-port.ts";
import { ApplyChangesDocument, CreateTaskDocument } from "../../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../../support/instance.ts";
import { isLongRun } from "../../../support/long-run.ts";
import type { Person } from "../../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/postgres.ts";
import { range } from "../../../support/range.ts";
import { type CorePages, type CoreTab, serveCorePages } from "./core-page.ts";

let browser: Browser;
let database: TestDatabase;
let pages: CorePages;
let instance: Instance;
let ada: Person;
let projectId: string;
let context: BrowserContext;

beforeAll(async () => {
  browser = await launchChromium();
  pages = await serveCorePages(await findFreePort());
  database = await createTestDatabase();
  instance = await startInstance(database.url, { ALLOWED_ORIGINS: pages.origin });
  ada = await instance.person("ada");
});

afterAll(async () => {
  await browser.close();
  await pages.close();
  await instance.close();
  await database.close();
});

beforeEach(async () => {
  context = await browser.newContext();
  projectId = await createProject(ada);
  await create("First");
});

afterEach(() => context.close());

it("a reload shows the project from disk without a request, and then only what was missed arrives", async () => {
  const tab = await open();
  await tab.until("isLive()");
  await tab.until("indexedDB.databases().then((all) => all.length === 3)");
  await create("Second");
  await tab.until("titles().length === 2");
  const before = tab.requests;
  await context.setOffline(true);
  await tab.page.evaluate("indexedDB.databases()");
  await context.setOffline(false);
  await tab.page.reload();
  await tab.until("isLive()");
  expect(await tab.read("titles()")).toEqual(["First", "Second"]);
  expect(tab.requests).toBe(before);
});

it("several tabs share one connection, and the next one takes over when its tab is closed", async () => {
  const one = await open();
  await one.until("isLive()");
  const two = await open();
  const three = await open();
  for (const tab of [two, three]) await tab.until("isLive() && lockstep.connection.state.status === 'live'");
  await create("Second");
  for (const tab of [one, two, three]) await tab.until("titles().length === 2");
  expect([one.sockets, two.sockets, three.sockets]).toEqual([1, 0, 0]);

  await one.page.close();
  await create("Third");
  for (const tab of [two, three]) await tab.until("titles().length === 3");
  await create("Fourth");
  for (const tab of [two, three]) await tab.until("titles().length === 4 && isLive()");
  expect(two.sockets + three.sockets).toBe(1);
  expect(await two.read("titles()")).toEqual(["First", "Second", "Third", "Fourth"]);
});

it("a visible tab takes over from a frozen one, which follows when it is thawed", async () => {
  const one = await open();
  await one.until("isLive()");
  const two = await open();
  await two.until("isLive()");
  expect(two.sockets).toBe(0);
  // Like a frozen tab, it keeps its lock and runs nothing.
  const session = await context.newCDPSession(one.page);
  await session.send("Debugger.enable");
  const paused = new Promise((resolve) => session.once("Debugger.paused", resolve));
  await session.send("Debugger.pause");
  await create("While frozen");
  await paused;
  await two.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  await two.until("titles().length === 2");
  expect(two.sockets).toBe(1);
  await session.send("Debugger.disable");
  await one.until("titles().length === 2 && isLive()");
  await create("Third");
  for (const tab of [one, two]) await tab.until("titles().length === 3");
  expect(one.sockets + two.sockets).toBe(2);
});

it("where locks are missing each tab has a connection of its own", async () => {
  await context.addInitScript("delete Navigator.prototype.locks");
  const [one, two] = [await open(), await open()];
  for (const tab of [one, two]) await tab.until("isLive()");
  await create("Second");
  for (const tab of [one, two]) await tab.until("titles().length === 2");
  expect([one.sockets, two.sockets]).toEqual([1, 1]);
});

it("a full disk makes an intent one of memory, and says so", async () => {
  // Chromium remembers for a while how much room it found, so the disk is full before the first use.
  const session = await context.newCDPSession(await context.newPage());
  await session.send("Storage.overrideQuotaForOrigin", { origin: pages.origin, quotaSize: 1 });
  const tab = await open();
  await tab.until("isLive()");
  await tab.page.route("**/graphql", (route) => route.abort());
  const title = "x".repeat(400);
  const submit = `project.submit({ kind: "createTask", input: { title: "${title}" } }).accepted`;
  expect(await tab.read(submit)).toBe("memory");
  expect(await tab.read("lockstep.outbox.durability")).toBe("memory");
  expect(await tab.read("titles().length")).toBe(2);
  await create("Second");
  await tab.until("titles().length === 3");
});

it("a browser that evicts the storage takes nothing of what the tab shows or holds", async () => {
  const tab = await open();
  await tab.until("isLive()");
  await tab.page.route("**/graphql", (route) => route.abort());
  const submit = (title: string) => `project.submit({ kind: "createTask", input: { title: "${title}" } }).accepted`;
  expect(await tab.read(submit("Before"))).toBe("disk");
  const session = await context.newCDPSession(tab.page);
  await session.send("Storage.clearDataForOrigin", { origin: pages.origin, storageTypes: "indexeddb" });
  await tab.read(submit("After"));
  await tab.until("lockstep.outbox.durability === 'disk'");
  await create("Second");
  await tab.until("titles().length === 4");
  await tab.read(openCopies);
  await tab.until(`copies.read(project.projectId).then((copy) => JSON.stringify(copy ?? "").includes("Second"))`);
  await tab.page.reload();
  await tab.until("titles().length === 4");
  expect(await tab.read("lockstep.outbox.intents.length")).toBe(2);
});

it.each([
  ["is missing", "Object.defineProperty(globalThis, 'indexedDB', { value: undefined })"],
  [
    "is forbidden",
    "Object.defineProperty(globalThis, 'indexedDB', { get() { throw new DOMException('No', 'SecurityError') } })",
  ],
  ["fails", "IDBFactory.prototype.open = () => { throw new DOMException('No', 'InvalidStateError') }"],
])("where storage %s the project is followed all the same", async (_name, script) => {
  await context.addInitScript(script);
  const [one, two] = [await open(), await open()];
  for (const tab of [one, two]) await tab.until("isLive()");
  await create("Second");
  for (const tab of [one, two]) await tab.until("titles().length === 2");
  await one.page.route("**/graphql", (route) => route.abort());
  expect(await one.read('project.submit({ kind: "createTask", input: { title: "Third" } }).accepted')).toBe("memory");
  expect(await one.read("titles().length")).toBe(3);
});

it("a project of 1,000 tasks is shown from disk before anything is fetched", async () => {
  const description = "A description of some length. ".repeat(5);
  const changes = range(1, 250).map(() => ({ createTask: { projectId, title: "A task", description } }));
  for (const _ of range(1, 4)) await ada.expect(ApplyChangesDocument, { input: { projectId, changes } });
  const tab = await open();
  await tab.until("isLive() && titles().length === 1001");
  await tab.read(openCopies);
  await tab.until("copies.read(project.projectId).then((copy) => copy?.board.tasks.length === 1001)");
  const times: number[] = [];
  for (let visit = 0; visit < (isLongRun ? 9 : 3); visit += 1) {
    await tab.page.reload();
    const { milliseconds, requests } = await tab.read<Shown>("shown");
    expect(requests).toBe(0);
    expect(await tab.read("titles().length")).toBe(1_001);
    times.push(milliseconds);
    await tab.until("isLive()");
  }
  const write = await tab.read<number>(writeBurst);
  console.info(
    `Store ready after ${times.map(Math.round).join(", ")} ms; an event of a burst written in ${write.toFixed(3)} ms.`,
  );
});

/** Gives the page a look at what the core has on disk. */
const openCopies =
  "Object.assign(globalThis, { copies: createDiskCopies(indexedDB, lockstep.account.current, createEnvironment()) }) && null";

/** The first show of the project: time since the start of the page, and requests to the API before it. */
interface Shown {
  readonly milliseconds: number;
  readonly requests: number;
}

/** Writes 50 events beside a copy of 2,000 tasks, each by a call of its own. Milliseconds of one. */
const writeBurst = `(async () => {
  const { createDiskCopies, createEnvironment } = await import("/core.js");
  const copies = createDiskCopies(indexedDB, { server: "bench", issuer: "", subject: "" }, createEnvironment());
  const [task] = project.column("TODO");
  const tasks = Array.from({ length: 2000 }, (_, index) => ({ ...task, id: "task " + index }));
  const { me, viewerRole } = project;
  const board = { seq: 0, cursor: "", project: project.project, viewerRole, me, members: [], labels: [], tasks };
  await copies.replace("bench", { format: 1, board, comments: {}, journal: [] });
  const times = [];
  for (let round = 0; round < 9; round += 1) {
    const started = performance.now();
    await Promise.all(Array.from({ length: 50 }, (_, index) => {
      const seq = round * 50 + index + 1;
      const event = { __typename: "TaskUpdated", seq, at: task.updatedAt, projectId: "bench", task, actor: me };
      return copies.append("bench", { events: [event], seq, cursor: "cursor " + seq });
    }));
    times.push((performance.now() - started) / 50);
  }
  return times.sort((one, other) => one - other)[4];
})()`;

function open(): Promise<CoreTab> {
  return pages.open(context, { url: `${instance.url}/graphql`, token: ada.token, projectId });
}

async function create(title: string): Promise<void> {
  await ada.expect(CreateTaskDocument, { input: { projectId, title } });
}
