import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { createBoard } from "../support/board.ts";
import { ApplyChangesDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { MutationName } from "../support/mutation-name.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy.ts";
import { range } from "../support/range.ts";
import { everyMutation } from "./every-mutation.ts";

/** Most round trips of the changes that need more than four. */
const longer: { readonly [N in MutationName]?: number } = {
  // It makes the project before it can lock it, and counts the person's others.
  createProject: 6,
  // It locks the account and the stream of the person, too.
  addMember: 6,
  // It locks the stream of the person.
  removeMember: 5,
  // They look for what is deleted, outside of the project's lock and within.
  restoreTask: 7,
  restoreComment: 7,
  // Three changes, of which each reads what the one before wrote.
  applyChanges: 7,
};

let database: TestDatabase;
let proxy: PostgresProxy;
let instance: Instance;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startPostgresProxy(database.url);
  instance = await startInstance(proxy.url, { REDIS_URL: inject("redisUrl") });
  ada = await instance.person("ada");
  grace = await instance.person("grace");
});

afterAll(async () => {
  await instance.close();
  await proxy.close();
  await database.close();
});

it.each(Object.entries(everyMutation))("%s takes few round trips to PostgreSQL", async (name, prepare) => {
  const most = longer[name as MutationName] ?? 4;
  const trips = await leastTrips(most, async () => {
    const send = await prepare(await createBoard(ada), grace);
    return () => send(ada, randomUUID());
  });
  expect(trips).toBeLessThanOrEqual(most);
});

it("takes one more for an item that the instance sees for the first time", async () => {
  const board = await createBoard(ada);
  const other = await startInstance(proxy.url, { REDIS_URL: inject("redisUrl") });
  try {
    const adaElsewhere = await other.person("ada");
    const update = (taskId: string) =>
      adaElsewhere.expect(UpdateTaskDocument, { input: { taskId, title: randomUUID() } });
    // The first change connects.
    const known = (await board.createTask()).id;
    await update(known);
    const first = await leastTrips(5, async () => {
      const { id } = await board.createTask();
      return () => update(id);
    });
    expect(first).toBe(5);
    expect(await leastTrips(4, async () => () => update(known))).toBe(4);
  } finally {
    await other.close();
  }
});

it("reads and saves the different tasks of a batch together", async () => {
  const board = await createBoard(ada);
  const ids = await Promise.all(range(1, 100).map(async () => (await board.createTask()).id));
  const trips = await leastTrips(4, async () => {
    const changes = ids.map((taskId) => ({ updateTask: { taskId, title: randomUUID() } }));
    return () => ada.expect(ApplyChangesDocument, { input: { projectId: board.projectId, changes } });
  });
  // A long message reaches PostgreSQL in pieces, of which the first may be answered before the last is sent.
  expect(trips).toBeLessThanOrEqual(10);
});

/** The instance also asks for itself now and then, so what is above the expected is counted again. */
async function leastTrips(expected: number, prepare: () => Promise<() => Promise<unknown>>): Promise<number> {
  const counts: number[] = [];
  do {
    const work = await prepare();
    const before = proxy.roundTrips;
    await work();
    counts.push(proxy.roundTrips - before);
  } while (Math.min(...counts) > expected && counts.length < 10);
  return Math.min(...counts);
}
