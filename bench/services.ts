import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../src/database/embedded-postgres.ts";
import { migrate } from "../src/database/migrate.ts";
import { administer } from "../test/support/administer.ts";
import { createTestRedis } from "../test/support/redis.ts";
import { runAfterDeath } from "../test/support/run-after-death.ts";
import { cpuSeconds, readStat } from "./process/cpu.ts";

/** PostgreSQL and Redis of this run. */
export interface Services {
  readonly redisUrl: string;
  /** The versions of both. */
  readonly versions: Readonly<Record<string, string>>;
  /** Makes a migrated, empty database; it stays until `close`. Resolves with its URL. */
  createDatabase(): Promise<string>;
  /** User and system time of PostgreSQL's processes, in seconds; of those that are still there. */
  databaseCpuSeconds(): Promise<number>;
  /** Hears every line that PostgreSQL logs, until the returned function is called. */
  onDatabaseLog(listener: (line: string) => void): () => void;
  close(): Promise<void>;
}

export async function startServices(): Promise<Services> {
  const dataDir = await mkdtemp(join(tmpdir(), "lockstep-bench-"));
  const callOff = runAfterDeath(`sleep 5; rm -rf '${dataDir}'`);
  const listeners = new Set<(line: string) => void>();
  const postgres = await startEmbeddedPostgres({
    dataDir,
    onLog: (line) => {
      for (const listener of listeners) listener(line);
    },
  });
  const redis = await createTestRedis();
  const [folder] = await administer(postgres.url, "SHOW data_directory");
  const postmaster = await readPostmaster(String(folder?.["data_directory"]));
  const [version] = await administer(postgres.url, "SHOW server_version");
  return {
    redisUrl: redis.url,
    versions: { PostgreSQL: String(version?.["server_version"]) },
    async createDatabase() {
      const name = `bench_${randomBytes(8).toString("hex")}`;
      await administer(postgres.url, `CREATE DATABASE ${name}`);
      const url = new URL(postgres.url);
      url.pathname = name;
      await migrate(url.href);
      return url.href;
    },
    databaseCpuSeconds: () => treeCpuSeconds(postmaster),
    onDatabaseLog(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      await Promise.all([redis.close(), postgres.close()]);
      await rm(dataDir, { recursive: true, force: true });
      callOff();
    },
  };
}

async function readPostmaster(dataDirectory: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDirectory, "postmaster.pid"), "utf8"), 10);
}

/** Returns the CPU seconds of a process and its children. */
async function treeCpuSeconds(parent: number): Promise<number> {
  const pids = (await readdir("/proc")).map(Number).filter((pid) => pid > 0);
  const times = pids.map(async (pid) => {
    const isOfTree = pid === parent || (await readStat(pid))[1] === String(parent);
    return isOfTree ? cpuSeconds(pid) : 0;
  });
  // Any process may end while it is looked at.
  const settled = await Promise.allSettled(times);
  return settled.reduce((total, time) => total + (time.status === "fulfilled" ? time.value : 0), 0);
}
