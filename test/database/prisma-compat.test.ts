import { PrismaPg } from "@prisma/adapter-pg";
import { expect, inject, test } from "vitest";
import { findOutage } from "../../src/database/find-outage.ts";
import { PrismaClient } from "../../src/database/generated/client.ts";
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
