import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startProxy, type TcpProxy } from "../faults/tcp-proxy.ts";
import { administer } from "../support/administer.ts";
import { type Board, createBoard } from "../support/board.ts";
import {
  DeleteProjectDocument,
  RemoveMemberDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";
import { createProjectClient, type ProjectClient } from "./project-client.ts";
import { type Watch, watch } from "./watch.ts";

let pair: Pair;
let proxy: TcpProxy;
let ada: Person;
let bob: Person;
let board: Board;
let app: ProjectClient;
let watches: Watch[];

beforeAll(async () => {
  pair = await startPair();
  const { hostname: host, port } = new URL(pair.one.url);
  proxy = await startProxy({ host, port: Number(port) });
  ada = await pair.one.person("ada");
  bob = await pair.two.person("bob");
});

afterAll(async () => {
  await proxy.close();
  await pair.close();
});

beforeEach(async () => {
  board = await createBoard(ada);
  await board.addMember(bob, "MEMBER");
  app = createProjectClient(`http://127.0.0.1:${proxy.port}`, bob.token);
  watches = [];
});

afterEach(() => {
  proxy.turn({ kind: "fair" });
  for (const each of watches) each.stop();
  app.close();
});

const start = (client = app.client, projectId = board.projectId, announce = false) => {
  const watched = watch(client, projectId, { announce });
  watches.push(watched);
  return watched;
};
const isLive = ({ status }: { readonly status: string }) => status === "live";
const titles = ({ view }: Watch) => view.project?.tasks.map(({ title }) => title);

describe("a project that is watched", () => {
  it("is shown with all its pages, then with every change as it happens", async () => {
    for (let made = 0; made < 101; made += 1) await board.createTask({ title: String(made), status: "BACKLOG" });
    const watched = start();
    expect(watched.view).toMatchObject({ status: "loading", project: null });
    await watched.until(isLive);
    expect(titles(watched)).toEqual((await board.changesAfter(2)).map((_, index) => String(index)));
    expect(watched.view).toMatchObject({ me: { name: "bob" }, project: { viewerRole: "MEMBER" }, error: null });

    const task = await board.createTask({ title: "new", status: "DONE" });
    await watched.until(({ latest }) => latest?.__typename === "TaskCreated");
    await ada.expect(UpdateTaskStatusDocument, { input: { taskId: task.id, status: "BACKLOG" } });
    const view = await watched.until(({ latest }) => latest?.__typename === "TaskStatusChanged");
    expect(view.project?.tasks.at(-1)).toMatchObject({ title: "new", status: "BACKLOG", version: 1 });
    expect(view.project).toMatchObject({ seq: view.latest?.seq });
  });

  it("shows nothing by halves: each view that has a change has its task, too", async () => {
    const watched = start();
    await watched.until(isLive);
    await board.createTask({ title: "whole" });
    await watched.until(({ latest }) => latest !== null);
    for (const { latest, project } of watched.views)
      if (latest) expect(project?.tasks.map(({ title }) => title)).toEqual(["whole"]);
  });

  it("has one subscription, however many watch it, which ends with the last of them", async () => {
    const [one, other] = [start(app.client, board.projectId, true), start(app.client, board.projectId, true)];
    await Promise.all([one.until(isLive), other.until(isLive)]);
    const onlooker = createProjectClient(pair.two.url, ada.token);
    const looking = start(onlooker.client);
    const isThere = (view: Watch["view"]) => view.project?.present.some(({ name }) => name === "bob") ?? false;
    await looking.until((view) => isLive(view) && isThere(view));
    one.stop();
    await board.createTask();
    await other.until(({ latest }) => latest !== null);
    expect(other.view.project?.tasks).toHaveLength(1);
    expect(isThere(looking.view)).toBe(true);
    other.stop();
    await looking.until((view) => !isThere(view));
    onlooker.close();
  });

  it("is shown again at once to a viewer who returns, and brought up to date", async () => {
    const first = start();
    await first.until(isLive);
    first.stop();
    await new Promise((resolve) => setTimeout(resolve));
    await board.createTask({ title: "missed" });
    const second = start();
    expect(second.view).toMatchObject({ status: "loading", project: { tasks: [] } });
    await second.until(isLive);
    expect(titles(second)).toEqual(["missed"]);
  });

  it("reports a server that cannot be reached on load, and appears when the server does", async () => {
    proxy.turn({ kind: "refusing" });
    proxy.cut();
    const watched = start();
    await watched.until(({ error }) => error !== null);
    expect(watched.view.status).toBe("loading");
    proxy.turn({ kind: "fair" });
    await watched.until(isLive);
    expect(watched.view.error).toBeNull();
  });
});

describe("watching ends", () => {
  it("with one's removal", async () => {
    const watched = start();
    await watched.until(isLive);
    await ada.expect(RemoveMemberDocument, { input: { projectId: board.projectId, userId: bob.id } });
    await watched.until(({ status }) => status === "ended");
    expect(watched.view).toMatchObject({ ending: { reason: "removed" }, project: { name: "Launch" } });
    expect(watched.isComplete).toBe(true);
  });

  it("with the project", async () => {
    const watched = start();
    await watched.until(isLive);
    await ada.expect(DeleteProjectDocument, { input: { projectId: board.projectId } });
    await watched.until(({ status }) => status === "ended");
    expect(watched.view).toMatchObject({ ending: { reason: "deleted", error: null } });
  });

  it("at once for who is no member, and for who is signed out", async () => {
    const stranger = createProjectClient(pair.two.url, (await pair.two.person("cy")).token);
    const unknown = start(stranger.client);
    await unknown.until(({ status }) => status === "ended");
    expect(unknown.view).toMatchObject({ project: null, ending: { reason: "not-found" } });
    stranger.close();

    const nobody = createProjectClient(pair.two.url, "no token");
    const refused = start(nobody.client);
    await refused.until(({ status }) => status === "ended");
    expect(refused.view).toMatchObject({ project: null, ending: { reason: "signed-out" } });
    nobody.close();
  });
});

describe("a database that was restored", () => {
  it("is shown as it is now, with lower versions and without what is gone, and goes on from there", async () => {
    const kept = await board.createTask({ title: "as it was" });
    const lost = await board.createTask({ title: "lost" });
    const watched = start();
    await watched.until(isLive);
    await ada.expect(UpdateTaskDocument, { input: { taskId: kept.id, title: "later" } });
    await watched.until(({ latest }) => latest?.__typename === "TaskUpdated");
    expect(titles(watched)).toEqual(["later", "lost"]);

    await administer(
      pair.databaseUrl,
      `UPDATE tasks SET title = 'as it was', version = 0, field_versions = '{}' WHERE id = '${kept.id}';
       DELETE FROM tasks WHERE id = '${lost.id}';
       DELETE FROM activities WHERE project_id = '${board.projectId}' AND seq > 3;
       UPDATE project_heads SET seq = 3 WHERE project_id = '${board.projectId}';
       COMMENT ON TABLE activities IS 'another history'`,
    );
    await watched.until(({ status, project }) => status === "live" && project?.seq === 3);
    expect(titles(watched)).toEqual(["as it was"]);
    expect(watched.views.map(({ status }) => status)).toContain("catching-up");
    await board.createTask({ title: "new" });
    await watched.until(({ latest }) => latest?.__typename === "TaskCreated");
    expect(titles(watched)).toEqual(["as it was", "new"]);
  });
});
