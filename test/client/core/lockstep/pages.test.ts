import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { createLockstep } from "../../../../client/core/lockstep/create-lockstep.ts";
import type { Lockstep, ObservedProject } from "../../../../client/core/lockstep/lockstep.ts";
import { createProject, createTasks } from "../../../support/board.ts";
import { type Instance, startInstance } from "../../../support/instance.ts";
import type { Person } from "../../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/postgres.ts";
import { isLive, until } from "./until.ts";

// A board of three pages over a network that holds the later ones back.

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let projectId: string;
let lockstep: Lockstep | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ada = await instance.person("ada");
  projectId = await createProject(ada);
  await createTasks(ada, projectId, 210);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

afterEach(() => lockstep?.close());

it("a board shows page by page, and its tasks can be edited at once; edits go when it is whole", async () => {
  const { project, asked, release } = open();
  const sizes: number[] = [];
  project.subscribe("column:TODO", () => sizes.push(project.column("TODO").length));
  await until(() => asked("query BoardTasks") === 1);

  expect(project.column("TODO")).toHaveLength(100);
  expect(project.state).toMatchObject({ status: "empty", isPartial: true });
  expect([project.project?.name, project.viewerRole, project.me?.name]).toEqual(["Launch", "OWNER", "ada"]);
  const [first] = project.column("TODO");
  if (!first) throw new Error("There is no task.");
  project.submit({ kind: "updateTask", input: { taskId: first.id, title: "Edited" } });
  expect(project.task(first.id)?.title).toBe("Edited");
  const [, second] = project.column("TODO");

  release();
  await until(() => asked("query BoardTasks") === 2);
  await until(() => sizes.includes(200));
  expect(asked("mutation ")).toBe(0);
  expect(project.store.toCopy()).toBeNull();

  release();
  await until(() => isLive(project) && lockstep?.outbox.intents.length === 0);
  expect(project.state).toMatchObject({ status: "loaded", isPartial: false });
  expect(project.column("TODO")).toHaveLength(210);
  expect(project.task(first.id)).toMatchObject({ title: "Edited", version: 1 });
  // Unchanged tasks render nothing again.
  expect(project.column("TODO")[1]).toBe(second);
});

it("a page that fails leaves what is shown, and the board comes with the next attempt", async () => {
  const { project, asked, release } = open();
  await until(() => asked("query BoardTasks") === 1);
  release(new Response("Bad gateway", { status: 502 }));
  await until(() => asked("query BoardTasks") === 2);
  expect(project.column("TODO")).toHaveLength(100);
  release();
  await until(() => asked("query BoardTasks") === 3);
  release();
  await until(() => isLive(project));
  expect(project.column("TODO")).toHaveLength(210);
});

interface Held {
  readonly project: ObservedProject;
  /** Number of requests with these words. */
  asked(words: string): number;
  /** Lets the page that waits come, or another answer. */
  release(answer?: Response): void;
}

function open(): Held {
  // A device that keeps no copy.
  vi.stubGlobal("indexedDB", undefined);
  const requests: string[] = [];
  const held: ((answer?: Response) => void)[] = [];
  const client = createLockstep({
    url: `${instance.url}/graphql`,
    getToken: () => ada.token,
    webSocketImpl: WebSocket,
    async fetch(input, init) {
      requests.push(String(init?.body));
      const answer = /query BoardTasks/.test(String(init?.body))
        ? await new Promise<Response | undefined>((resolve) => held.push(resolve))
        : undefined;
      return answer ?? fetch(input, init);
    },
  });
  lockstep = client;
  let project: ObservedProject | undefined;
  client.observe((opened) => {
    project = opened;
    return () => {};
  });
  client.project(projectId);
  if (!project) throw new Error("The project is not open.");
  return {
    project,
    asked: (words) => requests.filter((body) => body.includes(words)).length,
    release: (answer) => held.shift()?.(answer),
  };
}
