import { randomBytes } from "node:crypto";
import { expect, inject, it, onTestFinished } from "vitest";
import { migrate } from "../../src/database/migrate.ts";
import { requireDatabase } from "../../src/database/require-database.ts";
import { runLockstep } from "../cli/run-lockstep.ts";
import { administer } from "../support/administer.ts";
import { dropDatabase } from "../support/drop-database.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";

it("Behind a proxy that never passes the end of a connection on, a database is found and migrated, and commands end", async () => {
  const name = `lockstep_test_${randomBytes(8).toString("hex")}`;
  await administer(inject("postgres").url, `CREATE DATABASE ${name}`);
  onTestFinished(async () => {
    await dropDatabase(inject("postgres").url, name);
  });
  const proxy = await startPostgresProxy(Object.assign(new URL(inject("postgres").url), { pathname: name }).href);
  onTestFinished(() => proxy.close());
  proxy.keepOpen();
  await requireDatabase(proxy.url);
  expect(await migrate(proxy.url)).not.toEqual([]);
  for (const args of [["migrate"], ["prune", "--days", "30"]]) {
    expect(await runLockstep(args, { DATABASE_URL: proxy.url, AUTH_SECRET: "x".repeat(32) })).toMatchObject({
      code: 0,
    });
  }
});
