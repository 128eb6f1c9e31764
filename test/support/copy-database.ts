import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { administer } from "./administer.ts";
import { dropDatabase } from "./drop-database.ts";
import type { TestDatabase } from "./postgres.ts";

/** A database with everything that another holds, as a staging system gets it. Nobody may be connected to the other. */
export async function copyDatabase(databaseUrl: string): Promise<TestDatabase> {
  const { url: adminUrl } = inject("postgres");
  const name = `lockstep_test_${randomBytes(8).toString("hex")}`;
  await administer(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${new URL(databaseUrl).pathname.slice(1)}`);
  return {
    url: Object.assign(new URL(adminUrl), { pathname: name }).href,
    close: () => dropDatabase(adminUrl, name),
  };
}
