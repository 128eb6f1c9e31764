import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { launchChromium } from "../support/chromium.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { CreateCommentDocument, CreateProjectDocument, CreateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type Visitor, visit } from "./visitor.ts";

let browser: Browser;
let database: TestDatabase;
let port: number;
let instance: Instance;
let ada: Visitor;
let path: string;
let newer: string;

beforeAll(async () => {
  browser = await launchChromium();
  database = await createTestDatabase();
  port = await findFreePort();
  newer = await createNewerPages();
});

afterAll(async () => {
  await browser.close();
  await database.close();
  await rm(newer, { recursive: true });
});

beforeEach(async () => {
  instance = await start();
  ada = await visit(browser, instance.url, "Ada Lovelace", { serviceWorkers: "allow" });
  const { createProject } = await ada.send(CreateProjectDocument, { input: { name: "Launch" } });
  const projectId = createProject?.project.id ?? "";
  path = `/projects/${projectId}`;
  const { createTask } = await ada.send(CreateTaskDocument, { input: { projectId, title: "Book the room" } });
  await ada.send(CreateCommentDocument, { input: { taskId: createTask?.task.id ?? "", body: "For sixty people." } });
  await ada.open(path);
  await ada.card("Book the room").waitFor();
  // It serves pages only once all files of the board are on the device.
  await ada.page.evaluate(`navigator.serviceWorker.controller ??
    new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve))`);
});

afterEach(async () => {
  await ada.leave();
  await instance.close();
});

it("opens from disk while the server is stopped, and sends what was done meanwhile once it is back", async () => {
  const comments = ada.panel.getByRole("article");
  await ada.card("Book the room").getByRole("link").click();
  await comments.getByText("For sixty people.").waitFor();
  await expect.poll(() => ada.page.evaluate(readStored)).toContain("For sixty people.");
  await instance.close();
  await ada.page.reload();
  await comments.getByText("For sixty people.").waitFor();
  await ada.panel.getByText("As of the last connection.").waitFor();
  await ada.panel.getByLabel("Title").fill("Book the hall");
  await ada.panel.getByLabel("New comment").fill("Is it free?");
  await ada.panel.getByRole("button", { name: "Comment", exact: true }).click();
  await comments.nth(1).getByText("Is it free?").waitFor();
  await ada.panel.getByRole("button", { name: "Close" }).click();
  const todo = ada.column("To do");
  await todo.getByRole("button", { name: "Add task" }).click();
  await todo.getByRole("textbox").fill("Print the cards");
  await todo.getByRole("textbox").press("Enter");
  await ada.page.getByText("3 changes wait on this device").waitFor();

  await ada.page.reload();
  await ada.page.getByText("3 changes wait on this device").waitFor();
  expect(await ada.titles("To do")).toEqual(["Book the hall", "Print the cards"]);

  instance = await start();
  await ada.page.getByText("wait on this device").waitFor({ state: "detached" });
  await ada.page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => indexedDB.deleteDatabase(name)))");
  await ada.page.reload();
  await ada.card("Book the hall").waitFor();
  expect(await ada.titles("To do")).toEqual(["Book the hall", "Print the cards"]);
  await ada.card("Book the hall").getByRole("link").click();
  await comments.nth(0).getByText("For sixty people.").waitFor();
  await comments.nth(1).getByText("Is it free?").waitFor();
});

it("opens each page of who is signed in while the server is stopped, and says who that is", async () => {
  const { page } = ada;
  for (const path of ["/my-tasks", "/"]) {
    await page.goto(instance.url + path);
    await page.locator("main[aria-busy=false], main [aria-busy=false]").waitFor();
  }
  await instance.close();
  const places = {
    "/?from=mail": page.getByRole("link", { name: /^Launch/ }),
    "/my-tasks": page.getByText("Nothing is assigned to you."),
    "/profile": page.getByLabel("Your name"),
    "/access-tokens": page.getByRole("heading", { name: "Access tokens" }),
  };
  for (const [path, landmark] of Object.entries(places)) {
    await page.goto(instance.url + path);
    await landmark.waitFor();
    await page.getByRole("button", { name: "Account of Ada Lovelace" }).waitFor();
  }
  await page.goto(`${instance.url}/invitation#abc`);
  await page.getByText("You join it as Ada Lovelace").waitFor();
});

it("leaves a half-written text alone when a newer version comes, and loads code of its own version until then", async () => {
  await ada.card("Book the room").getByRole("link").click();
  await ada.panel.getByLabel("New comment").fill("Is it fr");
  const entry = await findEntry();
  await instance.close();
  instance = await start(newer);
  await ada.page.evaluate(`dispatchEvent(new Event("online")), document.dispatchEvent(new Event("visibilitychange"))`);
  await ada.page.getByText("A new version is ready").waitFor();

  await ada.page.keyboard.press("ControlOrMeta+k");
  await ada.page.getByRole("dialog").getByRole("combobox").waitFor();
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await ada.panel.getByLabel("New comment").inputValue()).toBe("Is it fr");

  const loaded = ada.page.waitForEvent("load");
  await ada.page.getByRole("button", { name: "Reload" }).click();
  await loaded;
  await expect.poll(() => ada.panel.getByLabel("New comment").inputValue()).toBe("Is it fr");
  expect(await findEntry()).not.toBe(entry);
  await ada.page.getByText("A new version is ready").waitFor({ state: "detached" });
});

it("takes a newer version by itself where nobody has touched the page", async () => {
  const entry = await findEntry();
  await instance.close();
  instance = await start(newer);
  let loads = 0;
  // Everything that Playwright does inside a page counts as touching it.
  const twice = ada.page.waitForEvent("load", () => ++loads === 2);
  await ada.page.reload();
  await twice;
  await ada.card("Book the room").waitFor();
  expect(await findEntry()).not.toBe(entry);
});

it("is not taken by a page while another one has a half-written text", async () => {
  await ada.card("Book the room").getByRole("link").click();
  await ada.panel.getByLabel("New comment").fill("Is it fr");
  const entry = await findEntry();
  const second = await ada.page.context().newPage();
  await second.goto(instance.url + path);
  await instance.close();
  instance = await start(newer);
  // Either page asks the other, and the second one has no text.
  const answer = ada.page.evaluate(`new Promise((resolve) => {
    new BroadcastChannel("lockstep pages").onmessage = ({ data }) => data.kind === "answer" && data.isWriting && resolve();
  })`);
  // The first page leads: it connects for both.
  await ada.page.evaluate(`dispatchEvent(new Event("online"))`);
  await second.reload();
  await answer;
  await second.getByText("A new version is ready").waitFor();
  const waiting = "navigator.serviceWorker.getRegistration().then(({ waiting }) => waiting !== null)";
  expect(await ada.page.evaluate(waiting)).toBe(true);

  await ada.panel.getByLabel("New comment").fill("");
  await ada.panel.getByRole("button", { name: "Close" }).click();
  await ada.panel.waitFor({ state: "detached" });
  let loads = 0;
  const twice = second.waitForEvent("load", () => ++loads === 2);
  await second.reload();
  await twice;
  expect(await second.evaluate(`document.querySelector("script[type=module]").src`)).not.toBe(entry);
  await ada.page.getByText("A new version is ready").waitFor();
});

it("keeps the files of the board alone, and leaves everything else to the server", async () => {
  const kept = (await ada.page.evaluate(`
    caches.keys()
      .then((names) => Promise.all(names.map(async (name) => await (await caches.open(name)).keys())))
      .then((requests) => requests.flat().map(({ url }) => new URL(url).pathname))
  `)) as string[];
  expect(kept).toContain("/");
  expect(kept.filter((each) => each !== "/" && !each.startsWith("/assets/"))).toEqual([]);
  expect(kept.filter((each) => /editor|worker|codicon/.test(each))).toEqual([]);
  const response = await ada.page.goto(`${instance.url}/graphql`);
  expect(response?.fromServiceWorker()).toBe(false);
  await ada.page.goto(`${instance.url}/`);
  await ada.page.getByRole("link", { name: /^Launch/ }).waitFor();
});

it("can be installed", async () => {
  const session = await ada.page.context().newCDPSession(ada.page);
  const { url, errors, data = "{}" } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  expect(new URL(url).pathname).toBe("/manifest.webmanifest");
  const { icons } = JSON.parse(data) as { icons: readonly { src: string; sizes: string }[] };
  for (const { src, sizes } of icons) {
    const size = await ada.page.evaluate(`
      new Promise((resolve, reject) => {
        const image = new Image();
        image.onload = () => resolve(image.naturalWidth + "x" + image.naturalHeight);
        image.onerror = reject;
        image.src = ${JSON.stringify(src)};
      })`);
    expect(size).toBe(sizes);
  }
});

/** Returns as text what the journal of the copies on disk holds. */
const readStored = `(async () => {
  const settled = (request) => new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  const { name } = (await indexedDB.databases()).find(({ name }) => name.startsWith("lockstep-copies"));
  const database = await settled(indexedDB.open(name));
  const entries = await settled(database.transaction("journal").objectStore("journal").getAll());
  database.close();
  return JSON.stringify(entries);
})()`;

function start(pages?: string): Promise<Instance> {
  const parts = pages === undefined ? {} : { pages };
  return startInstance(database.url, { PORT: String(port), SIGN_UPS_PER_HOUR: "0" }, parts);
}

function findEntry(): Promise<unknown> {
  return ada.page.evaluate(`document.querySelector("script[type=module]").src`);
}

/** Returns the folder of a build whose files of the board all have other names, as after a change of the code. */
async function createNewerPages(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-pages-"));
  await cp(join(projectRoot, "dist/web"), folder, { recursive: true });
  const worker = await readFile(join(folder, "sw.js"), "utf8");
  const names = [...new Set(Array.from(worker.matchAll(/assets\/([\w.-]+)/g), ([, name = ""]) => name))];
  const renamed = new Map(names.map((name) => [name, name.replace(/(\.\w+)$/, "-newer$1")]));
  const assets = (await readdir(join(folder, "assets"))).map((name) => join("assets", name));
  for (const file of ["index.html", "sw.js", ...assets]) {
    const from = join(folder, file);
    if (/\.(gz|br)$/.test(file)) await rm(from);
    else if (/\.(html|js|css)$/.test(file)) {
      let text = await readFile(from, "utf8");
      for (const [name, other] of renamed) text = text.replaceAll(name, other);
      await writeFile(from, text);
    }
  }
  for (const [name, other] of renamed) await rename(join(folder, "assets", name), join(folder, "assets", other));
  return folder;
}
