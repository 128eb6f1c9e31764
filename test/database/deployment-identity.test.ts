import { Pool } from "pg";
import { afterAll, beforeAll, expect, inject, it, onTestFinished, vi } from "vitest";
import { readIdentity, renewIdentity, watchIdentity } from "../../src/database/deployment-identity.ts";
import { administer } from "../support/administer.ts";
import { copyDatabase } from "../support/copy-database.ts";
import { startPgBouncer } from "../support/pgbouncer.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

it("is the same for all who read it: an ordinary role, and who comes through PgBouncer", async () => {
  const identity = await read(database.url);
  expect(identity).toMatch(/^[0-9a-f]{16}$/);
  expect(await read(database.url)).toBe(identity);

  const bouncer = await startPgBouncer(database.url);
  onTestFinished(() => bouncer.close());
  expect(await read(bouncer.url)).toBe(identity);

  const role = `ordinary_${Date.now()}`;
  await administer(inject("postgres").url, `CREATE ROLE ${role} LOGIN PASSWORD 'open-sesame'`);
  onTestFinished(async () => {
    await administer(database.url, `DROP OWNED BY ${role}`);
    await administer(inject("postgres").url, `DROP ROLE ${role}`);
  });
  await administer(database.url, `GRANT SELECT ON deployment_identity TO ${role}`);
  expect(await read(Object.assign(new URL(database.url), { username: role, password: "open-sesame" }).href)).toBe(
    identity,
  );
});

it("is another in a copy, and in a database whose row is another or gone", async () => {
  const copy = await copyDatabase(database.url);
  onTestFinished(() => copy.close());
  const seen = [await read(database.url), await read(copy.url)];
  for (const change of [
    (pool: Pool) => renewIdentity(pool),
    (pool: Pool) => pool.query("DELETE FROM deployment_identity"),
    (pool: Pool) => renewIdentity(pool),
  ]) {
    await using<unknown>(copy.url, change);
    seen.push(await read(copy.url));
  }
  expect(new Set(seen).size).toBe(5);
  await expect(administer(copy.url, "INSERT INTO deployment_identity (id) VALUES (2)")).rejects.toThrow("one_row");
});

it("watchIdentity tells a change once, keeps what it knows while it cannot read, and is silent once it is closed", async () => {
  const pool = new Pool({ connectionString: database.url, max: 1 });
  onTestFinished(() => pool.end());
  const read = vi.spyOn(pool, "query");
  const identity = await watchIdentity(pool, 20);
  onTestFinished(() => identity.close());
  const changes: string[] = [];
  identity.onChange(() => changes.push(identity.current));
  const first = identity.current;

  await renewIdentity(pool);
  await vi.waitFor(() => expect(changes).toHaveLength(1));
  expect(changes).toEqual([identity.current]);
  expect(identity.current).not.toBe(first);

  read.mockImplementation(() => Promise.reject(new Error("PostgreSQL is unreachable.")));
  const asked = read.mock.calls.length;
  await vi.waitFor(() => expect(read.mock.calls.length).toBeGreaterThan(asked + 2));
  expect(changes).toEqual([identity.current]);
  read.mockRestore();

  await identity.close();
  const another = await watchIdentity(pool, 20);
  onTestFinished(() => another.close());
  await renewIdentity(pool);
  await new Promise<void>((resolve) => another.onChange(resolve));
  expect(changes).toHaveLength(1);
});

function read(url: string): Promise<string> {
  return using(url, readIdentity);
}

async function using<T>(url: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  // The parameter is the server's own.
  const connectionString = url.replace(/\?pgbouncer=true$/, "");
  const pool = new Pool({ connectionString, max: 1 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}
