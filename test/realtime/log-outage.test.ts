import { pino } from "pino";
import { afterAll, beforeAll, expect, inject, it, vi } from "vitest";
import { administer } from "../support/administer.ts";
import { backfill, createProject, createTasks, take, type Watched } from "../support/board.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy.ts";
import { range } from "../support/range.ts";
import { createStallingReader, type StallingReader } from "../support/stalling-reader.ts";

/** A replay of 25 MB: far more than one page and what the sockets on the way hold. */
const length = 400;
const description = "a".repeat(64_000);

const logger = pino({ level: "silent" });

let database: TestDatabase;
let proxy: PostgresProxy;
let instance: Instance;
let ada: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startPostgresProxy(database.url);
  instance = await startInstance(proxy.url, {}, {}, logger);
  ada = await instance.person("ada");
});

afterAll(async () => {
  await instance.close();
  await proxy.close();
  await database.close();
});

it("goes on, live and in a replay, after the connections to PostgreSQL were cut", async () => {
  const { projectId, live, replay } = await watchLongProject();
  expect(await cutConnections(database.url)).toBeGreaterThan(0);
  replay.readOn();
  await expectWhole(projectId, live, replay);
});

it("waits for a PostgreSQL that refuses connections, and goes on when it takes them again", async () => {
  const { projectId, live, replay } = await watchLongProject();
  const { url: adminUrl } = inject("postgres");
  const untilReadFails = expectFailedRead(projectId, replay);
  await administer(adminUrl, `ALTER DATABASE ${databaseName()} ALLOW_CONNECTIONS false`);
  try {
    await cutConnections(adminUrl);
    await untilReadFails();
    await expect(createTasks(ada, projectId, 1)).rejects.toThrow("UNAVAILABLE");
    expect(replay.received.length).toBeLessThan(length);
  } finally {
    await administer(adminUrl, `ALTER DATABASE ${databaseName()} ALLOW_CONNECTIONS true`);
  }
  await expectWhole(projectId, live, replay);
});

it("gives a read up that PostgreSQL does not answer, and goes on when it answers again", async () => {
  const { projectId, live, replay } = await watchLongProject();
  const untilReadFails = expectFailedRead(projectId, replay);
  proxy.stall();
  try {
    await untilReadFails();
    expect(replay.received.length).toBeLessThan(length);
  } finally {
    proxy.resume();
  }
  await expectWhole(projectId, live, replay);
});

/** A project with a live subscriber, and one that has stalled at the beginning of its replay. */
async function watchLongProject() {
  const projectId = await createProject(ada);
  await createTasks(ada, projectId, 1, description);
  await backfill(database.url, projectId, length - 2);
  const live = ada.watch({ projectId });
  expect(await take(live, 1)).toEqual([`Ready ${length}`]);
  const replay = await createStallingReader(instance.url, ada, { projectId, since: 0 });
  return { projectId, live, replay };
}

/**
 * To be called before the outage: reads on, and resolves when the instance has failed to read the log for the replay.
 */
function expectFailedRead(projectId: string, replay: StallingReader): () => Promise<void> {
  const warn = vi.spyOn(logger, "warn");
  return async () => {
    replay.readOn();
    const failedRead = [
      expect.objectContaining({ streamId: projectId }),
      "The log could not be read; the read is repeated.",
    ];
    await vi.waitFor(() => expect(warn).toHaveBeenCalledWith(...failedRead));
    warn.mockRestore();
  };
}

/** Sees that the replay is whole, and that one more change reaches both. */
async function expectWhole(projectId: string, live: Watched, replay: StallingReader): Promise<void> {
  await replay.ready;
  expect(replay.received).toEqual(range(1, length));
  await createTasks(ada, projectId, 1);
  expect(await take(live, 1)).toEqual([length + 1]);
  await vi.waitFor(() => expect(replay.received.at(-1)).toBe(length + 1));
  live.stop();
  replay.close();
}

/** Cuts every connection to the test's database, as a restart of PostgreSQL does; how many there were. */
async function cutConnections(url: string): Promise<number> {
  const cut = await administer(
    url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = '${databaseName()}' AND pid <> pg_backend_pid()`,
  );
  return cut.length;
}

function databaseName(): string {
  return new URL(database.url).pathname.slice(1);
}
