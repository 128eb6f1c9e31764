import { afterAll, beforeAll, expect, it } from "vitest";
import { backfill, createProject, createTasks, takeReplay } from "../support/board.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { createStallingReader } from "../support/stalling-reader.ts";

/** A replay of 20 MB, far more than the sockets on its way hold. */
const length = 400;
const description = "a".repeat(50_000);

const readers = 20;

let database: TestDatabase;
let instance: Instance;
let ada: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ada = await instance.person("ada");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

it("keeps nothing for clients that do not read, holds nobody else up, and goes on when they read", async () => {
  const projectId = await createProject(ada);
  await createTasks(ada, projectId, 1, description);
  await backfill(database.url, projectId, length - 2);
  const stalled = await Promise.all(
    range(1, readers).map((since) => createStallingReader(instance.url, ada, { projectId, since })),
  );
  const before = process.memoryUsage().rss;
  const fast = ada.watch({ projectId, since: 0 });
  expect(await takeReplay(fast)).toEqual(range(1, length));
  const grown = process.memoryUsage().rss - before;
  expect(grown).toBeLessThan((readers * length * description.length) / 2);

  for (const reader of stalled) {
    expect(reader.received.length).toBeLessThan(length / 2);
    reader.readOn();
  }
  await Promise.all(stalled.map(({ ready }) => ready));
  for (const [index, reader] of stalled.entries()) {
    expect(reader.received).toEqual(range(index + 2, length));
    reader.close();
  }
});
