import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { migrate } from "../../src/database/migrate.ts";
import { administer } from "../support/administer.ts";
import { createBoard } from "../support/board.ts";
import { CreateTaskDocument, ProjectsDocument } from "../support/generated/graphql.ts";
import { startInstance } from "../support/instance.ts";
import { type SystemPostgres, startSystemPostgres } from "../support/system-postgres.ts";

let postgres: SystemPostgres;
/** Where an operator works: the guide's scripts, and the backup. */
let folder: string;
let scripts: ReadonlyMap<string, string>;
let liveUrl: string;

beforeAll(async () => {
  const guide = await readFile(join(projectRoot, "docs", "operating.md"), "utf8");
  // The first line names the file.
  scripts = new Map(
    [...guide.matchAll(/^```bash\n# (\S+)\n(.*?)^```$/gms)].map(([, name = "", text = ""]) => [name, text]),
  );
  postgres = await startSystemPostgres();
  await administer(postgres.url("postgres"), "CREATE ROLE lockstep LOGIN");
  await administer(postgres.url("postgres"), "CREATE DATABASE lockstep OWNER lockstep");
  liveUrl = postgres.url("lockstep", "lockstep");
  await migrate(liveUrl);
  const instance = await startInstance(liveUrl);
  const board = await createBoard(await instance.person("ada"), "Backed up");
  await board.createTask({ title: "Before the backup" });
  await instance.close();
});

afterAll(() => postgres.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-restore-"));
  for (const [name, text] of scripts) await writeFile(join(folder, name), text);
  return () => rm(folder, { recursive: true });
});

it("the guide's backup is restored into a new database, on which an instance serves what was backed up", async () => {
  expect(await run("backup.sh")).toMatchObject({ code: 0 });
  await administer(liveUrl, "UPDATE projects SET name = 'Changed since'");
  const { code, output } = await run("restore.sh");
  expect({ code, output }).toEqual({
    code: 0,
    output: expect.stringMatching(/^Restored 1 projects into lockstep_\d{8}_\d{6}\.$/),
  });
  const [, restored = ""] = /into (\w+)/.exec(output) ?? [];
  expect(await names(liveUrl)).toEqual(["Changed since"]);

  const instance = await startInstance(postgres.url(restored, "lockstep"));
  const ada = await instance.person("ada");
  expect((await ada.expect(ProjectsDocument, {})).projects.nodes).toMatchObject([{ name: "Backed up", seq: 2 }]);
  await createBoard(ada);
  await instance.close();
  await administer(liveUrl, "UPDATE projects SET name = 'Backed up'");
  await administer(postgres.url("postgres"), `DROP DATABASE ${restored}`);
});

it("a restored backup sends Resync to those who saw what was lost, and to nobody else", async () => {
  const live = await startInstance(liveUrl);
  const board = await createBoard(await live.person("ada"), "Streamed");
  const { projectId } = board;
  const stream = board.owner.watch({ projectId });
  const cursor = async () => String((await stream.next()).extensions?.["cursor"]);
  const seen = [await cursor()];
  await board.createTask({ title: "Before the backup" });
  seen.push(await cursor());
  await run("backup.sh");
  for (const title of ["Lost", "Lost, too"]) {
    await board.createTask({ title });
    seen.push(await cursor());
  }
  await live.close();
  const [, restored = ""] = /into (\w+)/.exec((await run("restore.sh")).output) ?? [];

  const instance = await startInstance(postgres.url(restored, "lockstep"));
  const ada = await instance.person("ada");
  // The new history passes the lost head.
  for (const title of ["New", "New, too", "Newest"])
    await ada.expect(CreateTaskDocument, { input: { projectId, title } });
  const firsts = seen.map(async (after) => (await ada.watch({ projectId, after }).next()).data?.projectActivity);
  expect(await Promise.all(firsts)).toMatchObject([
    { __typename: "TaskCreated", task: { title: "Before the backup" } },
    { __typename: "TaskCreated", task: { title: "New" } },
    { __typename: "Resync", reason: "OTHER_HISTORY", seq: 5 },
    { __typename: "Resync", reason: "OTHER_HISTORY", seq: 5 },
  ]);
  await instance.close();
  await dropRestored();
});

describe("a step of the restore that fails is the last, and leaves the live database as it is", () => {
  it.each([
    ["createdb", []],
    ["pg_restore", ["createdb"]],
    ["psql", ["createdb", "pg_restore"]],
  ])("%s", async (failing, before) => {
    await run("backup.sh");
    const called = await wrapPrograms(failing);
    const live = await dump();
    const { code, output } = await run("restore.sh");
    expect({ code: code === 0, output }).toEqual({ code: false, output: "" });
    expect(await called()).toEqual([...before, failing]);
    expect(await dump()).toBe(live);
    await dropRestored();
  });

  it.each(["a truncated backup", "no backup"])("%s", async (what) => {
    await run("backup.sh");
    if (what === "no backup") await rm(join(folder, "lockstep.dump"));
    else await truncate(join(folder, "lockstep.dump"), 2_000);
    const live = await dump();
    expect(await run("restore.sh")).toMatchObject({ code: 1, output: "" });
    expect(await dump()).toBe(live);
    await dropRestored();
  });
});

it("a backup that fails leaves the one before in its place", async () => {
  await run("backup.sh");
  const good = await readFile(join(folder, "lockstep.dump"));
  expect((await run("backup.sh", postgres.url("nowhere"))).code).not.toBe(0);
  expect(await readFile(join(folder, "lockstep.dump"))).toEqual(good);
});

/** Runs a script of the guide as it stands there. */
async function run(script: string, databaseUrl = liveUrl): Promise<{ readonly code: number; readonly output: string }> {
  const env = {
    ...postgres.variables,
    PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
    DATABASE_URL: databaseUrl,
  };
  try {
    const { stdout } = await promisify(execFile)("bash", [script], { cwd: folder, env });
    return { code: 0, output: stdout.trim() };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, output: stdout.trim() };
  }
}

/** Has a program fail in the place of its work; returns which of all were called, in order. */
async function wrapPrograms(failing: string): Promise<() => Promise<readonly string[]>> {
  const calls = join(folder, "calls");
  await writeFile(calls, "");
  await promisify(execFile)("mkdir", ["-p", join(folder, "bin")]);
  for (const name of ["createdb", "pg_restore", "psql"]) {
    const { stdout } = await promisify(execFile)("sh", ["-c", `command -v ${name}`]);
    const work = name === failing ? "exit 3" : `exec ${stdout.trim()} "$@"`;
    await writeFile(join(folder, "bin", name), `#!/bin/sh\necho ${name} >> '${calls}'\n${work}\n`);
    await chmod(join(folder, "bin", name), 0o755);
  }
  return async () => (await readFile(calls, "utf8")).trim().split("\n").filter(Boolean);
}

/** The live database, whole. */
async function dump(): Promise<string> {
  const { stdout } = await promisify(execFile)("pg_dump", [liveUrl], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.replaceAll(/^\\(un)?restrict .*$/gm, "");
}

async function names(url: string): Promise<unknown[]> {
  return (await administer(url, "SELECT name FROM projects")).map(({ name }) => name);
}

async function dropRestored(): Promise<void> {
  const left = await administer(
    postgres.url("postgres"),
    "SELECT datname FROM pg_database WHERE datname LIKE 'lockstep\\_%'",
  );
  for (const { datname } of left) await administer(postgres.url("postgres"), `DROP DATABASE ${datname}`);
}
