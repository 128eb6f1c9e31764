import { randomBytes } from "node:crypto";
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { clusterFiles } from "../../src/database/create-cluster.ts";
import { startEmbeddedPostgres } from "../../src/database/embedded-postgres.ts";
import { migrate } from "../../src/database/migrate.ts";
import { administer } from "./administer.ts";
import { copyFiles } from "./copy-files.ts";
import { dropDatabase } from "./drop-database.ts";
import { findServerFolder } from "./find-server-folder.ts";
import { runAfterDeath } from "./run-after-death.ts";

export interface TestPostgres {
  /** A database to connect to for administration. */
  readonly url: string;
  /** The migrated database from which `createTestDatabase` copies. */
  readonly template: string;
  /** A data folder, as of an embedded server that has only migrated and was stopped. Tests copy it. */
  readonly dataDir: string;
  close(): Promise<void>;
}

/** The PostgreSQL of one test run: `TEST_DATABASE_URL`, whose user may create databases, else an embedded one. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(await findServerFolder(), "lockstep-test-"));
  const callOff = runAfterDeath(`while rm -rf '${folder}'; sleep 1; [ -e '${folder}' ]; do :; done`);
  const dataDir = join(folder, "migrated");
  const first = await startEmbeddedPostgres({ dataDir });
  await migrate(first.url);
  await cheapenPassword(first.url);
  await first.close();

  const given = process.env["TEST_DATABASE_URL"];
  const server = given ? { url: given, close: async () => {} } : await startCopy(dataDir, join(folder, "shared"));
  const template = `lockstep_template_${randomBytes(8).toString("hex")}`;
  await administer(server.url, `CREATE DATABASE ${template}`);
  await migrate(Object.assign(new URL(server.url), { pathname: template }).href);
  return {
    url: server.url,
    template,
    dataDir,
    close: async () => {
      await dropDatabase(server.url, template);
      await server.close();
      await rm(folder, { recursive: true });
      callOff();
    },
  };
}

/** Tests connect thousands of times, and both sides would derive a key from the password by 4,096 rounds each time. */
async function cheapenPassword(url: string): Promise<void> {
  const { username, password } = new URL(url);
  await administer(url, `SET scram_iterations = 1; ALTER ROLE ${username} PASSWORD '${password}'`);
}

/** Tests lose nothing in a crash of the machine, and run several instances at once. */
const settings = ["fsync = off", "full_page_writes = off", "synchronous_commit = off", "max_connections = 400"];

async function startCopy(from: string, dataDir: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  await copyFiles(from, dataDir);
  const { data } = clusterFiles(join(dataDir, "postgres"));
  await appendFile(join(data, "postgresql.conf"), settings.map((setting) => `${setting}\n`).join(""));
  return await startEmbeddedPostgres({ dataDir });
}
