import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import type { Browser, Page } from "playwright-core";
import { given } from "../../support/board.ts";
import { findFreePort } from "../../support/find-free-port.ts";
import { MeDocument } from "../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import { post, requireData } from "../../support/person.ts";
import { runAfterDeath } from "../../support/run-after-death.ts";
import type { GuideApp } from "./guide-app.ts";

/** The guide's app as Vite serves it, beside a server that a test may take away. */
export interface ServedApp {
  /** Address of the app. */
  readonly url: string;
  /** Address of the server, the same after each start. */
  readonly serverUrl: string;
  startServer(): Promise<void>;
  stopServer(): Promise<void>;
  signUp(name: string): Promise<Account>;
  close(): Promise<void>;
}

/** A person with an account of the server's own. */
export interface Account {
  readonly id: string;
  readonly email: string;
  send<TData, TVariables>(document: TypedDocumentNode<TData, TVariables>, variables: TVariables): Promise<TData>;
}

/** Changes of the guide's files only where all of it listens. */
export async function serveGuideApp(app: GuideApp, databaseUrl: string): Promise<ServedApp> {
  const [pagePort, port] = [await findFreePort(), await findFreePort()];
  const origin = /ALLOWED_ORIGINS=(\S+) npm start/.exec(app.guide)?.[1]?.replace("5173", String(pagePort)) ?? "";
  const serverUrl = `http://127.0.0.1:${port}`;
  let instance: Instance | undefined;
  const startServer = async () => {
    instance = await startInstance(databaseUrl, { PORT: String(port), ALLOWED_ORIGINS: origin });
  };
  await startServer();

  const config = given(app.samples.get("vite.config.ts"))
    .replaceAll("http://127.0.0.1:4000", serverUrl)
    .replace("strictPort: true", `strictPort: true, port: ${pagePort}`);
  if (!config.includes(`port: ${pagePort}`)) throw new Error("The guide's configuration of Vite has no strictPort.");
  await app.write("vite.config.ts", config);
  await app.write("index.html", '<div id="root"></div><script type="module" src="/src/main.tsx"></script>');
  const vite = app.start("node_modules/vite/bin/vite.js");
  const callOff = runAfterDeath(`kill -9 ${vite.child.pid}`);
  await vite.line(/ready in/);

  const stopServer = async () => {
    await instance?.close();
    instance = undefined;
  };
  return {
    ...{ url: `http://localhost:${pagePort}`, serverUrl, startServer, stopServer },
    signUp: (name) => signUp(serverUrl, name),
    async close() {
      vite.child.kill();
      await vite.ended;
      callOff();
      await stopServer();
    },
  };
}

const password = "correct horse battery";

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
export async function signIn(browser: Browser, url: string, email: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url);
  await enter(page, email);
  return page;
}

export async function enter(page: Page, email: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

export async function create(page: Page, title: string): Promise<void> {
  await page.getByLabel("New task").fill(title);
  await page.getByRole("button", { name: "Create" }).click();
}

export function titlesOn(page: Page): Promise<string[]> {
  const fields = page.getByLabel("Title", { exact: true });
  return fields.evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
}
