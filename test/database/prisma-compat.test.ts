import { PrismaPg } from "@prisma/adapter-pg";
import { Pool } from "pg";
import { expect, inject, test } from "vitest";
import { findOutage } from "../../src/database/find-outage.ts";
import { PrismaClient } from "../../src/database/generated/client.ts";
import { transactionClient } from "../../src/database/pg-compat.ts";
import { driverErrorOf, isPrismaCode, isPrismaKind } from "../../src/database/prisma-compat.ts";
import { findFreePort } from "../support/find-free-port.ts";

const { url } = inject("postgres");

/** Addresses that cannot be used → kind that the driver adapter gives their error. */
const addresses: Readonly<Record<string, () => Promise<URL>>> = {
  DatabaseNotReachable: async () => Object.assign(new URL(url), { port: String(await findFreePort()) }),
  DatabaseDoesNotExist: async () => Object.assign(new URL(url), { pathname: "nowhere" }),
  AuthenticationFailed: async () => Object.assign(new URL(url), { password: "wrong" }),
};

test.each(Object.entries(addresses))("isPrismaKind: knows %s", async (kind, findAddress) => {
  const error = await failAt(await findAddress());
  const { cause } = driverErrorOf(error) as { readonly cause: { readonly kind: string } };
  expect(cause.kind).toBe(kind);
  expect(isPrismaKind(kind)).toBe(true);
  expect(findOutage(error)).not.toBeNull();
});

test("isPrismaCode: knows a transaction that runs out of time", async () => {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) });
  const transaction = prisma.$transaction((within) => within.$executeRaw`SELECT pg_sleep(0.3)`, { timeout: 50 });
  const error = await transaction.catch((thrown: { readonly code: string }) => thrown);
  await prisma.$disconnect();
  expect(error).toMatchObject({ code: expect.stringMatching(/^P/) });
  expect(isPrismaCode((error as { readonly code: string }).code)).toBe(true);
});

test("transactionClient: sets the limits in each transaction of Prisma, and leaves nothing on the connection", async () => {
  const limits = { lock_timeout: 1_234, idle_in_transaction_session_timeout: 2_345, statement_timeout: 3_456 };
  const pool = new Pool({ Client: transactionClient(limits), connectionString: url, max: 1 });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const readLimits = "SELECT name, setting::int FROM pg_settings WHERE name = ANY ($1)";
  const names = Object.keys(limits);
  type Rows = readonly { readonly name: string; readonly setting: number }[];
  const found = await prisma.$transaction((within) => within.$queryRawUnsafe<Rows>(readLimits, names));
  expect(Object.fromEntries(found.map(({ name, setting }) => [name, setting]))).toEqual(limits);

  const { rows } = await pool.query<{ name: string; setting: number }>({
    name: "named",
    text: readLimits,
    values: [names],
  });
  expect(rows.map(({ setting }) => setting)).not.toContain(limits.lock_timeout);
  expect((await pool.query("SELECT FROM pg_prepared_statements")).rows).toEqual([]);
  await prisma.$disconnect();
  await pool.end();
});

async function failAt(address: URL): Promise<Readonly<Record<string, unknown>>> {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: address.href }) });
  try {
    await prisma.$executeRaw`SELECT 1`;
    throw new Error("It did not fail.");
  } catch (error) {
    return error as Readonly<Record<string, unknown>>;
  } finally {
    await prisma.$disconnect();
  }
}
