import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { createBoard } from "../support/board.ts";
import { UpdateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { MutationName } from "../support/mutation-name.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy.ts";
import { everyMutation } from "./every-mutation.ts";

/** Most round trips of the changes that need more than four. */
const longer: { readonly [N in MutationName]?: number } = {
  // It makes the project before it can lock it.
  createProject: 5,
  // It locks the account, too.
  addMember: 5,
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
  const board = await createBoard(ada);
  const send = await prepare(board, grace);
  const trips = await countTrips(() => send(ada, randomUUID()));
  expect(trips).toBeLessThanOrEqual(longer[name as MutationName] ?? 4);
});

it("takes one more for an item that the instance sees for the first time", async () => {
  const board = await createBoard(ada);
  const { id: taskId } = await board.createTask();
  const other = await startInstance(proxy.url, { REDIS_URL: inject("redisUrl") });
  try {
    const adaElsewhere = await other.person("ada");
    const update = (title: string) => adaElsewhere.expect(UpdateTaskDocument, { input: { taskId, title } });
    await update("Connected");
    const { id: another } = await board.createTask();
    const input = { taskId: another, title: "Renamed" };
    expect(await countTrips(() => adaElsewhere.expect(UpdateTaskDocument, { input }))).toBe(5);
    expect(await countTrips(() => update("Known"))).toBe(4);
  } finally {
    await other.close();
  }
});

async function countTrips(work: () => Promise<unknown>): Promise<number> {
  const before = proxy.roundTrips;
  await work();
  return proxy.roundTrips - before;
}
