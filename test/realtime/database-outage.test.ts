import { afterEach, expect, inject, it } from "vitest";
import { addMember, backfill, createProject, createTasks, take } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { collect } from "../support/collect.ts";
import { execute } from "../support/execute.ts";
import { BoardDocument, CreateTaskDocument, ProjectActivityDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createOwnPostgres } from "../support/own-postgres.ts";
import { createPerson, createSocket } from "../support/person.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";
import { range } from "../support/range.ts";

/** A PostgreSQL that can be taken from the instance, and what is to be closed after the instance, last first. */
interface Outage {
  /** For the instance. */
  readonly url: string;
  /** Past all that is in the way. */
  readonly directUrl: string;
  begin(): Promise<void>;
  end(): Promise<void>;
}

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const outages = {
  async stopped(): Promise<Outage> {
    const postgres = await createOwnPostgres();
    closers.push(() => postgres.close());
    return { url: postgres.url, directUrl: postgres.url, begin: () => postgres.stop(), end: () => postgres.start() };
  },
  async stalled(): Promise<Outage> {
    const { proxy, directUrl } = await startBehindProxy();
    return { url: proxy.url, directUrl, begin: async () => proxy.stall(), end: async () => proxy.resume() };
  },
};

it("fails changes, keeps sockets and loses nothing while PostgreSQL is stopped", async () => {
  const { outage, instance, ada } = await start(outages.stopped);
  const projectId = await createProject(ada);
  const unopened = await createProject(ada);
  const live = ada.watch({ projectId });
  expect(await take(live, 1)).toEqual(["Ready 1"]);
  await createTasks(ada, projectId, 1);
  expect(await take(live, 1)).toEqual([2]);
  expect(await readiness(instance)).toMatchObject({ code: 200, database: "up" });

  await outage.begin();
  const waiting = [
    [ada.watch({ projectId: unopened }), ["Ready 1"]],
    [ada.watch({ projectId: unopened, since: 0 }), [1, "Ready 1"]],
    [ada.watch({ projectId, since: 0 }), [1, 2, "Ready 2"]],
    [ada.watch({ projectId, since: 99 }), ["Resync AHEAD_OF_PROJECT 2", "Ready 2"]],
  ] as const;
  expect(await readiness(instance)).toMatchObject({ code: 503, status: "not ready", database: "down" });
  expect((await fetch(`${instance.url}/healthz`)).status).toBe(200);
  // One after the other they would wait for longer than this test may take.
  const failures = await Promise.all(
    range(1, 20).map(() => ada.request(CreateTaskDocument, { input: { projectId, title: "A task" } })),
  );
  for (const failure of failures) {
    expect(failure.errors).toMatchObject([
      {
        message: "The database cannot be reached. Nothing was done; try again.",
        extensions: { outcome: "NOTHING_DONE" },
      },
    ]);
    expect(codeOf(failure)).toBe("UNAVAILABLE");
  }
  await outage.end();

  for (const [stream, expected] of waiting) expect(await take(stream, expected.length)).toEqual(expected);
  await expect.poll(() => readiness(instance)).toMatchObject({ code: 200, database: "up" });
  await createTasks(ada, projectId, 2);
  await backfill(outage.directUrl, projectId, 3);
  const { project } = await ada.expect(BoardDocument, { projectId, first: 10 });
  expect(project?.seq).toBe(7);
  expect(await take(live, 5)).toEqual(range(3, 7));
  for (const [stream] of waiting.slice(2)) expect(await take(stream, 5)).toEqual(range(3, 7));
  await createTasks(ada, unopened, 1);
  for (const [stream] of waiting.slice(0, 2)) expect(await take(stream, 1)).toEqual([2]);
});

it("ends in order while subscribers wait for a PostgreSQL that does not answer", async () => {
  const { outage, instance, ada } = await start(outages.stalled);
  const [projectId, unopened] = [await createProject(ada), await createProject(ada)];
  // A socket that the instance closes, not the person.
  const socket = createSocket(instance.url, ada.token);
  const live = collect(socket, ProjectActivityDocument, { projectId });
  expect(await take(live, 1)).toEqual(["Ready 1"]);
  await outage.begin();
  const waiting = [
    collect(socket, ProjectActivityDocument, { projectId: unopened }),
    collect(socket, ProjectActivityDocument, { projectId, since: 99 }),
  ];
  expect(await readiness(instance)).toMatchObject({ code: 503 });
  await instance.close();
  for (const stream of [live, ...waiting]) expect(await stream.ended()).toMatchObject({ code: 1012 });
});

it("forgets whoever left while they waited", async () => {
  const { outage, instance, ada } = await start(outages.stopped);
  const grace = await createPerson(instance.url, "grace");
  const projectId = await createProject(ada);
  await addMember(ada, projectId, grace);
  const left = grace.watch({ projectId: await createProject(ada) });
  await left.ended();
  await outage.begin();
  grace.watch({ projectId, announce: true });
  const staying = ada.watch({ projectId, announce: true });
  // Answered after the subscriptions that were sent before it.
  await Promise.all([grace, ada].map((person) => execute(person.socket, { query: "{ __typename }" })));
  await grace.leave();
  await outage.end();
  expect(await take(staying, 1)).toEqual(["Ready 2"]);
  const present = async () => (await ada.expect(BoardDocument, { projectId })).project?.present;
  await expect.poll(present).toMatchObject([{ user: { id: ada.id } }]);
});

async function start(createOutage: () => Promise<Outage>) {
  const outage = await createOutage();
  const instance = await startInstance(outage.url, { REDIS_URL: inject("redisUrl") });
  closers.push(() => instance.close());
  return { outage, instance, ada: await instance.person("ada") };
}

async function startBehindProxy() {
  const database = await createTestDatabase();
  closers.push(() => database.close());
  const proxy = await startPostgresProxy(database.url);
  closers.push(() => proxy.close());
  return { proxy, directUrl: database.url };
}

/** The answer of `/readyz`, with its status code. */
async function readiness(instance: Instance): Promise<object> {
  const response = await fetch(`${instance.url}/readyz`);
  return { code: response.status, ...((await response.json()) as object) };
}
