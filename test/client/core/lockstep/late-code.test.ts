import type { Browser, BrowserContext, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createProject } from "../../../support/board.ts";
import { launchChromium } from "../../../support/chromium.ts";
import { findFreePort } from "../../../support/find-free-port.ts";
import { CreateTaskDocument } from "../../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../../support/instance.ts";
import type { Person } from "../../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/postgres.ts";
import { type CorePages, type CoreTab, serveCorePages } from "./core-page.ts";

/** Chunk with the half of the client that talks with the server. */
const chunk = "**/online.js";

let browser: Browser;
let database: TestDatabase;
let pages: CorePages;
let instance: Instance;
let ada: Person;
let projectId: string;
let context: BrowserContext;
/** Types of the messages that tabs have sent. */
let sent: string[];

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
  sent = [];
  context.on("page", (page) => {
    page.on("websocket", (socket) => {
      socket.on("framesent", ({ payload }) => sent.push(JSON.parse(String(payload)).type));
    });
  });
  projectId = await createProject(ada);
  await ada.expect(CreateTaskDocument, { input: { projectId, title: "First" } });
  await visit();
});

afterEach(() => context.close());

it("code that cannot be loaded is asked for again: the copy shows and changes wait meanwhile", async () => {
  await context.route(chunk, (route) => route.abort());
  const tab = await open();
  await tab.until("project.stream.kind === 'waiting'");
  const reason = "A part of the app could not be loaded.";
  expect(await tab.read("[titles(), project.stream.reason]")).toEqual([["First"], reason]);
  expect(await tab.read("project.loadComments(project.column('TODO')[0].id)")).toBe(reason);
  expect(await tab.read("lockstep.send({ document: '{ me { id } }', variables: {} })")).toEqual({
    kind: "unreachable",
  });
  const submit = 'project.submit({ kind: "createTask", input: { title: "Second" } }).accepted';
  expect(await tab.read(submit)).toBe("disk");
  const holdup = "lockstep.outbox.holdup(project.projectId)";
  expect(await tab.read(holdup)).toMatchObject({ kind: "retrying", code: "not-loaded", reason });
  await tab.until("lockstep.connection.state.status === 'live'");
  await context.unroute(chunk);
  await tab.until("isLive() && lockstep.outbox.intents.length === 0");
  expect(await tab.read("titles()")).toEqual(["First", "Second"]);
});

it("a change that waits can be cancelled without the code that talks with the server", async () => {
  await context.route(chunk, (route) => route.abort());
  const tab = await open();
  await tab.until("titles().length === 1");
  await tab.read("(globalThis.first = project.column('TODO')[0].id) && null");
  const cancel = (change: string) =>
    tab.read(`(async () => {
      const { id, accepted } = project.submit(${change});
      await accepted;
      const shown = titles();
      return [shown, await lockstep.outbox.cancel(id), titles(), lockstep.outbox.intents.length];
    })()`);
  const edit = '{ kind: "updateTask", input: { taskId: first, title: "Edited" } }';
  expect(await cancel(edit)).toEqual([["Edited"], true, ["First"], 0]);
  expect(await cancel('{ kind: "deleteTask", input: { taskId: first } }')).toEqual([[], true, ["First"], 0]);
  const created = 'project.submit({ kind: "createTask", input: { title: "New" } }).id';
  const deletion = `{ kind: "deleteTask", input: { taskId: ${created} } }`;
  expect(await cancel(deletion)).toEqual([["First"], true, ["First", "New"], 1]);
});

it("loadComments: ends at once by the caller's signal while the code loads", async () => {
  const release = await holdChunk();
  const tab = await open();
  await tab.until("titles().length === 1");
  await tab.read("(globalThis.ending = new AbortController()) && null");
  await tab.read("(globalThis.loading = project.loadComments(project.column('TODO')[0].id, ending.signal)) && null");
  await tab.read("ending.abort()");
  expect(await tab.read("loading")).toBe("The request was ended.");
  expect(await tab.read("project.loadComments(project.column('TODO')[0].id, ending.signal)")).toBe(
    "The request was ended.",
  );
  await release(tab);
  await tab.until("isLive()");
  expect(await tab.read("project.loadComments(project.column('TODO')[0].id)")).toBeNull();
});

it("a project that is closed while the code loads is not followed, and can be opened again", async () => {
  const release = await holdChunk();
  const tab = await open();
  await tab.until("lockstep.connection.state.status === 'live'");
  await tab.read("project.close()");
  await tab.until("lockstep.connection.state.status === 'idle'");
  await release(tab);
  expect(sent).not.toContain("subscribe");
  await tab.read("(globalThis.again = lockstep.project(project.projectId)) && null");
  await tab.until("again.stream.kind === 'following' && again.stream.isLive");
  expect(sent.filter((type) => type === "subscribe")).toHaveLength(1);
});

it("a person who signs out while the code loads leaves nothing, and is not followed", async () => {
  const release = await holdChunk();
  const tab = await open();
  await tab.until("lockstep.connection.state.status === 'live'");
  await tab.read("lockstep.signOut()");
  await release(tab);
  expect(sent).not.toContain("subscribe");
  expect(await tab.read("[titles(), lockstep.account.current, lockstep.connection.state.status]")).toEqual([
    [],
    null,
    "parked",
  ]);
  expect(await tab.read("indexedDB.databases().then((all) => all.map(({ name }) => name))")).toEqual([
    "lockstep-accounts",
  ]);
  await tab.read("lockstep.reconnect()");
  await tab.until("isLive() && titles().length === 1");
});

it("another person who signs in while the code loads sees what she may see alone", async () => {
  const grace = await instance.person("grace");
  const release = await holdChunk();
  const tab = await open();
  await tab.until("titles().length === 1");
  await tab.read(`(globalThis.mintToken = () => "${grace.token}") && lockstep.reconnect()`);
  await tab.until("lockstep.account.current.subject === 'grace'");
  expect(await tab.read("[titles(), project.state.status]")).toEqual([[], "empty"]);
  await release(tab);
  await tab.until("project.state.ended === 'not-found'");
  expect(sent).not.toContain("subscribe");
  expect(await tab.read("titles()")).toEqual([]);
});

/** Opens the project once, so that it is on disk. */
async function visit(): Promise<void> {
  const tab = await open();
  await tab.until("isLive()");
  await tab.read(
    "Object.assign(globalThis, { copies: createDiskCopies(indexedDB, lockstep.account.current, createEnvironment()) }) && null",
  );
  await tab.until("copies.read(project.projectId).then((copy) => copy !== null)");
  await tab.page.close();
  sent = [];
}

/** Lets the code not arrive before the function is called that it returns. */
async function holdChunk(): Promise<(tab: CoreTab) => Promise<void>> {
  const held: Route[] = [];
  await context.route(chunk, (route) => void held.push(route));
  return async (tab) => {
    for (const route of held) await route.continue();
    await context.unroute(chunk);
    await tab.read("import('/online.js').then(() => null)");
  };
}

function open(): Promise<CoreTab> {
  return pages.open(context, { url: `${instance.url}/graphql`, token: ada.token, projectId });
}
