import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../../src/database/embedded-postgres.ts";
import { migrate } from "../../src/database/migrate.ts";
import { administer } from "./administer.ts";
import { runAfterDeath } from "./run-after-death.ts";

export interface TestPostgres {
  /** A database to connect to for administration. */
  readonly url: string;
  /** The migrated database from which `createTestDatabase` copies. */
  readonly template: string;
  close(): Promise<void>;
}

/** The PostgreSQL of one test run: `TEST_DATABASE_URL`, whose user may create databases, else an embedded one. */
export async function startPostgres(): Promise<TestPostgres> {
  const given = process.env["TEST_DATABASE_URL"];
  const server = given ? { url: given, close: async () => {} } : await startTemporary();
  const template = `lockstep_template_${randomBytes(8).toString("hex")}`;
  await administer(server.url, `CREATE DATABASE ${template}`);
  const url = new URL(server.url);
  url.pathname = template;
  await migrate(url.href);
  return {
    url: server.url,
    template,
    close: async () => {
      await administer(server.url, `DROP DATABASE ${template} WITH (FORCE)`);
      await server.close();
    },
  };
}

async function startTemporary(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-test-"));
  await configure(folder);
  const server = await startEmbeddedPostgres({ dataDir: folder });
  // The server stops by itself when this process is killed; its data would stay.
  const postmaster = await findPostmaster(server.url);
  const callOff = runAfterDeath(`while kill -0 ${postmaster}; do sleep 1; done; rm -rf '${folder}'`);
  return {
    url: server.url,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true });
      callOff();
    },
  };
}

/** Tests lose nothing in a crash of the machine, and run several instances at once. */
async function configure(folder: string): Promise<void> {
  const server = await startEmbeddedPostgres({ dataDir: folder });
  for (const setting of ["fsync = off", "full_page_writes = off", "max_connections = 400"]) {
    await administer(server.url, `ALTER SYSTEM SET ${setting}`);
  }
  await server.close();
}

async function findPostmaster(url: string): Promise<number> {
  const [row] = await administer(url, "SHOW data_directory");
  return Number.parseInt(await readFile(join(String(row?.["data_directory"]), "postmaster.pid"), "utf8"), 10);
}
