import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Client } from "pg";
import { afterEach, describe, expect, inject, it } from "vitest";
import { createRecordingLogger } from "../engine/bus/recording-logger.ts";
import { administer } from "../support/administer.ts";
import { createBoard, take } from "../support/board.ts";
import { document } from "../support/document.ts";
import { dropDatabase } from "../support/drop-database.ts";
import { startInstance } from "../support/instance.ts";
import { createOwnPostgres } from "../support/own-postgres.ts";
import { startPgBouncer } from "../support/pgbouncer.ts";
import { range } from "../support/range.ts";
import { signToken } from "../support/sign-token.ts";

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const utf8 = "TEMPLATE template0 ENCODING 'UTF8'";
const allAtOnce = [
  "TimeZone = 'America/St_Johns'",
  "DateStyle = 'German, DMY'",
  "IntervalStyle = 'iso_8601'",
  "bytea_output = 'escape'",
  "standard_conforming_strings = off",
  "default_transaction_isolation = 'serializable'",
  "default_transaction_deferrable = on",
  "extra_float_digits = -10",
  "idle_session_timeout = '1s'",
  "array_nulls = off",
  "transform_null_equals = on",
  "quote_all_identifiers = on",
  "statement_timeout = '1ms'",
  "lock_timeout = '1ms'",
  "idle_in_transaction_session_timeout = '1ms'",
];

describe("an instance works as everywhere on a database", () => {
  it.each<[string, string, string[]]>([
    ["of the C locale with all settings changed", `${utf8} LOCALE_PROVIDER libc LOCALE 'C'`, allAtOnce],
    [
      "of Unicode's own locale with other dates",
      `${utf8} LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'`,
      ["TimeZone = 'Asia/Kathmandu'", "DateStyle = 'SQL, MDY'"],
    ],
    ["of the Turkish locale", `${utf8} LOCALE_PROVIDER icu ICU_LOCALE 'tr-TR' LOCALE 'C'`, []],
  ])(
    "%s",
    async (_what, options, settings) => {
      const { url } = await createDatabase(options, settings);
      const { logger, lines } = createRecordingLogger();
      const instance = await startInstance(url, {}, {}, logger);
      closers.push(() => instance.close());
      const beganAt = Date.now();
      const ada = await instance.person("ada");
      const board = await createBoard(ada);
      const live = ada.watch({ projectId: board.projectId });
      expect(await take(live, 1)).toEqual(["Ready 1"]);

      const titles = ["Żółta ŁÓDŹ", "\\ 'zitiert' \"", "日本語のタイトル", "ISTANBUL", "a null \\0"];
      const dueAt = "2027-03-28T01:30:00.000Z";
      for (const title of titles) await board.createTask({ title, description: title, dueAt });
      if (settings.some((setting) => setting.startsWith("idle"))) await untilIdleEnds(url);

      const answer = await ada.expect(read, { projectId: board.projectId });
      const { tasks, first, rest } = answer.project;
      expect(tasks.nodes.map(({ title }) => title).sort()).toEqual([...titles].sort());
      for (const task of tasks.nodes) expect(task).toMatchObject({ dueAt, description: task.title });
      for (const [text, title] of [
        ["łódź", titles[0]],
        ["タイト", titles[2]],
        ["istanbul", titles[3]],
        ["\\ 'zit", titles[1]],
      ]) {
        const found = await ada.expect(search, { projectId: board.projectId, text: text ?? "" });
        expect(found.project.tasks.nodes).toEqual([{ title }]);
      }
      // Both pages of the history together are the stream.
      const history = [...first.nodes, ...rest.nodes].sort((one, other) => one.seq - other.seq);
      expect(history.map(({ seq }) => seq)).toEqual(expect.arrayContaining(range(2, 6)));
      const heard = await live.until(({ extensions }) => extensions?.["seq"] === 6);
      for (const { extensions, data } of heard) {
        const event = data?.projectActivity as { at: string; task: { createdAt: string } };
        expect(event.at).toBe(history.find(({ seq }) => seq === extensions?.["seq"])?.at);
        expect(tasks.nodes.map(({ createdAt }) => createdAt)).toContain(event.task.createdAt);
        expect(Date.parse(event.at)).toBeGreaterThanOrEqual(beganAt);
        expect(Date.parse(event.at)).toBeLessThanOrEqual(Date.now());
      }

      // Prisma's own statements and times, many at once.
      const accounts = range(1, 8).map((index) => signUp(instance.url, `${index}@example.com`));
      for (const { expiresAt } of await Promise.all(accounts)) {
        expect(Math.abs(Date.parse(expiresAt) - 7 * 24 * 3_600_000 - Date.now())).toBeLessThan(5 * 60_000);
      }
      const people = range(1, 8).map(async (index) => me(instance.url, await signToken(`person ${index % 2}`)));
      expect(new Set(await Promise.all(people)).size).toBe(2);
      expect(lines.filter(({ level }) => level >= 40)).toEqual([]);
    },
    60_000,
  );
});

describe("a start is refused in one sentence by a database", () => {
  it.each<[string, string[], RegExp]>([
    [
      "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'",
      [],
      /has the encoding SQL_ASCII: create/,
    ],
    ["TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'", [], /has the encoding LATIN1: create/],
    ["TEMPLATE template0 ENCODING 'EUC_JP' LOCALE_PROVIDER libc LOCALE 'C'", [], /has the encoding EUC_JP: create/],
    ["", ["default_transaction_read_only = on"], /takes no changes: its default_transaction_read_only is on/],
    ["", ["search_path = ''"], /cannot be migrated: no schema has been selected to create in/],
    [
      "CONNECTION LIMIT 12",
      [],
      /allows 12 connections \(CONNECTION LIMIT of the database\), and DATABASE_POOL_SIZE 20 needs 25: lower DATABASE_POOL_SIZE to 7 or/,
    ],
  ])("%s %s", async (options, settings, sentence) => {
    const { url, host, name } = await createDatabase(options, settings);
    await expectRefusal(url, new RegExp(`^DATABASE_URL names ${host}/${name}, which ${sentence.source}`));
  });

  it.each([
    ["TimeZone = 'Europe/Berlin'", "UTC"],
    ["DateStyle = 'German, DMY'", "ISO, MDY"],
    ["default_transaction_isolation = 'serializable'", "read committed"],
    ["standard_conforming_strings = off", "on"],
  ])("behind PgBouncer with %s", async (setting, value) => {
    const { url, name } = await createDatabase("", [setting]);
    const bouncer = await startPgBouncer(url);
    closers.push(() => bouncer.close());
    const [variable = ""] = setting.split(" ");
    await expectRefusal(
      bouncer.url,
      new RegExp(
        `/${name}, which has ${variable} '.+', which cannot be set through a pooler: ALTER ROLE .+ SET ${variable} = '${value}'\\.$`,
      ),
    );
  });
});

it("DATABASE_POOL_SIZE must fit into max_connections", async () => {
  const postgres = await createOwnPostgres({ settings: { max_connections: "12" } });
  closers.push(() => postgres.close());
  await expectRefusal(
    postgres.url,
    /allows 12 connections \(max_connections without those that are reserved\), and DATABASE_POOL_SIZE 20 needs 25: lower DATABASE_POOL_SIZE to 7 or raise that limit\.$/,
  );
  const instance = await startInstance(postgres.url, { DATABASE_POOL_SIZE: "7" });
  closers.push(() => instance.close());
  const people = await Promise.all(range(1, 5).map((index) => instance.person(`person ${index}`)));
  const boards = await Promise.all(people.map((person) => createBoard(person)));
  await Promise.all(boards.flatMap((board) => range(1, 20).map(() => board.createTask())));
});

/** Resolves when PostgreSQL has ended a connection that is idle since now: later than those that were idle before. */
async function untilIdleEnds(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  const ended = once(client, "error");
  // The end of the connection is told by a second one.
  client.on("error", () => undefined);
  await client.connect();
  expect(await ended).toMatchObject([{ code: "57P05" }]);
}

async function expectRefusal(url: string, sentence: RegExp): Promise<void> {
  const started = startInstance(url);
  await expect(started).rejects.toThrow(sentence);
  await started.catch((error: Error) => expect(error.message).toMatch(/^[^\n]+\.$/));
}

/** An empty one, for a role of its own that is no superuser. */
async function createDatabase(options: string, settings: readonly string[]) {
  const name = `lockstep_test_${randomBytes(8).toString("hex")}`;
  const { url: adminUrl } = inject("postgres");
  await administer(adminUrl, `CREATE ROLE ${name} LOGIN PASSWORD 'of-tests'`);
  closers.push(() => administer(adminUrl, `DROP ROLE ${name}`));
  await administer(adminUrl, `CREATE DATABASE ${name} OWNER ${name} ${options}`);
  closers.push(() => dropDatabase(adminUrl, name));
  for (const setting of settings) await administer(adminUrl, `ALTER ROLE ${name} IN DATABASE ${name} SET ${setting}`);
  const url = Object.assign(new URL(adminUrl), { pathname: name, username: name, password: "of-tests" });
  return { url: url.href, host: url.host, name };
}

interface Nodes<T> {
  readonly nodes: readonly T[];
}

const read = document<
  {
    project: {
      tasks: Nodes<{ title: string; description: string; dueAt: string; createdAt: string }>;
      first: Nodes<{ seq: number; at: string }>;
      rest: Nodes<{ seq: number; at: string }>;
    };
  },
  { projectId: string }
>(`query ($projectId: ID!) {
  project(id: $projectId) {
    tasks(first: 100) { nodes { title description dueAt createdAt } }
    first: activity(first: 3) { nodes { seq at } }
    rest: activity(first: 100) { nodes { seq at } }
  }
}`);

const search = document<{ project: { tasks: Nodes<{ title: string }> } }, { projectId: string; text: string }>(
  `query ($projectId: ID!, $text: String!) {
    project(id: $projectId) { tasks(first: 9, filter: { text: $text }) { nodes { title } } }
  }`,
);

async function me(url: string, token: string): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: "{ me { id } }" }),
  });
  return ((await response.json()) as { data: { me: { id: string } } }).data.me.id;
}

/** Makes an account; its session as it is read back. */
async function signUp(url: string, email: string): Promise<{ readonly expiresAt: string }> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ name: "Grace", email, password: "a password of tests" });
  const response = await fetch(`${url}/auth/sign-up/email`, { method: "POST", headers, body });
  expect(response.status).toBe(200);
  const token = response.headers.get("set-auth-token") ?? "";
  const session = await fetch(`${url}/auth/get-session`, { headers: { authorization: `Bearer ${token}` } });
  return ((await session.json()) as { session: { expiresAt: string } }).session;
}
