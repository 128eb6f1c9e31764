import { randomBytes } from "node:crypto";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, expect, inject, it, onTestFinished } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { migrate } from "../../src/database/migrate.ts";
import { administer } from "../support/administer.ts";
import { dropDatabase } from "../support/drop-database.ts";

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
  await dropDatabase(inject("postgres").url, new URL(url).pathname.slice(1));
  await rm(folder, { recursive: true });
});

async function addMigrations(isWanted: (name: string) => boolean = () => true): Promise<void> {
  const names = (await readdir(committed)).filter(isWanted);
  for (const name of names) await cp(join(committed, name), join(folder, name), { recursive: true });
}

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

  await addMigrations();
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

it("fails nobody who reads and writes meanwhile, and goes on after an interruption", async () => {
  await migrate(url, { folder });
  for (const statement of largeDatabase) await administer(url, statement);
  const bystander = await startBystander();
  await addMigrations((name) => name <= "20261128193821_fill_procedure");
  await migrate(url, { folder });
  await addMigrations();
  const holder = await connect();
  await holder.query("BEGIN; SELECT FROM comments WHERE body = '4000' FOR UPDATE");

  // It waits for the row, with the comments before it filled, until it is ended.
  const told: string[] = [];
  const migrating = migrate(url, { folder, patience: { onWait: (message) => told.push(message) } });
  const interrupted = migrating.then(
    () => "done",
    () => "interrupted",
  );
  await expect.poll(() => told, { timeout: 120_000 }).toHaveLength(1);
  expect(told[0]).toMatch(/SELECT FROM comments WHERE body =\)/);
  await bystander.untilRounds(20);
  const endMigration = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'active' AND query LIKE '/* lockstep-%'`;
  await expect.poll(() => administer(url, endMigration)).toHaveLength(1);
  expect(await interrupted).toBe("interrupted");
  await holder.query("COMMIT");
  const [left] = await administer(url, "SELECT count(*)::int AS count FROM comments WHERE created_seq IS NULL");
  expect(left?.["count"]).toSatisfy((count: number) => count >= 1_000 && count < 2_000);

  // As an interrupted build leaves an index.
  await administer(url, "CREATE INDEX comments_task_id_created_seq_idx ON comments (task_id)");
  await administer(
    url,
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'comments_task_id_created_seq_idx'::regclass",
  );
  const applied = await Promise.all([1, 2, 3].map(() => migrate(url, { folder })));
  expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
  await bystander.untilRounds(20);
  expect(await bystander.stop()).toEqual([]);

  const wrong = [
    "SELECT body, created_seq FROM comments WHERE created_seq <> body::int",
    "SELECT since_seq, joined_seq FROM memberships WHERE joined_seq <> since_seq",
    "SELECT name, number FROM projects WHERE name ~ '^[0-9]+$' AND number <> name::int",
    `SELECT name FROM (SELECT name, row_number() OVER (ORDER BY created_at) AS made,
       row_number() OVER (ORDER BY number) AS numbered FROM projects) o WHERE made <> numbered`,
    "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid",
    `SELECT attrelid::regclass FROM pg_attribute
     WHERE attname IN ('number', 'joined_seq', 'created_seq') AND attrelid IN (
       'projects'::regclass, 'memberships'::regclass, 'comments'::regclass) AND NOT attnotnull`,
    "SELECT conname FROM pg_constraint WHERE conname = 'is_filled'",
    "SELECT proname FROM pg_proc WHERE proname = 'fill_numbers'",
    `SELECT name FROM (VALUES ('memberships_project_id_joined_seq_idx'), ('comments_task_id_created_seq_idx')) n (name)
     WHERE pg_get_indexdef(to_regclass(name)) NOT LIKE '%\\_seq)'`,
  ];
  for (const statement of wrong) expect(await administer(url, statement), statement).toEqual([]);
});

/**
 * One project of 5,000 comments, half of them in the log, and 3,000 others. A comment's body and a membership's
 * since_seq say which number is right, a project's name likewise. Times in the log tell nothing.
 */
const largeDatabase = [
  `INSERT INTO users (id, issuer, subject, name) SELECT '${idOf(9)}', 'test', '9', 'Somebody'`,
  `INSERT INTO projects (id, name, created_at, updated_at)
   SELECT CASE n WHEN 1 THEN '${project}' ELSE md5('p' || n)::uuid END, n, '2026-01-01'::timestamptz + n * interval '1 s', now()
   FROM generate_series(1, 3001) n ORDER BY md5('p' || n)`,
  `INSERT INTO project_heads (project_id, seq, pruned_through, at)
   SELECT id, CASE name WHEN '1' THEN 5000 ELSE 1 END, CASE name WHEN '1' THEN 2500 ELSE 0 END, now() FROM projects`,
  `INSERT INTO memberships (id, project_id, user_id, role, since_seq, joined_at)
   SELECT md5('m' || name)::uuid, id, '${idOf(9)}', 'OWNER', CASE name WHEN '1' THEN 2500 ELSE 1 END, now() FROM projects`,
  `INSERT INTO tasks (id, project_id, title, status, priority, position, created_by_id, created_at, updated_at)
   VALUES ('${task}', '${project}', 'x', 'TODO', 'NONE', 'a0', '${idOf(9)}', now(), now())`,
  `INSERT INTO comments (id, task_id, author_id, body, created_at, updated_at)
   SELECT md5('c' || n)::uuid, '${task}', '${idOf(9)}', n,
     '2026-01-01'::timestamptz + CASE WHEN n <= 2500 THEN n ELSE -n END * interval '1 s', now()
   FROM generate_series(1, 5000) n ORDER BY md5('c' || n)`,
  `INSERT INTO activities (project_id, seq, type, at, actor_id, comment_id, fields, snapshot)
   SELECT '${project}', n, 'CommentCreated', now(), '${idOf(9)}', md5('c' || n)::uuid, '{}', '{}'
   FROM generate_series(2501, 5000) n`,
];

async function connect(): Promise<Client> {
  const client = new Client(url);
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

interface DatabaseBystander {
  /** Resolves after so many more rounds of each kind. */
  untilRounds(count: number): Promise<void>;
  /** Resolves with what failed. */
  stop(): Promise<unknown[]>;
}

/** Goes on as instances of the first version do that wait for a lock for a second at most. */
async function startBystander(): Promise<DatabaseBystander> {
  const failures: unknown[] = [];
  const rounds = [0, 0, 0];
  let isStopping = false;

  async function goOn(kind: number, round: (client: Client, place: number) => Promise<unknown>): Promise<void> {
    const client = await connect();
    await client.query("SET lock_timeout = '1s'");
    for (let place = 1; !isStopping; place++) {
      await round(client, place).catch(async (error: unknown) => {
        failures.push(error);
        // After a test that failed its database is gone.
        await client.query("ROLLBACK").catch(() => {
          isStopping = true;
        });
      });
      rounds[kind] = place;
    }
  }

  /** In the one large project; `insert` is told the change's number. */
  async function change(client: Client, insert: (seq: number) => string): Promise<void> {
    await client.query("BEGIN");
    const { rows } = await client.query<{ seq: number }>(
      `SELECT seq + 1 AS seq FROM project_heads WHERE project_id = '${project}' FOR NO KEY UPDATE`,
    );
    await client.query(insert(rows[0]?.seq ?? 0));
    await client.query(`UPDATE project_heads SET seq = seq + 1, at = now() WHERE project_id = '${project}'`);
    await client.query("COMMIT");
  }

  const running = [
    goOn(0, (client, place) =>
      change(
        client,
        (seq) => `
          INSERT INTO comments (id, task_id, author_id, body, created_at, updated_at)
          VALUES (md5('c${seq}')::uuid, '${task}', '${idOf(9)}', ${seq}, now(), now());
          ${entry(seq, "CommentCreated", `md5('c${seq}')::uuid`, {})};
          UPDATE comments SET version = version + 1 WHERE id = md5('c${1 + ((place * 37) % 3_000)}')::uuid`,
      ),
    ),
    goOn(1, (client) =>
      change(
        client,
        (seq) => `
          INSERT INTO users (id, issuer, subject, name) VALUES ('${idOf(seq)}', 'test', 'u${seq}', 'Somebody');
          INSERT INTO memberships (id, project_id, user_id, role, since_seq, joined_at)
          VALUES ('${idOf(seq)}', '${project}', '${idOf(seq)}', 'MEMBER', ${seq}, now());
          ${entry(seq, "MemberAdded", "NULL", { member: { id: idOf(seq) } })};
          UPDATE memberships SET role = 'OWNER' WHERE user_id = '${idOf(9)}' AND project_id = '${project}'`,
      ),
    ),
    goOn(2, async (client, place) => {
      await client.query("SELECT * FROM projects ORDER BY created_at DESC LIMIT 20");
      await client.query(`INSERT INTO projects (id, name, created_at, updated_at)
        VALUES (md5('n${place}')::uuid, 'new', '2026-06-01'::timestamptz + ${place} * interval '1 s', now())`);
      await client.query(`UPDATE projects SET description = 'x' WHERE name = '${1 + ((place * 37) % 3_000)}'`);
    }),
  ];
  onTestFinished(async () => {
    isStopping = true;
    await Promise.all(running);
  });
  const untilRounds = async (count: number) => {
    const goal = rounds.map((before) => before + count);
    await expect.poll(() => rounds.every((done, kind) => done >= (goal[kind] ?? 0))).toBe(true);
  };
  await untilRounds(3);
  return {
    untilRounds,
    async stop() {
      isStopping = true;
      await Promise.all(running);
      return failures;
    },
  };
}
