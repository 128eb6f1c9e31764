import { Pool } from "pg";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { restoreDeletedProject } from "../../src/operations/admin-projects.ts";
import { administer } from "../support/administer.ts";
import { type Board, backfill, createBoard, given } from "../support/board.ts";
import {
  CreateWebhookDocument,
  DeleteProjectDocument,
  DeleteWebhookDocument,
  RedeliverDocument,
  UpdateMemberRoleDocument,
  UpdateWebhookDocument,
  WebhooksDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { createReceiver, type Receiver, verify } from "./receiver.ts";

let database: TestDatabase;
/** Two on one database and Redis. */
let instances: readonly [Instance, Instance];
let ada: Person;
let receiver: Receiver;
let board: Board;
/** Lines of both instances. */
const log: Record<string, unknown>[] = [];

/** Short enough to be waited for. */
const retries = { first: 20, longest: 40, giveUpAfter: 72 * 3_600_000 };

beforeAll(async () => {
  database = await createTestDatabase();
  instances = [await start(), await start()];
  ada = await instances[0].person("ada");
});

beforeEach(async () => {
  receiver = await createReceiver();
  board = await createBoard(ada);
});

afterEach(async () => {
  await administer(database.url, "DELETE FROM webhooks");
  await receiver.close();
});

afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.close()));
  await database.close();
});

function start() {
  const variables = { REDIS_URL: inject("redisUrl"), WEBHOOK_ALLOW_PRIVATE: "true", REPLAY_LIMIT: "10" };
  const logger = pino({ level: "info" }, { write: (line: string) => void log.push(JSON.parse(line)) });
  return startInstance(database.url, variables, { webhookRetries: retries }, logger);
}

async function createWebhook() {
  const input = { projectId: board.projectId, url: receiver.url };
  const { createWebhook } = await ada.expect(CreateWebhookDocument, { input });
  const { secret, webhook } = given(createWebhook);
  return { secret, id: webhook.id };
}

async function read(person = ada) {
  const { project } = await person.expect(WebhooksDocument, { projectId: board.projectId });
  return given(given(project).webhooks?.[0]);
}

const reads = (expected: object) => vi.waitFor(async () => expect(await read()).toMatchObject(expected));

async function makeTasks(count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) await board.createTask();
}

it("posts every change from then on, signed, as subscribers see it", async () => {
  const { secret } = await createWebhook();
  const stream = ada.watch({ projectId: board.projectId });
  await stream.next();
  const { id: taskId } = await board.createTask({ title: "Zwölf Boxkämpfer jagen Viktor 🥊" });
  await board.createComment(taskId, "Line one\nline two");
  await board.deleteTask(taskId);
  const seen = [await stream.next(), await stream.next(), await stream.next()];
  stream.stop();
  await receiver.reach(4);

  expect(receiver.received).toHaveLength(3);
  for (const [index, request] of receiver.received.entries()) {
    const message = given(seen[index]);
    const event = given(message.data).projectActivity;
    const at = "at" in event ? event.at : "";
    const { data, extensions } = message as { data: unknown; extensions: { seq: number; cursor: string } };
    expect(verify(secret, request)).toEqual({ type: event.__typename, timestamp: at, data, extensions });
    expect(() => verify(secret, { ...request, body: `${request.body} ` })).toThrow();
    const [, seq, token] = extensions.cursor.split(".");
    expect(request.headers["webhook-id"]).toBe(`${board.projectId}_${seq}_${token}`);
    expect(request.headers["content-type"]).toBe("application/json");
  }
  await reads({ url: receiver.url, state: "ACTIVE", seq: 4, reason: null });
  const { nodes } = (await read()).deliveries;
  expect(nodes.map(({ seq, status, attempt, error }) => [seq, status, attempt, error])).toEqual([
    [4, 204, 1, null],
    [3, 204, 1, null],
    [2, 204, 1, null],
  ]);
});

it("tries again until the receiver takes a change, and posts nothing after it before", async () => {
  await createWebhook();
  let answers = 0;
  receiver.answer = ({ seq }) => {
    answers += seq === 3 ? 1 : 0;
    return seq === 3 && answers <= 3 ? { status: 503 } : { status: 200 };
  };
  await makeTasks(4);
  await receiver.reach(5);
  expect(receiver.received.map(({ seq }) => seq)).toEqual([2, 3, 3, 3, 3, 4, 5]);
  const ids = receiver.received.filter(({ seq }) => seq === 3).map(({ headers }) => headers["webhook-id"]);
  expect(new Set(ids).size).toBe(1);
  await reads({ state: "ACTIVE", seq: 5, reason: null });
  const { nodes } = (await read()).deliveries;
  expect(nodes.map(({ seq, attempt, status }) => [seq, attempt, status])).toEqual([
    ...[
      [5, 1, 200],
      [4, 1, 200],
      [3, 4, 200],
      [3, 3, 503],
      [3, 2, 503],
      [3, 1, 503],
    ],
    [2, 1, 200],
  ]);
});

it("shows why it fails, and goes on at once when somebody sets ACTIVE", async () => {
  const { id: webhookId } = await createWebhook();
  receiver.answer = () => ({ status: 500 });
  await makeTasks(1);
  await reads({ state: "FAILING", seq: 1, reason: "The receiver answers with status 500." });
  await ada.expect(UpdateWebhookDocument, { input: { webhookId, state: "PAUSED" } });
  await reads({ state: "PAUSED", seq: 1, reason: null });
  receiver.answer = () => ({ status: 204 });
  await ada.expect(UpdateWebhookDocument, { input: { webhookId, state: "ACTIVE" } });
  await receiver.reach(2);
  await reads({ state: "ACTIVE", seq: 2, reason: null });
});

it("follows no redirect", async () => {
  await createWebhook();
  const elsewhere = await createReceiver();
  receiver.answer = () => ({ status: 307, headers: { location: elsewhere.url } });
  await makeTasks(1);
  await receiver.count(2);
  await reads({ state: "FAILING", reason: "The receiver answers with status 307." });
  const [delivery] = (await read()).deliveries.nodes;
  expect(delivery).toMatchObject({ status: 307, error: "Redirects are not followed." });
  expect(elsewhere.connections).toBe(0);
  await elsewhere.close();
});

it("tells the log of a receiver that fails and of its return, once each", async () => {
  await createWebhook();
  const own = () => log.filter(({ projectId }) => projectId === board.projectId);
  receiver.answer = () => ({ status: 500 });
  await makeTasks(2);
  await receiver.count(5);
  const { id: webhookId } = await read();
  const { projectId } = board;
  const begin = { level: 40, webhookId, projectId, reason: "The receiver answers with status 500." };
  expect(own()).toMatchObject([{ ...begin, msg: "A webhook fails; it is tried again." }]);
  receiver.answer = () => ({ status: 204 });
  await receiver.reach(3);
  await reads({ state: "ACTIVE", seq: 3, reason: null });
  expect(own().slice(1)).toMatchObject([{ level: 30, webhookId, projectId, msg: "A webhook is delivered again." }]);
  expect(JSON.stringify(log)).not.toContain(receiver.url);
});

it("is paused by status 410", async () => {
  await createWebhook();
  receiver.answer = () => ({ status: 410 });
  await makeTasks(2);
  await reads({ state: "PAUSED", seq: 1, reason: "The receiver answers with status 410." });
  expect(receiver.received).toHaveLength(1);
});

it("is paused once it has failed for too long", async () => {
  await createWebhook();
  receiver.answer = () => ({ status: 500 });
  await makeTasks(1);
  await reads({ state: "FAILING" });
  // As after three days.
  const since = "failing_since = now() - interval '73 h'";
  await administer(database.url, `UPDATE webhooks SET lease = NULL, leased_until = DEFAULT, ${since}`);
  await reads({ state: "PAUSED", seq: 1, reason: "It failed for 72 hours. The receiver answers with status 500." });
});

describe("redeliver", () => {
  it("posts all changes after a number again, by the same ids", async () => {
    const { id: webhookId } = await createWebhook();
    await makeTasks(3);
    await receiver.reach(4);
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    const { redeliver } = await ada.expect(RedeliverDocument, { input: { webhookId, after: 2 } });
    expect(given(redeliver).webhook).toMatchObject({ state: "ACTIVE", seq: 2 });
    await receiver.count(5);
    await makeTasks(1);
    await receiver.reach(5);
    expect(receiver.received.map(({ seq }) => seq)).toEqual([2, 3, 4, 3, 4, 5]);
    expect(receiver.received.map(({ headers }) => headers["webhook-id"]).slice(3, 5)).toEqual(ids.slice(1));
  });

  it("begins with the first change of the project, or what is kept of them", async () => {
    const { id: webhookId } = await createWebhook();
    await makeTasks(2);
    await ada.expect(RedeliverDocument, { input: { webhookId, after: 0 } });
    await receiver.reach(1);
    await reads({ seq: 3 });
    await administer(
      database.url,
      `UPDATE project_heads SET pruned_through = 1 WHERE project_id = '${board.projectId}'`,
    );
    await administer(database.url, `DELETE FROM activities WHERE project_id = '${board.projectId}' AND seq = 1`);
    for (const [after, why] of [
      [0, "not kept"],
      [4, "newest change is 3"],
    ] as const) {
      const { errors } = await ada.request(RedeliverDocument, { input: { webhookId, after } });
      expect(errors).toMatchObject([{ message: expect.stringContaining(why), extensions: { code: "BAD_USER_INPUT" } }]);
    }
  });
});

describe("is paused with a reason", () => {
  const where = () => `WHERE project_id = '${board.projectId}'`;

  /** Changes what is stored, which no instance has in memory, then has a webhook go on after change 3. */
  async function goOnAfter(...statements: readonly string[]): Promise<string> {
    await makeTasks(5);
    const [{ id } = {}] = await administer(
      database.url,
      `INSERT INTO webhooks (id, project_id, url, secret, state, seq, token)
       SELECT gen_random_uuid(), project_id, '${receiver.url}', 'whsec_AAAA', 'PAUSED', seq, to_hex(token)
       FROM activities ${where()} AND seq = 3 RETURNING id`,
    );
    for (const statement of statements) await administer(database.url, statement);
    await ada.expect(UpdateWebhookDocument, { input: { webhookId: String(id), state: "ACTIVE" } });
    await reads({ state: "PAUSED", reason: expect.any(String) });
    expect(receiver.received).toEqual([]);
    return given((await read()).reason);
  }

  it("when the next change was pruned", async () => {
    const statements = [
      `DELETE FROM activities ${where()} AND seq <= 5`,
      `UPDATE project_heads SET pruned_through = 5 ${where()}`,
    ];
    expect(await goOnAfter(...statements)).toMatch(/^TOO_OLD: /);
    await ada.expect(RedeliverDocument, { input: { webhookId: (await read()).id, after: 5 } });
    await receiver.reach(6);
  });

  it("when the database was restored and lost what was delivered", async () => {
    expect(await goOnAfter(`UPDATE activities SET token = 77 ${where()} AND seq = 3`)).toMatch(/^OTHER_HISTORY: /);
  });

  it("when this version cannot read the next change", async () => {
    expect(await goOnAfter(`UPDATE activities SET type = 'Later' ${where()} AND seq = 4`)).toMatch(/^UNREADABLE: /);
  });

  it("after it has told of the project's deletion", async () => {
    await createWebhook();
    await ada.expect(DeleteProjectDocument, { input: { projectId: board.projectId } });
    await receiver.reach(2);
    expect(JSON.parse(given(receiver.received.at(-1)).body)).toMatchObject({ type: "ProjectDeleted" });
    await vi.waitFor(async () => {
      const [row] = await administer(database.url, "SELECT state, reason, seq FROM webhooks");
      expect(row).toEqual({ state: "PAUSED", reason: "The project was deleted.", seq: 2 });
    });

    // It stays so when the deletion is taken back, and then goes on with the next change.
    const operator = { osUser: "test", host: "test" };
    const pool = new Pool({ connectionString: database.url, max: 1 });
    const deleted = { id: board.projectId, name: "Launch", deletedAt: null };
    expect(await restoreDeletedProject(pool, operator, deleted)).toBe("restored");
    await pool.end();
    await vi.waitFor(async () => expect(await read()).toMatchObject({ state: "PAUSED", seq: 1 }));
    await makeTasks(2);
    expect(await read()).toMatchObject({ state: "PAUSED", reason: "The project was deleted.", seq: 1 });
    await ada.expect(UpdateWebhookDocument, { input: { webhookId: (await read()).id, state: "ACTIVE" } });
    await receiver.reach(3);
    expect(receiver.received.map(({ body }) => JSON.parse(body))).toMatchObject([
      { type: "ProjectDeleted", extensions: { seq: 2 } },
      { type: "TaskCreated", extensions: { seq: 2 } },
      { type: "TaskCreated", extensions: { seq: 3 } },
    ]);
  });
});

it("keeps the newest deliveries alone", async () => {
  const { id: webhookId } = await createWebhook();
  await ada.expect(UpdateWebhookDocument, { input: { webhookId, state: "PAUSED" } });
  await makeTasks(1);
  await backfill(database.url, board.projectId, 150);
  await ada.expect(UpdateWebhookDocument, { input: { webhookId, state: "ACTIVE" } });
  await receiver.reach(152);
  await reads({ seq: 152 });
  expect((await read()).deliveries.nodes.map(({ seq }) => seq)).toEqual(range(133, 152).toReversed());
  const [{ count } = {}] = await administer(database.url, "SELECT count(*)::int FROM webhook_deliveries");
  expect(count).toBe(100);
});

it("outlives the role of its maker", async () => {
  const grace = await instances[0].person("grace");
  await board.addMember(grace, "OWNER");
  await createWebhook();
  const demote = { projectId: board.projectId, userId: ada.id, role: "VIEWER" } as const;
  await grace.expect(UpdateMemberRoleDocument, { input: demote });
  await receiver.reach(3);
  expect(await read(grace)).toMatchObject({ state: "ACTIVE" });
});

describe("two instances", () => {
  it("deliver each change once, and share what people change on either", async () => {
    const elsewhere = await instances[1].person("ada");
    const { id: webhookId } = await createWebhook();
    await makeTasks(10);
    // A change whose delivery is not noted yet is delivered again.
    await reads({ seq: 11 });
    const other = await createReceiver();
    for (const [person, to] of [
      [elsewhere, other],
      [ada, receiver],
      [elsewhere, other],
    ] as const) {
      await person.expect(UpdateWebhookDocument, { input: { webhookId, url: to.url } });
      const seq = await board.createTask().then(() => board.seq());
      await reads({ seq });
    }
    expect(receiver.received.map(({ seq }) => seq)).toEqual([...range(2, 11), 13]);
    expect(other.received.map(({ seq }) => seq)).toEqual([12, 14]);
    await elsewhere.expect(DeleteWebhookDocument, { input: { webhookId } });
    await other.close();
  });

  it("hand a webhook over when one stops", async () => {
    const third = await start();
    // The others hold none and look again once a second: the third takes what it makes itself.
    const person = await third.person("ada");
    const input = { projectId: board.projectId, url: receiver.url };
    await person.expect(CreateWebhookDocument, { input });
    await makeTasks(3);
    await receiver.reach(4);
    await third.close();
    await makeTasks(3);
    await receiver.reach(7);
    expect(receiver.received.map(({ seq }) => seq)).toEqual(range(2, 7));
  });
});
