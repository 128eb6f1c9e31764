import { afterAll, beforeAll, expect, inject, it, vi } from "vitest";
import { createAccount } from "../support/account.ts";
import { administer } from "../support/administer.ts";
import { backfill, createBoard } from "../support/board.ts";
import { CreateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { openTab } from "../support/tab.ts";
import { startBystander } from "./bystander.ts";

let database: TestDatabase;
let instances: Instance[];
beforeAll(async () => {
  database = await createTestDatabase();
  const variables = { REDIS_URL: inject("redisUrl"), ACCOUNT_REQUESTS_PER_MINUTE: "0" };
  const start = () => startInstance(database.url, variables, { profileInterval: 50 });
  instances = [await start(), await start()];
});
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.close()));
  await database.close();
});

it("the erasure of several accounts from a long log touches no writer and no subscriber, there or elsewhere", async () => {
  const [one] = instances;
  if (!one) throw new Error("There is no instance.");
  const owner = await one.person("erasure-owner");
  const board = await createBoard(owner);
  const { projectId } = board;
  const accounts = [];
  for (const name of ["Flooder one", "Flooder two", "Flooder three"]) {
    const account = await createAccount(one.url, name);
    await board.addMember(account, "MEMBER");
    await account.expect(CreateTaskDocument, { input: { projectId, title: "Much", description: "x".repeat(2_000) } });
    await backfill(database.url, projectId, 2_000);
    accounts.push(account);
  }
  const begin = await board.seq();
  const bystander = await startBystander(one.url, "erasure");
  await bystander.untilWrites(10);
  const tab = await openTab(one.url, owner, { projectId, since: begin });

  for (const account of accounts) expect((await account.remove()).status).toBe(200);
  // A writer of the very log that is rewritten.
  let writes = 0;
  await vi.waitFor(
    async () => {
      await owner.expect(CreateTaskDocument, { input: { projectId, title: "In between" } });
      writes += 1;
      expect(await administer(database.url, "SELECT FROM profile_changes")).toEqual([]);
    },
    { interval: 10 },
  );
  const [left] = await administer(
    database.url,
    "SELECT count(*)::int AS count FROM activities a WHERE position('Flooder' IN row_to_json(a)::text) > 0",
  );
  expect(left).toEqual({ count: 0 });

  // Each of the three deletions is one change of the project, MemberUpdated, beside the writer's own.
  await tab.until(() => tab.seqs.length >= writes + accounts.length);
  expect(tab.seqs).toEqual(Array.from({ length: writes + accounts.length }, (_, index) => begin + 1 + index));
  expect(tab.resyncs).toEqual([]);
  tab.close();
  await bystander.expectUnharmed();
});
