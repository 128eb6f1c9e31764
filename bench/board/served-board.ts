import { randomUUID } from "node:crypto";
import type { BrowserContext, Page } from "playwright-core";
import { launchChromium } from "../../test/support/chromium.ts";
import type { Bench } from "../bench.ts";
import { contractDocument } from "../documents.ts";
import { startLockstep } from "../lockstep.ts";
import { titleOf } from "../title.ts";

/** A board as it is built, with a project of many tasks, and one who looks at it. */
export interface ServedBoard {
  readonly projectId: string;
  /** The board's address. */
  readonly address: string;
  /** By columns, from top to bottom. */
  readonly taskIds: Readonly<Record<string, readonly string[]>>;
  /** A browser profile that is signed in and has not seen the board yet. */
  newVisitor(): Promise<BrowserContext>;
  /** Changes titles in one request, as the same person from elsewhere. */
  rename(tasks: readonly { readonly taskId: string; readonly title: string }[]): Promise<void>;
  close(): Promise<void>;
}

export const columns = ["BACKLOG", "TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELED"] as const;
const columnNames = ["Backlog", "To do", "In progress", "In review", "Done", "Canceled"] as const;
const priorities = ["NONE", "LOW", "MEDIUM", "HIGH", "URGENT"] as const;
const batchSize = 500;
const password = "correct horse battery";

export async function serveBoard(bench: Bench, tasks: number): Promise<ServedBoard> {
  const databaseUrl = await bench.services.createDatabase();
  const server = await startLockstep(databaseUrl, bench.services.redisUrl, { SIGN_UPS_PER_HOUR: "0" });
  const browser = await launchChromium();
  const headers = { origin: server.url };
  const email = `${randomUUID()}@example.com`;
  const signedUp = await signUp();

  async function signUp(): Promise<Awaited<ReturnType<BrowserContext["storageState"]>>> {
    const context = await browser.newContext();
    const body = { name: "Ada", email, password };
    await context.request.post(`${server.url}/auth/sign-up/email`, { data: body, headers });
    const state = await context.storageState();
    await context.close();
    return state;
  }

  async function send(operation: string, input: object): Promise<Record<string, unknown>> {
    const context = await browser.newContext({ storageState: signedUp });
    const issued = await context.request.get(`${server.url}/auth/token`, { headers });
    const { token } = (await issued.json()) as { token: string };
    await context.close();
    const response = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: contractDocument(operation), operationName: operation, variables: { input } }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  const projectId = randomUUID();
  await send("CreateProject", { id: projectId, name: "Invoices" });
  const taskIds: Record<string, string[]> = Object.fromEntries(columns.map((status) => [status, []]));
  const changes = Array.from({ length: tasks }, (_, index) => {
    const [id, status = "TODO"] = [randomUUID(), columns[index % columns.length]];
    taskIds[status]?.push(id);
    const priority = priorities[index % priorities.length];
    const dueAt = index % 3 === 0 ? "2027-01-01T00:00:00.000Z" : null;
    return { createTask: { id, projectId, title: `${titleOf(index)} ${index}`, status, priority, dueAt } };
  });
  for (let start = 0; start < tasks; start += batchSize) {
    await send("ApplyChanges", { projectId, changes: changes.slice(start, start + batchSize) });
  }
  return {
    projectId,
    address: `${server.url}/projects/${projectId}`,
    taskIds,
    newVisitor: () => browser.newContext({ storageState: signedUp, viewport: { width: 1_440, height: 900 } }),
    async rename(renamed) {
      await send("ApplyChanges", { projectId, changes: renamed.map((updateTask) => ({ updateTask })) });
    },
    async close() {
      await browser.close();
      await server.stop();
    },
  };
}

/** Resolves once the columns count so many tasks, and what they need is painted. */
export async function waitForTasks(page: Page, tasks: number): Promise<void> {
  await page.waitForFunction(
    ([names, count]) => {
      const counts = names.map((name) => {
        const column = document.querySelector(`section[aria-label="${name}"] header`);
        return Number(/\d+/.exec(column?.textContent ?? "")?.[0] ?? 0);
      });
      return counts.reduce((sum, each) => sum + each, 0) === count;
    },
    [columnNames, tasks] as const,
    { polling: "raf" },
  );
}
