import { randomBytes } from "node:crypto";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { migrate } from "../../src/database/migrate.ts";
import { projectRoot } from "../../src/project-root.ts";
import { administer } from "../support/administer.ts";

const committed = join(projectRoot, "prisma", "migrations");
const first = "20261123023851_init";

let url: string;
let folder: string;

beforeEach(async () => {
  const database = `lockstep_test_${randomBytes(8).toString("hex")}`;
  await administer(inject("postgres").url, `CREATE DATABASE ${database}`);
  const address = new URL(inject("postgres").url);
  address.pathname = database;
  url = address.href;
  folder = await mkdtemp(join(tmpdir(), "lockstep-migrations-"));
  await cp(join(committed, first), join(folder, first), { recursive: true });
});

afterEach(async () => {
  await administer(inject("postgres").url, `DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
  await rm(folder, { recursive: true });
});

const project = idOf(1);
const task = idOf(2);

/** Higher numbers sort later. */
function idOf(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

/** Inserts as the first version does: without the numbers. */
const comment = (id: number, at: string) =>
  `INSERT INTO comments (id, task_id, author_id, body, created_at, updated_at)
   VALUES ('${idOf(id)}', '${task}', '${idOf(9)}', 'x', '${at}', '${at}')`;
const membership = (id: number, user: number, at: string) =>
  `INSERT INTO memberships (id, project_id, user_id, role, since_seq, joined_at)
   VALUES ('${idOf(id)}', '${project}', '${idOf(user)}', 'MEMBER', 1, '${at}')`;
const entry = (seq: number, type: string, commentId: string, snapshot: object) =>
  `INSERT INTO activities (project_id, seq, type, at, actor_id, comment_id, fields, snapshot)
   VALUES ('${project}', ${seq}, '${type}', now(), '${idOf(9)}', ${commentId}, '{}', '${JSON.stringify(snapshot)}')`;

it("numbers what is there as the log knows it, and what an instance of the version before adds", async () => {
  await migrate(url, { folder });
  const rows = [
    ...[9, 8, 7].map(
      (id) => `INSERT INTO users (id, issuer, subject, name) VALUES ('${idOf(id)}', 'test', '${id}', 'Somebody')`,
    ),
    ...[3, 1, 2].map(
      (id, index) => `INSERT INTO projects (id, name, created_at, updated_at)
        VALUES ('${idOf(id)}', 'x', '2026-01-0${index + 1}', now())`,
    ),
    `INSERT INTO project_heads (project_id, seq, pruned_through, at) VALUES ('${project}', 20, 10, now())`,
    `INSERT INTO tasks (id, project_id, title, status, priority, position, created_by_id, created_at, updated_at)
     VALUES ('${task}', '${project}', 'x', 'TODO', 'NONE', 'a0', '${idOf(9)}', now(), now())`,
    // The log knows the last two, whose ids are in another order; the others' entries are pruned.
    comment(31, "2026-02-02"),
    comment(32, "2026-02-01"),
    comment(34, "2026-02-03"),
    comment(33, "2026-02-04"),
    entry(15, "CommentCreated", `'${idOf(34)}'`, {}),
    entry(16, "CommentCreated", `'${idOf(33)}'`, {}),
    membership(41, 9, "2026-02-01"),
    membership(43, 8, "2026-02-02"),
    entry(17, "MemberAdded", "NULL", { member: { id: idOf(43) } }),
  ];
  for (const row of rows) await administer(url, row);

  for (const name of await readdir(committed)) await cp(join(committed, name), join(folder, name), { recursive: true });
  await migrate(url, { folder });
  await administer(url, comment(30, "2026-02-05"));
  await administer(url, membership(40, 7, "2026-02-05"));

  const read = (table: string, column: string) =>
    administer(url, `SELECT right(id::text, 2)::int AS id, ${column}::int AS number FROM ${table} ORDER BY ${column}`);
  expect(await read("comments", "created_seq")).toEqual([
    { id: 32, number: 9 },
    { id: 31, number: 10 },
    { id: 34, number: 15 },
    { id: 33, number: 16 },
    { id: 30, number: 21 },
  ]);
  expect(await read("memberships", "joined_seq")).toEqual([
    { id: 41, number: 10 },
    { id: 43, number: 17 },
    { id: 40, number: 21 },
  ]);
  expect(await read("projects", "number")).toEqual([
    { id: 3, number: 1 },
    { id: 1, number: 2 },
    { id: 2, number: 3 },
  ]);
});
