import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Client as UrqlClient } from "@urql/core";
import type { Client as Socket } from "graphql-ws";
import { Network, type RequestParameters, type SubscribeFunction } from "relay-runtime";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { createProject, given } from "../../support/board.ts";
import { document } from "../../support/document.ts";
import { findFreePort } from "../../support/find-free-port.ts";
import { CreateTaskDocument } from "../../support/generated/graphql.ts";
import { startInstance } from "../../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { range } from "../../support/range.ts";
import { createGuideApp, type GuideApp } from "./guide-app.ts";

let app: GuideApp;
let database: TestDatabase;

beforeAll(async () => {
  [app, database] = [await createGuideApp(), await createTestDatabase()];
});

afterAll(async () => {
  await database.close();
  await app.close();
});

it("graphql-ws, urql and Relay miss nothing through two restarts, and hear nothing twice", async () => {
  vi.stubGlobal("WebSocket", WebSocket);
  const variables = { PORT: String(await findFreePort()) };
  let instance = await startInstance(database.url, variables);
  const { url } = instance;
  const ada = await instance.person("ada");
  const projectId = await createProject(ada);
  const { cursor: after } = given((await ada.expect(cursorQuery, { projectId })).project);
  const { createSocket, follow, createUrql, createSubscribe } = await importSamples(app);
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
    await expect.poll(() => heard).toEqual({ plain: titles, urql: titles, relay: titles });
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

/** Notes the title of a new task; everything else that is heard is of no interest. */
function note(titles: string[], data: unknown): void {
  const { projectActivity } = (data ?? {}) as { projectActivity?: { task?: { title: string } } };
  if (projectActivity?.task) titles.push(projectActivity.task.title);
}

const files = ["socket.ts", "urql.ts", "relay.ts"];

/** Exports of the samples for other clients, as compiled. */
async function importSamples(app: GuideApp) {
  expect(await app.compile(files)).toEqual([]);
  const load = async (name: string) => (await import(pathToFileURL(join(app.folder, "built", name)).href)) as object;
  return { ...(await load("socket.js")), ...(await load("urql.js")), ...(await load("relay.js")) } as {
    createSocket(url: string, getToken: () => Promise<string>): Socket;
    follow(client: Socket, projectId: string, after: string, show: (event: unknown) => void): () => void;
    createUrql(url: string, getToken: () => string, socket: Socket): UrqlClient;
    createSubscribe(socket: Socket): SubscribeFunction;
  };
}
