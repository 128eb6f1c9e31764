import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { administer } from "./administer.ts";
import { dropDatabase } from "./drop-database.ts";

export interface TestDatabase {
  readonly url: string;
  /** Drops it, also under connections that are still open. */
  close(): Promise<void>;
}

/** A migrated, empty database of the test file's own. The caller closes it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url: adminUrl, template } = inject("postgres");
  const name = `lockstep_test_${randomBytes(8).toString("hex")}`;
  await administer(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  const url = new URL(adminUrl);
  url.pathname = name;
  return {
    url: url.href,
    close: () => dropDatabase(adminUrl, name),
  };
}
