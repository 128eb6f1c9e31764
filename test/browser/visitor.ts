import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { MeDocument } from "../support/generated/graphql.ts";
import { post, requireData } from "../support/person.ts";

/** Somebody with an account of the server, signed in with a browser of their own. */
export interface Visitor {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly page: Page;
  /** Sends an operation beside the page, to set a scene. */
  send<TData, TVariables>(document: TypedDocumentNode<TData, TVariables>, variables: TVariables): Promise<TData>;
  /** Opens a path of the board. */
  open(path: string): Promise<void>;
  column(name: string): Locator;
  /** A column's titles, from top to bottom. */
  titles(column: string): Promise<string[]>;
  card(title: string): Locator;
  panel: Locator;
  /** Keeps a picture under test-results, where `TEST_PICTURES` is set: drawing one takes longer than most steps. */
  picture(name: string): Promise<void>;
  /** Signs in on another device of the same person. It ends with this visit. */
  openDevice(): Promise<Visitor>;
  /** Ends the visit; fails when the browser complained about the page. */
  leave(): Promise<void>;
}

/** Messages of the browser itself about an unreachable server or an ended session. */
const expected = /Failed to load resource|WebSocket connection to|net::ERR_/;

/**
 * A desktop without animations: nothing waits for their end. Pages come from the server each time, and tests may stand
 * between the two.
 */
export const standardContext: BrowserContextOptions = {
  viewport: { width: 1_440, height: 900 },
  // Dates are written so.
  locale: "en-US",
  reducedMotion: "reduce",
  serviceWorkers: "block",
};

/** As `Visitor.picture` does. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  if (!process.env["TEST_PICTURES"]) return;
  await page.screenshot({ path: join(projectRoot, "test-results/screenshots", `${name}.png`) });
}

export async function visit(
  browser: Browser,
  url: string,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ ...standardContext, ...options });
  const email = `${name.toLowerCase().replaceAll(" ", ".")}-${randomUUID()}@example.com`;
  const password = "correct horse battery";
  const headers = { origin: url };
  const signedUp = await context.request.post(`${url}/auth/sign-up/email`, {
    data: { name, email, password },
    headers,
  });
  if (!signedUp.ok()) throw new Error(`The sign-up failed: ${signedUp.status()} ${await signedUp.text()}`);
  const issued = await context.request.get(`${url}/auth/token`, { headers });
  if (!issued.ok()) throw new Error(`No token is issued: ${issued.status()} ${await issued.text()}`);
  const { token } = (await issued.json()) as { token: string };
  const send: Visitor["send"] = async (document, variables) =>
    requireData(await post(url, token, { query: print(document), variables }));
  const { me } = await send(MeDocument, {});
  const contexts = [context];
  const complaints: string[] = [];
  return open(context);

  /** Opens a page in a browser that is signed in. */
  async function open(device: BrowserContext): Promise<Visitor> {
    const page = await device.newPage();
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && !expected.test(text)) complaints.push(text);
    });
    page.on("pageerror", (error) => complaints.push(String(error)));

    const column = (columnName: string) => page.getByRole("region", { name: columnName, exact: true });
    return {
      id: me.id,
      name,
      email,
      password,
      page,
      send,
      async open(path) {
        await page.goto(url + path);
      },
      column,
      titles: (columnName) => column(columnName).getByRole("listitem").getByRole("link").allTextContents(),
      card: (title) => page.getByRole("listitem").filter({ has: page.getByRole("link", { name: title, exact: true }) }),
      panel: page.getByRole("complementary"),
      picture: (pictureName) => keepPicture(page, pictureName),
      async openDevice() {
        const another = await browser.newContext({ ...standardContext, ...options });
        contexts.push(another);
        const signedIn = await another.request.post(`${url}/auth/sign-in/email`, {
          data: { email, password },
          headers,
        });
        if (!signedIn.ok()) throw new Error(`The sign-in failed: ${signedIn.status()} ${await signedIn.text()}`);
        return open(another);
      },
      async leave() {
        await Promise.all(contexts.map((each) => each.close()));
        expect(complaints).toEqual([]);
      },
    };
  }
}
