import { randomBytes } from "node:crypto";
import { expect, inject, it, onTestFinished } from "vitest";
import { administer } from "../support/administer.ts";
import { dropDatabase } from "../support/drop-database.ts";
import { measureMigrations } from "./measure-migrations.ts";

/** `npm run soak -- long` asks for 1,000,000. */
const entries = Number(process.env["TEST_ENTRIES"] ?? 50_000);

it(`migrate: holds no writer up for more than 2 s at ${entries} entries`, async () => {
  const database = `lockstep_test_${randomBytes(8).toString("hex")}`;
  await administer(inject("postgres").url, `CREATE DATABASE ${database}`);
  onTestFinished(async () => {
    await dropDatabase(inject("postgres").url, database);
  });
  const url = Object.assign(new URL(inject("postgres").url), { pathname: database }).href;

  const measured = await measureMigrations(url, entries);

  const [duration, longest] = [measured.duration, measured.longest].map(Math.round);
  console.log(`Migrated in ${duration} ms; the slowest of ${measured.changes} changes took ${longest} ms.`);
  expect(measured.applied).toContain("20261128231908_entry_tokens");
  expect(measured.failures).toEqual([]);
  expect(measured.longest).toBeLessThan(2_000);
  // The log was not rewritten, and later entries of older writers have tokens.
  expect(measured.withoutToken).toBeGreaterThanOrEqual(entries);
  expect(measured.withToken).toBeGreaterThan(0);
}, 600_000);
