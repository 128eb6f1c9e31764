import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  AccountStorage,
  Account as KitAccount,
  LastAccount,
  Lockstep,
} from "../../../client/core/lockstep/index.ts";
import { FakeServer } from "../../../client/testing/index.ts";
import { projectRoot } from "../../../src/config/project-root.ts";
import { given } from "../../support/board.ts";
import { launchChromium } from "../../support/chromium.ts";
import { AddMemberDocument, CreateProjectDocument, CreateTaskDocument } from "../../support/generated/graphql.ts";
import { patience } from "../../support/patience.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { describeCopies, describeOutbox, describeValues } from "../core/storage/storage-contract.ts";
import { createGuideApp, type GuideApp } from "./guide-app.ts";
import { type Account, create, enter, serveGuideApp, signIn, titlesOn } from "./served-app.ts";

let app: GuideApp;
let database: TestDatabase;

beforeAll(async () => {
  [app, database] = [await createGuideApp(), await createTestDatabase()];
  // Some samples import what it writes.
  const { ended, output } = app.start("node_modules/@graphql-codegen/cli/esm/bin.js");
  expect({ code: await ended, output }).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await database.close();
  await app.close();
});

it("every sample compiles in strict mode", async () => {
  expect(app.unnamed).toEqual([]);
  expect([...app.samples.keys()]).toEqual(expect.arrayContaining(["src/App.tsx", "socket.ts", "urql.ts", "relay.ts"]));
  expect(await app.compile([...app.samples.keys()])).toEqual([]);
});

it("the guide's codegen, in the versions that it names, types documents and fragments of an app", async () => {
  const { devDependencies } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8"));
  const [, ...named] = /gives the versions\s+(\d+\.\d+)\s+and (\d+\.\d+)/.exec(app.guide) ?? [];
  const used = ["cli", "client-preset"].map((name) => devDependencies[`@graphql-codegen/${name}`] as string);
  expect(used.map((version) => version.replace(/^\^(\d+\.\d+)\.\d+$/, "$1"))).toEqual(named);

  const check = (selection: string, use: string) =>
    app.write(
      "src/typed.ts",
      `import type { ${selection}Fragment as Selected, UrgentTasksQuery } from "./generated/graphql";
       export const use = (selected: Selected, answer: UrgentTasksQuery) => [${use}, answer.project?.tasks.nodes[0]?.labels];`,
    );
  await check("ProjectLine", "selected.name.length, selected.seq + 1");
  expect(await app.compile(["src/typed.ts"])).toEqual([]);
  await check("TaskParts", "selected.version + 1, selected.assignee?.email?.length");
  expect(await app.compile(["src/typed.ts"])).toEqual([]);
  for (const [selection, wrong] of [
    ["ProjectLine", "selected.description"],
    ["ProjectLine", "selected.seq.length"],
    ["TaskParts", "selected.assignee.email"],
    ["TaskParts", 'selected.status === "LATER"'],
  ] as const) {
    await check(selection, wrong);
    expect(await app.compile(["src/typed.ts"])).toContainEqual(expect.stringMatching(/^src\/typed\.ts\(2,.*error TS/));
  }
});

it("the guide's tests of the board and the inbox pass", async () => {
  // On a busy machine they need longer than the second that Testing Library waits.
  await app.write(
    "patient.ts",
    `import { configure } from "@testing-library/react"; configure({ asyncUtilTimeout: ${patience} });`,
  );
  await app.write(
    "vitest.config.ts",
    `import { mergeConfig } from "vitest/config";
     import guide from "./vite.config";
     export default mergeConfig(guide, { test: { setupFiles: "patient.ts", testTimeout: ${4 * patience} } });`,
  );
  const files = ["src/Board.test.tsx", "src/Inbox.test.tsx"];
  const { ended, output } = app.start("node_modules/vitest/vitest.mjs", "run", ...files);
  await ended;
  expect(stripVTControlCharacters(output.join("\n"))).toMatch(/Tests\s+2 passed/);
});

describe("the guide's storage over a store of texts", () => {
  let createTextStorage: (store: TextStore, account: KitAccount) => AccountStorage;
  let createTextAccount: (store: TextStore) => LastAccount;
  const account = { server: "https://host/graphql", issuer: "tests", subject: "ada" };

  beforeAll(async () => {
    expect(await app.compile(["src/text-storage.ts"])).toEqual([]);
    const module = await import(pathToFileURL(join(app.folder, "built/src/text-storage.js")).href);
    ({ createTextStorage, createTextAccount } = module);
  });

  describeOutbox("the guide's storage", () => createTextStorage(createTextStore(), account).outbox);
  describeCopies("the guide's storage", () => createTextStorage(createTextStore(), account).copies);

  describeValues("the guide's storage", async () => {
    const storage = createTextStorage(createTextStore(), account);
    return storage.openValues?.() ?? expect.unreachable();
  });

  it("keeps what was changed offline through a reload, and apart from another person's", async () => {
    const store = createTextStore();
    const server = new FakeServer(["ada", "grace"].map((id) => ({ id, name: id, email: `${id}@example.com` })));
    const project = server.addProject({ members: { ada: "OWNER", grace: "MEMBER" } });
    const connect = (person: string) => {
      const storage = (given: KitAccount) => createTextStorage(store, given);
      return server.connect(person, { storage, lastAccount: createTextAccount(store) });
    };
    const before = connect("ada");
    const shown = before.project(project.id);
    await expect.poll(() => shown.stream).toMatchObject({ isLive: true });
    server.goOffline();
    const { accepted } = shown.submit({ kind: "createTask", input: { title: "Offline" } });
    expect(await accepted).toBe("disk");
    before.close();

    const other = connect("grace");
    await expect.poll(() => other.account.current?.subject).toBe("grace");
    expect(other.outbox.intents).toEqual([]);
    other.close();
    await createTextAccount(store).write({ ...account, issuer: "fake" });

    const after = connect("ada");
    const again = after.project(project.id);
    await expect.poll(() => again.column("TODO").map(({ title }) => title)).toEqual(["Offline"]);
    server.goOnline();
    await expect.poll(() => project.column("TODO").map(({ title }) => title)).toEqual(["Offline"]);
    await (await after.account.openValues())?.write("inbox", 1);
    await after.signOut();
    await expect.poll(() => store.texts.size).toBe(0);
    after.close();
  });
});

it("the guide's sample without React tells the titles now, after each change, and over an outage", async () => {
  expect(await app.compile(["src/titles.ts"])).toEqual([]);
  const module: unknown = await import(pathToFileURL(join(app.folder, "built/src/titles.js")).href);
  const { watchTitles } = module as { watchTitles(client: Lockstep, id: string, show: Show): () => void };
  const ada = { id: "ada", name: "Ada", email: "ada@example.com" };
  const server = new FakeServer([ada]);
  const project = server.addProject({ members: { ada: "OWNER" } });
  const addTask = (title: string) => project.change(ada, { kind: "createTask", input: { title } });
  const lockstep = server.connect("ada");
  const shown: string[][] = [];
  const end = watchTitles(lockstep, project.id, (titles) => shown.push(titles));
  expect(shown).toEqual([[]]);
  addTask("First");
  await expect.poll(() => shown.at(-1)).toEqual(["First"]);
  server.goOffline();
  addTask("Second");
  server.goOnline();
  await expect.poll(() => shown.at(-1)).toEqual(["First", "Second"]);
  end();
  const other = lockstep.project(project.id);
  addTask("Third");
  await expect.poll(() => other.column("TODO").length).toBe(3);
  expect(shown.at(-1)).toEqual(["First", "Second"]);
  lockstep.close();
});

type Show = (titles: string[]) => void;

it("the app loses nothing without its server, tells failures and conflicts, and forgets who signs out", {
  timeout: 180_000,
}, async () => {
  await app.write("urgent.html", '<div id="root"></div><script type="module" src="/src/urgent-page.tsx"></script>');
  await app.write("src/urgent-page.tsx", urgentPage);
  const served = await serveGuideApp(app, database.url);
  const ada = await served.signUp("Ada");
  const bob = await served.signUp("Bob");
  const { createProject: made } = await ada.send(CreateProjectDocument, { input: { name: "Launch" } });
  const projectId = given(made).project.id;
  await ada.send(AddMemberDocument, { input: { projectId, userId: bob.id, role: "MEMBER" } });

  const browser = await launchChromium();
  const errors: Error[] = [];
  const open = async ({ email }: Account) => {
    const page = await signIn(browser, served.url, email);
    page.on("pageerror", (error) => errors.push(error));
    return page;
  };
  const [adas, bobs] = [await open(ada), await open(bob)];
  for (const page of [adas, bobs]) await page.getByText(/Here: (Ada, Bob|Bob, Ada)/).waitFor();
  await create(adas, "By Ada");
  await create(bobs, "By Bob");
  for (const page of [adas, bobs]) await expect.poll(() => titlesOn(page)).toEqual(["By Ada", "By Bob"]);

  // The server refuses it: the text stays, and so does the page.
  const long = "x".repeat(501);
  await create(adas, long);
  await adas.getByRole("alert").filter({ hasText: long }).waitFor();
  await adas.getByRole("button", { name: "Discard" }).click();
  await expect.poll(() => titlesOn(adas)).toEqual(["By Ada", "By Bob"]);

  // An empty title is not sent. The one before is back when the field is left.
  const title = adas.getByLabel("Title").first();
  await title.fill("");
  await adas.getByText("A task needs a title.").waitFor();
  await title.blur();
  await adas.getByText("A task needs a title.").waitFor({ state: "detached" });
  await adas.getByText("saved").nth(1).waitFor();
  await expect.poll(() => titlesOn(adas)).toEqual(["By Ada", "By Bob"]);
  expect(await adas.getByRole("alert").count()).toBe(1);

  // Both tasks in one request, seen by both people; and back, one by one.
  const batches: string[] = [];
  adas.on("request", (request) => /ApplyChanges/.test(request.postData() ?? "") && batches.push(request.url()));
  await adas.getByRole("button", { name: "All done" }).click();
  for (const page of [adas, bobs]) await page.getByRole("button", { name: "To TODO" }).nth(1).waitFor();
  expect(batches).toHaveLength(1);
  for (const rest of [1, 0]) {
    await adas.getByRole("button", { name: "To TODO" }).first().click();
    await expect.poll(() => bobs.getByRole("button", { name: "To TODO" }).count()).toBe(rest);
  }
  await expect.poll(() => titlesOn(bobs)).toEqual(["By Ada", "By Bob"]);

  await served.stopServer();
  await adas.getByText("Offline since").waitFor();
  await create(adas, "Written offline");
  await adas.getByLabel("Title").first().fill("Mine");
  await adas.getByLabel("Title").first().blur();
  await expect.poll(() => titlesOn(adas)).toEqual(["Mine", "By Bob", "Written offline"]);
  await adas.getByText("2 not sent yet").waitFor();
  await adas.reload();
  await adas.getByText("2 not sent yet").waitFor();
  await expect.poll(() => titlesOn(adas)).toEqual(["Mine", "By Bob", "Written offline"]);

  // Bob changes the same title before Ada's arrives.
  await adas.context().setOffline(true);
  await served.startServer();
  await bobs.getByText("Offline since").waitFor({ state: "detached" });
  await bobs.getByLabel("Title").first().fill("Theirs");
  await bobs.getByLabel("Title").first().blur();
  await bobs.getByText("saved").nth(1).waitFor();
  await adas.context().setOffline(false);
  await adas.getByRole("alert").filter({ hasText: "Mine" }).waitFor();
  await expect.poll(() => titlesOn(adas)).toEqual(["Theirs", "By Bob", "Written offline"]);
  await adas.getByRole("button", { name: "Keep mine" }).click();
  for (const page of [adas, bobs]) {
    await expect.poll(() => titlesOn(page)).toEqual(["Mine", "By Bob", "Written offline"]);
  }

  // The lists of the Apollo part. One follows what the board and other people change.
  const urgent = await adas.context().newPage();
  await urgent.goto(`${served.url}/urgent.html#${projectId}`);
  await urgent.getByRole("list", { name: "Urgent" }).waitFor({ state: "attached" });
  await urgent.getByRole("list", { name: "Projects" }).getByText("Launch (OWNER)").waitFor();
  await ada.send(CreateTaskDocument, { input: { projectId, title: "Now", priority: "URGENT" } });
  await urgent.getByRole("listitem").getByText("Now").waitFor();
  await urgent.close();
  await adas.getByLabel("Title").nth(3).waitFor();
  await adas.getByRole("listitem").nth(3).getByRole("button", { name: "Delete" }).click();
  for (const page of [adas, bobs]) await expect.poll(() => page.getByLabel("Title").count()).toBe(3);

  // It asks before it forgets what was refused, or not sent.
  const askToLeave = async () => {
    const asked = new Promise<string>((resolve) =>
      adas.once("dialog", (dialog) => {
        resolve(dialog.message());
        void dialog.dismiss();
      }),
    );
    await adas.getByRole("button", { name: "Sign out" }).click();
    return asked;
  };
  await create(adas, long);
  await adas.getByRole("alert").filter({ hasText: long }).waitFor();
  expect(await askToLeave()).toContain("1 of your changes");
  await adas.context().setOffline(true);
  await create(adas, "Never sent");
  await adas.getByText("1 not sent yet").waitFor();
  expect(await askToLeave()).toContain("2 of your changes");
  await adas.getByRole("button", { name: "Discard" }).click();
  await adas.context().setOffline(false);
  await expect.poll(() => bobs.getByLabel("Title").count()).toBe(4);
  await adas.getByText("not sent yet").waitFor({ state: "detached" });
  await adas.getByRole("listitem").nth(3).getByRole("button", { name: "Delete" }).click();
  await expect.poll(() => bobs.getByLabel("Title").count()).toBe(3);
  await adas.getByText("not sent yet").waitFor({ state: "detached" });

  await adas.getByRole("button", { name: "Sign out" }).click();
  await adas.getByLabel("Password").waitFor();
  const left = await adas.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ""));
  expect(left.filter((name) => name.includes(ada.id) || name.includes("copies") || name.includes("outbox"))).toEqual(
    [],
  );
  await adas.reload();
  await adas.getByLabel("Password").waitFor();
  expect(await titlesOn(adas)).toEqual([]);
  await enter(adas, bob.email);
  await expect.poll(() => titlesOn(adas)).toEqual(["Mine", "By Bob", "Written offline"]);

  // The next person does not inherit the project. The app says that there is none, until there is one.
  await adas.getByRole("button", { name: "Sign out" }).click();
  const cyd = await served.signUp("Cyd");
  await enter(adas, cyd.email);
  await adas.getByText("You have no project yet.").waitFor();
  await cyd.send(CreateProjectDocument, { input: { name: "Of Cyd" } });
  await adas.getByRole("heading", { name: "Of Cyd" }).waitFor();
  expect(errors).toEqual([]);

  await browser.close();
  await served.close();
});

/** Shows the samples' lists alone, for the project that the address names. */
const urgentPage = `
  import { ApolloProvider } from "@apollo/client/react";
  import { LockstepProvider } from "lockstep-client/react";
  import { createRoot } from "react-dom/client";
  import { client } from "./apollo";
  import { lockstep } from "./lockstep";
  import { Projects } from "./Projects";
  import { Urgent } from "./Urgent";

  createRoot(document.getElementById("root")!).render(
    <LockstepProvider lockstep={lockstep}>
      <ApolloProvider client={client}>
        <Projects />
        <Urgent projectId={location.hash.slice(1)} />
      </ApolloProvider>
    </LockstepProvider>,
  );
`;

interface TextStore {
  getItem(key: string): Promise<string | null>;
  setItem(key: string, text: string): Promise<unknown>;
  removeItem(key: string): Promise<unknown>;
}

/** One in memory that answers later. */
function createTextStore(): TextStore & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    getItem: async (key) => texts.get(key) ?? null,
    setItem: async (key, text) => texts.set(key, text),
    removeItem: async (key) => texts.delete(key),
  };
}
