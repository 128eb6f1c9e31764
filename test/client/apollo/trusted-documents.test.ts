import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApolloClient, gql, InMemoryCache } from "@apollo/client";
import { print } from "graphql";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createLockstepLink } from "../../../client/apollo/lockstep-link.ts";
import type { LoadManifests } from "../../../client/core/connection/document-ids.ts";
import type { ClientTransport } from "../../../client/core/connection/transport.ts";
import { createLockstep } from "../../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep } from "../../../client/core/lockstep/lockstep.ts";
import { projectRoot } from "../../../src/config/project-root.ts";
import { createProject, createTasks } from "../../support/board.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import type { Person } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { isLive, until } from "../core/lockstep/until.ts";
import { createMemory } from "./apollo-scene.ts";

// An app's own documents. The subscription can be resumed as it is.
const viewer = gql("query Viewer { me { name } }");
const rename = gql(`mutation Rename($input: UpdateProjectInput!) {
  updateProject(input: $input) { ... on UpdateProjectPayload { project { id name } } }
}`);
const watch = gql(`subscription Watch($after: String, $projectId: ID!) {
  projectActivity(after: $after, projectId: $projectId) { ... on TaskCreated { task { id title } } }
}`);

/** Documents as Apollo Client sends them. */
const texts = [viewer, rename, watch].map((document) => print(new InMemoryCache().transformDocument(document)));
const own = {
  format: "apollo-persisted-query-manifest",
  version: 1,
  operations: texts.map((body) => ({ id: createHash("sha256").update(body).digest("hex"), body })),
};

let folder: string;
let database: TestDatabase;
/** Takes the texts of tests. */
let open: Instance;
/** Takes trusted documents only. */
let closed: Instance;
let ada: Person;
let projectId: string;
let lockstep: Lockstep;
let sent: { readonly query?: string; readonly documentId?: string }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-trusted-"));
  const manifest = join(folder, "app.json");
  await writeFile(manifest, JSON.stringify(own));
  database = await createTestDatabase();
  open = await startInstance(database.url);
  closed = await startInstance(database.url, { TRUSTED_DOCUMENTS: manifest, TRUSTED_DOCUMENTS_ONLY: "true" });
  ada = await open.person("ada");
});

beforeEach(async () => {
  projectId = await createProject(ada);
  sent = [];
});

afterEach(() => lockstep.close());

afterAll(async () => {
  await Promise.all([open.close(), closed.close()]);
  await database.close();
  await rm(folder, { recursive: true });
});

/** Notes the operations that the client sends. */
class NotingWebSocket extends WebSocket {
  override send(data: string): void {
    const { type, payload } = JSON.parse(data);
    if (type === "subscribe") sent.push(payload);
    super.send(data);
  }
}

function connect({ url }: Instance, transport: ClientTransport, loadManifests: LoadManifests): Lockstep {
  return createLockstep({
    url: `${url}/graphql`,
    getToken: () => ada.token,
    storage: createMemory,
    webSocketImpl: NotingWebSocket,
    fetch(input, init) {
      sent.push(JSON.parse(String(init?.body)));
      return fetch(input, init);
    },
    transports: [transport],
    loadManifests,
  });
}

it.each(["websocket", "sse", "polling"] as const)("by %s all documents are sent by their ids", async (transport) => {
  lockstep = connect(closed, transport, async () => [await readOwnManifest(), own]);
  const project = lockstep.project(projectId);
  await until(() => isLive(project));
  expect(lockstep.connection.state).toEqual({ status: "live", transport });
  project.submit({ kind: "createTask", input: { title: "First", status: "TODO" } });
  await until(() => project.state.seq === 2);
  await createTasks(ada, projectId, 1);
  await until(() => project.state.seq === 3);
  const taskId = project.column("TODO")[0]?.id ?? "";
  expect(await project.loadComments(taskId)).toBeNull();

  const apollo = new ApolloClient({ link: createLockstepLink(lockstep), cache: new InMemoryCache() });
  expect((await apollo.query({ query: viewer })).data).toMatchObject({ me: { name: "ada" } });
  const input = { projectId, name: "Landing" };
  expect((await apollo.mutate({ mutation: rename, variables: { input } })).data).toMatchObject({
    updateProject: { project: { name: "Landing" } },
  });
  if (transport !== "polling") {
    const results: unknown[] = [];
    const heard = apollo.subscribe({ query: watch, variables: { projectId, after: "project.0.0" } });
    const subscription = heard.subscribe(({ data, error }) => results.push(error ?? data));
    await expect.poll(() => JSON.stringify(results)).toContain("First");
    subscription.unsubscribe();
  }
  expect(sent.filter(({ documentId }) => documentId === undefined)).toEqual([]);
  expect(sent.filter(({ query, documentId }) => query !== undefined && documentId !== undefined)).toEqual([]);
});

it.each(["websocket", "sse", "polling"] as const)(
  "by %s documents whose ids the server does not know go as texts",
  async (transport) => {
    lockstep = connect(open, transport, async () => {
      // As after an update of the app before that of the server.
      return [withOtherIds(await readOwnManifest()), withOtherIds(own)];
    });
    const project = lockstep.project(projectId);
    await until(() => isLive(project));
    project.submit({ kind: "createTask", input: { title: "First", status: "TODO" } });
    await until(() => project.state.seq === 2);
    await createTasks(ada, projectId, 1);
    await until(() => project.state.seq === 3);
    expect(lockstep.outbox.intents).toEqual([]);
    const apollo = new ApolloClient({ link: createLockstepLink(lockstep), cache: new InMemoryCache() });
    expect((await apollo.query({ query: viewer })).data).toMatchObject({ me: { name: "ada" } });
    // Each was tried by its id once.
    const ids = sent.flatMap(({ documentId }) => documentId ?? []);
    expect(ids.length).toBeGreaterThan(2);
    expect(new Set(ids).size).toBe(ids.length);
  },
);

function withOtherIds({ operations }: typeof own): typeof own {
  return { ...own, operations: operations.map(({ id, body }) => ({ id: [...id].reverse().join(""), body })) };
}

async function readOwnManifest() {
  return JSON.parse(await readFile(join(projectRoot, "client/persisted-query-manifest.json"), "utf8"));
}
