import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { purgeProject } from "../../src/operations/admin-projects.ts";
import { eraseUser, showUser } from "../../src/operations/admin-users.ts";
import { exportAudit } from "../../src/operations/export-audit.ts";
import { exportParts } from "../../src/operations/export-parts.ts";
import { exportProject } from "../../src/operations/export-project.ts";
import { restoreProject } from "../../src/operations/restore-project.ts";
import { unlimitedStorage } from "../../src/operations/storage-limits.ts";
import { type Board, createBoard } from "../support/board.ts";
import { findTables } from "../support/find-tables.ts";
import {
  BoardDocument,
  CreateTaskDocument,
  HistoryDocument,
  RemoveMemberDocument,
  RestoreTaskDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { lockstepCommand } from "../support/lockstep-command.ts";
import { openPerson, type Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { readTables } from "../support/read-tables.ts";
import { signToken } from "../support/sign-token.ts";

let database: TestDatabase;
let instance: Instance;
let pool: Pool;
let ada: Person;

/** Another deployment. */
let elsewhere: { database: TestDatabase; instance: Instance; pool: Pool; ada: Person };

const operator = { osUser: "operator", host: "host" };

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, {}, { profileInterval: 100 });
  pool = new Pool({ connectionString: database.url });
  ada = await instance.person("ada");
  const other = await createTestDatabase();
  const there = await startInstance(other.url);
  // Known there before, by another id.
  const person = await there.person("ada");
  elsewhere = { database: other, instance: there, pool: new Pool({ connectionString: other.url }), ada: person };
});

afterAll(async () => {
  for (const each of [{ database, instance, pool }, elsewhere]) {
    await each.instance.close();
    await each.pool.end();
    await each.database.close();
  }
});

async function write(projectId: string, history: boolean, from = pool): Promise<string> {
  const parts: string[] = [];
  const lines = await exportProject(from, operator, {
    projectId,
    history,
    write: async (part) => void parts.push(part),
  });
  expect(parts.join("").split("\n")).toHaveLength(Number(lines) + 1);
  return parts.join("");
}

async function* linesOf(exported: string): AsyncIterable<string> {
  yield* exported.trimEnd().split("\n");
}

const read = (exported: string, into = pool) => restoreProject(into, operator, unlimitedStorage, linesOf(exported));

/** A project with something of everything. */
async function fill(): Promise<Board> {
  const board = await createBoard(ada, "Zwölf\u2028Boxkämpfer\u2029\u0085 🥊");
  const [grace, alan] = [await instance.person("grace"), await instance.person("alan")];
  await board.addMember(grace, "ADMIN");
  await board.addMember(alan, "MEMBER");
  await ada.expect(RemoveMemberDocument, { input: { projectId: board.projectId, userId: alan.id } });
  const label = await board.createLabel("Urgent");
  const task = await board.createTask({ labelIds: [label.id], assigneeId: grace.id, description: 'One\n\n"two"\\ 3' });
  await ada.expect(UpdateTaskDocument, {
    input: { taskId: task.id, title: "Renamed", clientMutationId: `m ${task.id}` },
  });
  const comment = await board.createComment(task.id, "With a comment");
  await board.createComment(task.id, "and another");
  await board.deleteComment(comment.id);
  const gone = await board.createTask({ title: "Deleted" });
  await board.createComment(gone.id, "goes with it");
  await board.deleteTask(gone.id);
  for (let count = 0; count < 3; count += 1) await board.createTask({ title: `Task ${count}` });
  return board;
}

async function purge(board: Board): Promise<void> {
  await pool.query("UPDATE projects SET deleted_at = now() WHERE id = $1", [board.projectId]);
  expect(await purgeProject(pool, operator, { id: board.projectId, name: "" })).toMatchObject({ projects: 1 });
}

describe.each([{ history: false }, { history: true }])("export and restore, history: $history", ({ history }) => {
  it("export, restore and export are equal byte for byte", async () => {
    const board = await fill();
    const { projectId } = board;
    const before = await ada.expect(BoardDocument, { projectId, first: 50 });
    const exported = await write(projectId, history);
    expect(await write(projectId, history)).toBe(exported);
    await purge(board);
    expect(await read(exported)).toMatchObject({ project: projectId, history });
    expect(await write(projectId, history)).toBe(exported);
    expect(await ada.expect(BoardDocument, { projectId, first: 50 })).toEqual(before);
    const { project } = await ada.expect(HistoryDocument, { projectId, first: 100 });
    expect(project?.activity.nodes).toHaveLength(history ? (before.project?.seq ?? 0) : 0);
    // It goes on as it was: numbers follow, and deleted tasks can be restored.
    const seq = await board.seq();
    const [gone] = (
      await pool.query("SELECT id FROM deleted_items WHERE kind = 'TASK' AND project_id = $1", [projectId])
    ).rows;
    await ada.expect(RestoreTaskDocument, { input: { taskId: gone.id } });
    expect(await board.seq()).toBe(seq + 1);
    const cursor = before.project?.cursor ?? "";
    const stream = ada.watch({ projectId, after: cursor });
    expect((await stream.next()).data?.projectActivity.__typename).toBe("TaskRestored");
    stream.stop();
  });

  it("gives another deployment the project, and its people by their identity", async () => {
    const board = await fill();
    const { projectId } = board;
    const exported = await write(projectId, history);
    await read(exported, elsewhere.pool);
    expect(elsewhere.ada.id).not.toBe(ada.id);
    const here = await ada.expect(BoardDocument, { projectId, first: 50 });
    const there = await elsewhere.ada.expect(BoardDocument, { projectId, first: 50 });
    expect(JSON.stringify(there)).toBe(JSON.stringify(here).replaceAll(ada.id, elsewhere.ada.id));
    const again = await write(projectId, history, elsewhere.pool);
    expect(withoutPeople(again)).toEqual(withoutPeople(exported.replaceAll(ada.id, elsewhere.ada.id)));
  });

  it("fills an empty deployment with the same bytes", async () => {
    const { projectId } = await fill();
    const exported = await write(projectId, history);
    const empty = await createTestDatabase();
    const into = new Pool({ connectionString: empty.url });
    await read(exported, into);
    expect(await write(projectId, history, into)).toBe(exported);
    await into.end();
    await empty.close();
  });
});

function withoutPeople(exported: string): string[] {
  return exported.split("\n").filter((line) => !/^\{"kind":"(?:person|end)"/.test(line));
}

it("brings nothing of a person back who was erased meanwhile", async () => {
  const emmy = await openPerson(instance.url, await signToken("emmy", { name: "Emmy Forgotten" }));
  const board = await createBoard(ada);
  const { projectId } = board;
  await board.addMember(emmy, "MEMBER");
  await emmy.expect(CreateTaskDocument, { input: { projectId, title: "Hers", assigneeId: emmy.id } });
  await emmy.leave();
  const exported = await write(projectId, true);
  expect([...exported.matchAll(/Emmy Forgotten/g)].length).toBeGreaterThan(3);
  await erase(emmy.id);
  await purge(board);
  await read(exported);
  await untilErased();
  expect(await findTables(database.url, "Emmy Forgotten")).toEqual([]);
  expect(await findTables(database.url, emmy.email)).toEqual([]);
  // A person who was erased before is erased again, from whatever brought the name back.
  await pool.query("UPDATE activities SET snapshot = replace(snapshot::text, $2, $3)::json WHERE project_id = $1", [
    ...[projectId, "Deleted user", "Emmy Forgotten"],
  ]);
  expect(await findTables(database.url, "Emmy Forgotten")).toEqual(["activities"]);
  await erase(emmy.id);
  expect(await findTables(database.url, "Emmy Forgotten")).toEqual([]);
});

async function erase(userId: string): Promise<void> {
  const person = await showUser(pool, userId);
  if (!person) throw new Error("The person is gone.");
  await eraseUser(pool, operator, person);
  await untilErased();
}

const untilErased = () =>
  vi.waitFor(async () => expect((await pool.query("SELECT FROM profile_changes")).rowCount).toBe(0));

it("knows every column of what it exports", async () => {
  const limits = ["projects.max_bytes", "projects.max_tasks"];
  const counts = ["content_bytes", "task_count", "counted_through"].map((name) => `project_heads.${name}`);
  const leftOut = ["projects.number", "tasks.search_text", "users.disabled_at", ...limits, ...counts];
  for (const { table, columns, owner } of exportParts) {
    const { rows } = await pool.query<{ name: string }>(
      "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1",
      [table],
    );
    const names = rows.map(({ name }) => name).filter((name) => !leftOut.includes(`${table}.${name}`));
    expect(names.toSorted(), table).toEqual([...columns, ...(owner ? [owner] : [])].toSorted());
  }
});

describe("restores nothing", () => {
  let exported: string;
  let projectId: string;

  beforeAll(async () => {
    const board = await fill();
    projectId = board.projectId;
    exported = await write(projectId, true);
    await purge(board);
  });

  /** The same with another end, as of somebody who changed it on purpose. */
  const sealed = (lines: readonly string[]) => {
    const body = lines.map((line) => `${line}\n`).join("");
    const end = { kind: "end", lines: lines.length, sha256: createHash("sha256").update(body).digest("hex") };
    return `${body}${JSON.stringify(end)}\n`;
  };
  const body = () => exported.trimEnd().split("\n").slice(0, -1);
  const replaced = (kind: string, from: string | RegExp, to: string) =>
    sealed(body().map((line) => (line.startsWith(`{"kind":"${kind}"`) ? line.replace(from, to) : line)));

  const broken: Readonly<Record<string, readonly [() => string, RegExp]>> = {
    "of an empty file": [() => "", /is not JSON|is empty/],
    "of a file that is no export": [() => '{"name":"board","lists":[]}\n', /no export of Lockstep/],
    "of a file that is no JSON": [() => "id,title\n1,A task\n", /Line 1 of the export is not JSON/],
    "of a later version": [() => exported.replace('"version":1', '"version":2'), /version 2; this server reads 1/],
    "of an export that ends early": [() => `${body().slice(0, 12).join("\n")}\n`, /incomplete: it ends after line 12/],
    "of an export that ends within a line": [() => exported.slice(0, -40), /is not JSON/],
    "of an export that was changed": [() => exported.replace("Renamed", "Changed"), /checksum is another/],
    "of an export that lacks a line": [() => exported.replace(/\{"kind":"comment".*\n/, ""), /checksum is another/],
    "of lines in another order": [() => sealed([body()[0] ?? "", ...body().slice(1).toReversed()]), /another order/],
    "of unknown lines": [() => sealed([...body(), '{"kind":"later","row":{}}']), /is none of an export/],
    "of values of another type": [() => replaced("task", /"version":\d+/, '"version":"x"'), /\(task\) cannot be read/],
    "of missing values": [() => replaced("task", /"title":"[^"]*",/, ""), /\(task\) cannot be read/],
    "of a comment on a task of another project": [
      () => replaced("comment", /"task_id":"[^"]*"/, '"task_id":"01a20000-0000-7000-8000-000000000000"'),
      /\(comment\) of the export names a task that is not part of it/,
    ],
    "of a person with the id of another": [
      () => replaced("person", /"subject":"[^"]*"/, '"subject":"somebody else"'),
      /person is taken here/,
    ],
  };

  it.each(Object.entries(broken))("%s", async (_what, [toText, sentence]) => {
    const before = await readTables(database.url);
    await expect(read(toText())).rejects.toThrow(sentence);
    await expect(read(toText())).rejects.toThrow(/Nothing was restored\.$/);
    expect(await readTables(database.url)).toEqual(before);
  });

  it.each([
    [{ projectTasks: 1 }, /^The project takes \d+ of at most 1\. Raise MAX_PROJECT_TASKS\. Nothing was restored\.$/],
    [
      { projectBytes: 300 },
      /^The project takes \d+ of at most 300\. Raise MAX_PROJECT_BYTES\. Nothing was restored\.$/,
    ],
  ])("above the limits %j", async (limits, sentence) => {
    const before = await readTables(database.url);
    const restored = restoreProject(pool, operator, { ...unlimitedStorage, ...limits }, linesOf(exported));
    await expect(restored).rejects.toThrow(sentence);
    expect(await readTables(database.url)).toEqual(before);
  });

  it("a second time", async () => {
    await read(exported);
    const before = await readTables(database.url);
    await expect(read(exported)).rejects.toThrow(`The project ${projectId} exists here. Delete and purge it first.`);
    expect(await readTables(database.url)).toEqual(before);
    expect(await write(projectId, true)).toBe(exported);
  });
});

/** Details of the notes in the audit log, in order. */
async function notesOf(action: string, target: string): Promise<object[]> {
  const text = "SELECT details FROM admin_actions WHERE action = $1 AND target = $2 ORDER BY at, id";
  return (await pool.query<{ details: object }>(text, [action, target])).rows.map(({ details }) => details);
}

describe("is noted before any of it is written", () => {
  it.each([
    [
      "export",
      { history: true },
      (projectId: string, write: () => Promise<void>) =>
        exportProject(pool, operator, { projectId, history: true, write }),
    ],
    [
      "audit export",
      { from: expect.any(String), to: expect.any(String) },
      (projectId: string, write: () => Promise<void>) => exportAudit(pool, operator, { ...period, projectId, write }),
    ],
  ] as const)("%s", async (action, details, begin) => {
    const { projectId } = await createBoard(ada);
    const seen: object[] = [];
    await begin(projectId, async () => void seen.push(...(await notesOf(action, projectId))));
    expect(seen[0]).toEqual(details);
    expect(await notesOf(action, projectId)).toEqual([{ ...details, lines: expect.any(Number) }]);
    await expect(begin(projectId, () => Promise.reject(new Error("The output broke.")))).rejects.toThrow("broke");
    expect((await notesOf(action, projectId)).at(-1)).toEqual(details);
  });

  const period = { from: "2026-01-01T00:00:00.000Z", to: "2100-01-01T00:00:00.000Z" };
});

it("says that nothing was restored when PostgreSQL ends it", async () => {
  const board = await fill();
  const exported = await write(board.projectId, true);
  await purge(board);
  async function* breaking() {
    yield* exported.split("\n").slice(0, 5);
    await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND state = 'idle in transaction'`,
    );
    yield* exported.split("\n").slice(5, -1);
  }
  await expect(restoreProject(pool, operator, unlimitedStorage, breaking())).rejects.toThrow(
    /^PostgreSQL ended the restore: .*\. Nothing was restored\.$/,
  );
  await read(exported);
});

describe("the commands", () => {
  const secret = "a secret that is long enough to be taken";

  async function run(args: readonly string[], input: string | null, stdout: "pipe" | number = "pipe") {
    const [program, ...rest] = lockstepCommand(...args);
    const env = { ...process.env, DATABASE_URL: database.url, AUTH_SECRET: secret };
    const child = spawn(program, rest, { cwd: projectRoot, env, stdio: ["pipe", stdout, "pipe"] });
    child.stdin?.end(input ?? "");
    const [out, error, [code]] = await Promise.all([
      child.stdout ? text(child.stdout) : "",
      child.stderr ? text(child.stderr) : "",
      once(child, "close"),
    ]);
    return { code, out, error };
  }

  it("write to standard output and read from standard input", async () => {
    const board = await fill();
    const { code, out, error } = await run(["export", "--project", board.projectId, "--history"], null);
    expect([code, error]).toEqual([0, `Exported ${out.trimEnd().split("\n").length} lines.\n`]);
    expect(out).toBe(await write(board.projectId, true));
    await purge(board);
    const restored = await run(["restore", "--json"], out);
    expect([restored.code, restored.error]).toEqual([0, ""]);
    expect(JSON.parse(restored.out)).toMatchObject({ action: "restore", project: board.projectId, history: true });
    const { rows } = await pool.query("SELECT action, target FROM admin_actions ORDER BY at DESC, id DESC LIMIT 1");
    expect(rows).toEqual([{ action: "restore", target: board.projectId }]);
    expect(await run(["restore"], out)).toMatchObject({ code: 1, error: expect.stringContaining("exists here") });
  });

  it("do not blame PostgreSQL for a reader that ends", async () => {
    const { projectId } = await fill();
    const [program, ...rest] = lockstepCommand("export", "--project", projectId);
    const env = { ...process.env, DATABASE_URL: database.url, AUTH_SECRET: secret };
    const child = spawn(program, rest, { cwd: projectRoot, env, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    const [error, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
    expect([code, error]).toEqual([1, "The export is incomplete: write EPIPE.\n"]);
  });

  it("tell of a full disk, and of a project that is not there", async () => {
    const { projectId } = await fill();
    const full = await open("/dev/full", "w");
    const { code, error } = await run(["export", "--project", projectId], null, full.fd);
    await full.close();
    expect(code).toBe(1);
    expect(error).toMatch(/^The export is incomplete: ENOSPC.*\.\n$/);
    expect(await notesOf("export", projectId)).toEqual([{ history: false }]);
    const unknown = "01a20000-0000-7000-8000-000000000000";
    expect(await run(["export", "--project", unknown], null)).toEqual({
      ...{ code: 1, out: "", error: `No project has the id ${unknown}.\n` },
    });
  });
});
