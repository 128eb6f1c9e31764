import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify, stripVTControlCharacters } from "node:util";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { Client as UrqlClient } from "@urql/core";
import { print } from "graphql";
import type { Client as Socket } from "graphql-ws";
import type { Browser, Page } from "playwright-core";
import { Network, type RequestParameters, type SubscribeFunction } from "relay-runtime";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { projectRoot } from "../../src/config/project-root.ts";
import { createProject, given } from "../support/board.ts";
import { launchChromium } from "../support/chromium.ts";
import { document } from "../support/document.ts";
import { findFreePort } from "../support/find-free-port.ts";
import {
  AddMemberDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  MeDocument,
} from "../support/generated/graphql.ts";
import { startInstance } from "../support/instance.ts";
import { type Launched, launch } from "../support/launch.ts";
import { post, requireData } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { runAfterDeath } from "../support/run-after-death.ts";

const run = promisify(execFile);

/** Folder of a reader of the guide: the pasted files, and the packed kit. */
let app: string;
let guide: string;
let otherClients: string;
let samples: ReadonlyMap<string, string>;
let database: TestDatabase;

beforeAll(async () => {
  guide = await readFile(join(projectRoot, "docs/client.md"), "utf8");
  otherClients = await readFile(join(projectRoot, "docs/other-clients.md"), "utf8");
  // The first line names the file.
  const blocks = (guide + otherClients).matchAll(/^```tsx?\n\/\/ (\S+)\n(.*?)^```$/gms);
  samples = new Map([...blocks].map(([, path = "", text = ""]) => [path, text]));
  app = await mkdtemp(join(tmpdir(), "lockstep-guide-"));
  for (const [path, text] of samples) await write(path, text);
  await writeFile(join(app, "package.json"), '{ "private": true, "type": "module" }');
  await linkPackages();
  database = await createTestDatabase();
}, 120_000);

afterAll(async () => {
  await database.close();
  await rm(app, { recursive: true, force: true });
});

it("every sample compiles in strict mode", { timeout: 60_000 }, async () => {
  const unnamed = (guide + otherClients).match(/^```tsx?\n(?!\/\/ )/gm);
  expect(unnamed).toBeNull();
  expect([...samples.keys()]).toEqual(expect.arrayContaining(["src/App.tsx", "socket.ts", "urql.ts", "relay.ts"]));
  const compilerOptions = {
    strict: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    skipLibCheck: true,
    target: "ES2023",
    lib: ["ES2023", "DOM", "DOM.Iterable"],
    module: "ESNext",
    moduleResolution: "bundler",
    jsx: "react-jsx",
    types: ["vite/client"],
    outDir: "built",
  };
  await write("tsconfig.json", JSON.stringify({ compilerOptions, files: [...samples.keys()] }));
  const { ended, output } = start("node_modules/typescript/bin/tsc", "--project", "tsconfig.json");
  await ended;
  expect(output).toEqual([]);
});

it("the guide's test of the board passes", { timeout: 60_000 }, async () => {
  const { ended, output } = start("node_modules/vitest/vitest.mjs", "run", "src/Board.test.tsx");
  await ended;
  expect(stripVTControlCharacters(output.join("\n"))).toMatch(/Tests\s+1 passed/);
});

it("the app loses nothing without its server, tells failures and conflicts, and forgets who signs out", {
  timeout: 180_000,
}, async () => {
  const [pagePort, port] = [await findFreePort(), await findFreePort()];
  const origin = /ALLOWED_ORIGINS=(\S+) npm start/.exec(guide)?.[1]?.replace("5173", String(pagePort)) ?? "";
  const variables = { PORT: String(port), ALLOWED_ORIGINS: origin };
  let instance = await startInstance(database.url, variables);
  const ada = await signUp(instance.url, "Ada");
  const bob = await signUp(instance.url, "Bob");
  const { createProject: made } = await ada.send(CreateProjectDocument, { input: { name: "Launch" } });
  const projectId = given(made).project.id;
  await ada.send(AddMemberDocument, { input: { projectId, userId: bob.id, role: "MEMBER" } });

  // The only changes to what the guide says: where all of it listens.
  const config = given(samples.get("vite.config.ts"));
  expect(config).toContain("strictPort: true");
  await write(
    "vite.config.ts",
    config
      .replaceAll("http://127.0.0.1:4000", instance.url)
      .replace("strictPort: true", `strictPort: true, port: ${pagePort}`),
  );
  await write("index.html", '<div id="root"></div><script type="module" src="/src/main.tsx"></script>');
  await write("urgent.html", '<div id="root"></div><script type="module" src="/src/urgent-page.tsx"></script>');
  await write("src/urgent-page.tsx", urgentPage);
  const vite = start("node_modules/vite/bin/vite.js");
  const callOff = runAfterDeath(`kill -9 ${vite.child.pid}`);
  await vite.line(/ready in/);

  const browser = await launchChromium();
  const errors: Error[] = [];
  const open = async ({ email }: Account) => {
    const page = await signIn(browser, `http://localhost:${pagePort}`, email);
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

  await instance.close();
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
  instance = await startInstance(database.url, variables);
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

  // The list of the Apollo part follows what the board and other people change.
  const urgent = await adas.context().newPage();
  await urgent.goto(`http://localhost:${pagePort}/urgent.html#${projectId}`);
  await urgent.getByRole("list", { name: "Urgent" }).waitFor({ state: "attached" });
  await ada.send(CreateTaskDocument, { input: { projectId, title: "Now", priority: "URGENT" } });
  await urgent.getByRole("listitem").getByText("Now").waitFor();
  await urgent.close();
  await adas.getByLabel("Title").nth(3).waitFor();
  await adas.getByRole("listitem").nth(3).getByRole("button", { name: "Delete" }).click();
  for (const page of [adas, bobs]) await expect.poll(() => page.getByLabel("Title").count()).toBe(3);

  // It asks before it forgets what was not sent.
  await adas.context().setOffline(true);
  await create(adas, "Never sent");
  await adas.getByText("1 not sent yet").waitFor();
  const asked = new Promise<string>((resolve) =>
    adas.once("dialog", (dialog) => {
      resolve(dialog.message());
      void dialog.dismiss();
    }),
  );
  await adas.getByRole("button", { name: "Sign out" }).click();
  expect(await asked).toContain("1 of your changes");
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
  const cyd = await signUp(instance.url, "Cyd");
  await enter(adas, cyd.email);
  await adas.getByText("You have no project yet.").waitFor();
  await cyd.send(CreateProjectDocument, { input: { name: "Of Cyd" } });
  await adas.getByRole("heading", { name: "Of Cyd" }).waitFor();
  expect(errors).toEqual([]);

  await browser.close();
  vite.child.kill();
  await vite.ended;
  callOff();
  await instance.close();
});

it("graphql-ws, urql and Relay miss nothing through two restarts, and hear nothing twice", {
  timeout: 60_000,
}, async () => {
  vi.stubGlobal("WebSocket", WebSocket);
  const variables = { PORT: String(await findFreePort()) };
  let instance = await startInstance(database.url, variables);
  const { url } = instance;
  const ada = await instance.person("ada");
  const projectId = await createProject(ada);
  const { cursor: after } = given((await ada.expect(cursorQuery, { projectId })).project);
  const { createSocket, follow, createUrql, createSubscribe } = await importSamples();
  const connect = () => createSocket(`${url.replace("http", "ws")}/graphql`, async () => ada.token);
  const [plain, forUrql, forRelay] = [connect(), connect(), connect()];

  const heard = { plain: [] as string[], urql: [] as string[], relay: [] as string[] };
  follow(plain, projectId, after, (event) => note(heard.plain, { projectActivity: event }));
  createUrql(`${url}/graphql`, () => ada.token, forUrql)
    .subscription(activity, { projectId, after })
    .subscribe(({ data }) => note(heard.urql, data));
  const network = Network.create(() => Promise.reject(new Error("It only subscribes.")), createSubscribe(forRelay));
  const request = { text: activity, name: "Changes", operationKind: "subscription" } as RequestParameters;
  network.execute(request, { projectId, after }, {}).subscribe({
    next: (result) => note(heard.relay, (result as { data?: unknown }).data),
  });

  const titles: string[] = [];
  for (const round of range(1, 3)) {
    for (const each of range(1, 5)) {
      const title = `${round}.${each}`;
      await ada.expect(CreateTaskDocument, { input: { projectId, title } });
      titles.push(title);
    }
    await expect.poll(() => heard, { timeout: 20_000 }).toEqual({ plain: titles, urql: titles, relay: titles });
    await instance.close();
    instance = await startInstance(database.url, variables);
  }
  for (const socket of [plain, forUrql, forRelay]) await socket.dispose();
  vi.unstubAllGlobals();
  await instance.close();
});

const cursorQuery = document<{ project: { cursor: string } }, { projectId: string }>(
  "query ($projectId: ID!) { project(id: $projectId) { cursor } }",
);

const activity = `subscription Changes($projectId: ID!, $after: String) {
  projectActivity(projectId: $projectId, after: $after) {
    __typename
    ... on TaskCreated { task { id title } }
  }
}`;

/** Shows the sample's list alone, for the project that the address names. */
const urgentPage = `
  import { ApolloProvider } from "@apollo/client/react";
  import { LockstepProvider } from "lockstep-client/react";
  import { createRoot } from "react-dom/client";
  import { client } from "./apollo";
  import { lockstep } from "./lockstep";
  import { Urgent } from "./Urgent";

  createRoot(document.getElementById("root")!).render(
    <LockstepProvider lockstep={lockstep}>
      <ApolloProvider client={client}>
        <Urgent projectId={location.hash.slice(1)} />
      </ApolloProvider>
    </LockstepProvider>,
  );
`;

const password = "correct horse battery";

interface Account {
  readonly id: string;
  readonly email: string;
  send<TData, TVariables>(document: TypedDocumentNode<TData, TVariables>, variables: TVariables): Promise<TData>;
}

async function signUp(url: string, name: string): Promise<Account> {
  const email = `${name.toLowerCase()}@example.com`;
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ name, email, password });
  const response = await fetch(`${url}/auth/sign-up/email`, { method: "POST", headers, body });
  const authorization = `Bearer ${response.headers.get("set-auth-token")}`;
  const answer = await fetch(`${url}/auth/token`, { headers: { authorization } });
  const { token } = (await answer.json()) as { token: string };
  const send: Account["send"] = async (query, variables) =>
    requireData(await post(url, token, { query: print(query), variables }));
  return { id: (await send(MeDocument, {})).me.id, email, send };
}

/** As somebody does who follows the guide, in a browser of their own. */
async function signIn(browser: Browser, url: string, email: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(url);
  await enter(page, email);
  return page;
}

async function enter(page: Page, email: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function create(page: Page, title: string): Promise<void> {
  await page.getByLabel("New task").fill(title);
  await page.getByRole("button", { name: "Create" }).click();
}

async function titlesOn(page: Page): Promise<string[]> {
  const fields = await page.getByLabel("Title").all();
  return Promise.all(fields.map((field) => field.inputValue()));
}

/** Notes the title of a new task; everything else that is heard is of no interest. */
function note(titles: string[], data: unknown): void {
  const { projectActivity } = (data ?? {}) as { projectActivity?: { task?: { title: string } } };
  if (projectActivity?.task) titles.push(projectActivity.task.title);
}

/** Exports of the samples for other clients, as compiled. */
async function importSamples() {
  const load = async (name: string) => (await import(pathToFileURL(join(app, "built", name)).href)) as object;
  return { ...(await load("socket.js")), ...(await load("urql.js")), ...(await load("relay.js")) } as {
    createSocket(url: string, getToken: () => Promise<string>): Socket;
    follow(client: Socket, projectId: string, after: string, show: (event: unknown) => void): () => void;
    createUrql(url: string, getToken: () => string, socket: Socket): UrqlClient;
    createSubscribe(socket: Socket): SubscribeFunction;
  };
}

/** This repository's packages, in place of those that npm would install, and the kit from its tarball. */
async function linkPackages(): Promise<void> {
  const packages = join(projectRoot, "node_modules");
  await mkdir(join(app, "node_modules"));
  for (const name of await readdir(packages))
    if (!name.startsWith(".")) await symlink(join(packages, name), join(app, "node_modules", name));
  await run(process.execPath, [join(projectRoot, "scripts/pack-client.mjs")], { cwd: app });
  const tarball = (await readdir(app)).find((name) => name.endsWith(".tgz")) ?? "";
  const folder = join(app, "node_modules/lockstep-client");
  await mkdir(folder);
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", folder], { cwd: app });
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(app, path)), { recursive: true });
  await writeFile(join(app, path), text);
}

/** Runs a program of the app's packages in its folder. */
function start(...args: string[]): Launched {
  return launch([process.execPath, ...args], { cwd: app });
}
