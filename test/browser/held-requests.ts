import type { APIResponse, Page, Route } from "playwright-core";
import { expect } from "vitest";

/** Requests of a page with an operation's name, stopped on the way to the server and on the way back. */
export interface HeldRequests {
  /** Number of requests so far. */
  readonly count: number;
  /** Lets the oldest one that is held reach the server, and keeps the answer. */
  reachServer(): Promise<void>;
  /** Gives the page the answer, and waits until it has it. */
  arrive(): Promise<void>;
  /** Answers the oldest batch that is held with a refusal of each of its changes. */
  refuse(code: string, message: string): Promise<void>;
  /** Waits until one is held. */
  held(): Promise<void>;
  /** Lets everything through, now and from now on. */
  letGo(): Promise<void>;
}

export async function holdRequests(page: Page, operationName: string): Promise<HeldRequests> {
  const held: Route[] = [];
  let answer: APIResponse | undefined;
  let count = 0;
  let isOpen = false;
  await page.route("**/graphql", async (route) => {
    const body = route.request().postDataJSON() as { readonly query?: string } | null;
    if (isOpen || !new RegExp(`(query|mutation) ${operationName}\\b`).test(body?.query ?? "")) return route.fallback();
    count += 1;
    held.push(route);
  });

  async function next(): Promise<Route> {
    await expect.poll(() => held.length).toBeGreaterThan(0);
    return held[0] as Route;
  }

  async function fulfill(route: Route, options: Parameters<Route["fulfill"]>[0]): Promise<void> {
    held.shift();
    await route.fulfill(options);
    // Null where the page has given it up meanwhile.
    await (await route.request().response())?.finished();
  }

  return {
    get count() {
      return count;
    },
    async reachServer() {
      answer = await (await next()).fetch();
    },
    async arrive() {
      const route = await next();
      if (!answer) throw new Error("It has not reached the server yet.");
      await fulfill(route, { response: answer });
      answer = undefined;
    },
    async refuse(code, message) {
      const route = await next();
      const { changes } = route.request().postDataJSON().variables.input as { readonly changes: readonly unknown[] };
      const results = changes.map(() => ({ __typename: "ChangeRefused", code, message }));
      await fulfill(route, { json: { data: { applyChanges: { results } } } });
    },
    async held() {
      await next();
    },
    async letGo() {
      isOpen = true;
      await Promise.all(held.splice(0).map((route) => route.continue()));
    },
  };
}
