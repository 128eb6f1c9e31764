import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addMember } from "../../src/operations/add-member.ts";
import { applyChanges } from "../../src/operations/apply-changes.ts";
import { changeProject } from "../../src/operations/change-project.ts";
import { createComment } from "../../src/operations/create-comment.ts";
import { createTask } from "../../src/operations/create-task.ts";
import { deleteAccount } from "../../src/operations/delete-account.ts";
import { deleteProject } from "../../src/operations/delete-project.ts";
import { eraseBatch, findLogParts } from "../../src/operations/erase-profile.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import { takeProfileChange } from "../../src/operations/profile-change.ts";
import { startProfileWork } from "../../src/operations/profile-work.ts";
import { removeMember } from "../../src/operations/remove-member.ts";
import { TextMerger } from "../../src/operations/text-merger.ts";
import { updateTask } from "../../src/operations/update-task.ts";
import { change, createStage, type Stage } from "../support/stage.ts";

const logger = pino({ level: "silent" });
const limit = { interval: 20 };

let stage: Stage;
let ada: OperationContext;
let grace: OperationContext;
let ends: (() => Promise<void>)[];

beforeEach(async () => {
  stage = await createStage();
  ada = await stage.user("ada");
  grace = await stage.user("grace");
  ends = [];
});

afterEach(async () => {
  await Promise.all(ends.map((end) => end()));
  await stage.close();
});

/** The work of one more instance. */
function startWork(onErased: () => void = () => {}): () => Promise<void> {
  const { pool, log, inbox } = ada;
  const end = startProfileWork({ pool, log, inbox, merger: new TextMerger(pool), onErased, interval: 20, logger });
  ends.push(end);
  return end;
}

async function read<Row extends object>(text: string): Promise<Row[]> {
  return (await ada.pool.query<Row>(text)).rows;
}

/** Lets the work begin, whichever older transactions other databases of the server have: those of other tests. */
const letBegin = () => stage.query("UPDATE profile_changes SET changed_at = now() - interval '6 min'");

const untilDone = () =>
  vi.waitFor(async () => {
    await letBegin();
    expect(await read("SELECT FROM profile_changes")).toEqual([]);
  }, limit);

const untilTaken = () =>
  vi.waitFor(async () => {
    await letBegin();
    const taken = await takeProfileChange(ada.pool);
    if (!taken) throw new Error("The work may not begin yet.");
    return taken;
  }, limit);

/** Resolves after a whole round of the work that begins next. */
async function untilTried(): Promise<void> {
  const query = vi.spyOn(ada.pool, "query");
  const isNews = ([statement]: unknown[]) => Object(statement).name === "profile-news";
  await vi.waitFor(() => expect(query.mock.calls.filter(isNews).length).toBeGreaterThan(1), limit);
  query.mockRestore();
}

/** The entries of all logs that hold a text anywhere, as `type`s. */
async function findEntries(text: string): Promise<string[]> {
  const rows = await read<{ type: string }>(
    `SELECT type FROM activities a WHERE position('${text}' IN row_to_json(a)::text) > 0 ORDER BY project_id, seq`,
  );
  return rows.map(({ type }) => type);
}

const rename = (user: OperationContext, name: string) =>
  stage.query("UPDATE users SET name = $2 WHERE id = $1", [user.viewer.userId, name]);

/** A project of Grace's with Ada in it. */
async function createShared(): Promise<string> {
  const projectId = await stage.project(grace);
  await changeProject(grace, addMember, { projectId, userId: ada.viewer.userId, role: "ADMIN" });
  return projectId;
}

const told = () =>
  read<{ project: string; name: string }>(
    `SELECT project_id AS project, snapshot->'member'->'user'->>'name' AS name FROM activities
     WHERE type = 'MemberUpdated' ORDER BY project_id, seq`,
  );

describe("a changed name", () => {
  it("is told once in each project of the person, whichever instance does it, and in no other", async () => {
    const projects = [];
    for (let made = 0; made < 6; made += 1) projects.push(await createShared());
    const left = await createShared();
    await changeProject(ada, removeMember, { projectId: left, userId: ada.viewer.userId });
    const deleted = await createShared();
    await changeProject(grace, deleteProject, { projectId: deleted });
    await rename(ada, "Ada L");
    for (let made = 0; made < 3; made += 1) startWork();
    await untilDone();
    expect(await told()).toEqual(projects.sort().map((project) => ({ project, name: "Ada L" })));
  });

  it("is told as it is by then, after several changes", async () => {
    const project = await createShared();
    for (const name of ["Ada 1", "Ada 2", "Ada 3"]) await rename(ada, name);
    startWork();
    await untilDone();
    expect(await told()).toEqual([{ project, name: "Ada 3" }]);
  });

  it("without an effect is not told", async () => {
    await createShared();
    await rename(ada, "ada");
    expect(await read("SELECT FROM profile_changes")).toEqual([]);
  });

  it("is told to a project that the person was joining meanwhile", async () => {
    const projectId = await stage.project(grace);
    const client = await ada.pool.connect();
    await client.query("BEGIN");
    // As addMember does it, which has read the old name by now.
    await client.query("SELECT FROM project_heads WHERE project_id = $1 FOR NO KEY UPDATE", [projectId]);
    await client.query(
      `INSERT INTO memberships (id, project_id, user_id, role, since_seq, joined_at)
       VALUES (gen_random_uuid(), $1, $2, 'MEMBER', 1, now())`,
      [projectId, ada.viewer.userId],
    );
    await rename(ada, "Ada L");
    const tried = untilTried();
    startWork();
    await tried;
    await client.query("COMMIT");
    client.release();
    await untilDone();
    expect(await told()).toEqual([{ project: projectId, name: "Ada L" }]);
  });
});

describe("a deleted account", () => {
  const identity = { issuer: "test", subject: "ada" };

  it("stands nowhere in the log any more, whoever wrote of it, and texts and others stay", async () => {
    const shared = await createShared();
    const task = await changeProject(ada, createTask, {
      projectId: shared,
      title: "Write to ada",
      clientMutationId: "of ada",
    });
    await changeProject(grace, updateTask, {
      taskId: task.task.id,
      assigneeId: ada.viewer.userId,
      clientMutationId: "of grace",
    });
    await changeProject(ada, createComment, { taskId: task.task.id, body: "Call ada@example.com" });
    const left = await createShared();
    await changeProject(ada, removeMember, { projectId: left, userId: ada.viewer.userId });
    const deleted = await stage.project(ada);
    await changeProject(ada, deleteProject, { projectId: deleted });
    await stage.query("UPDATE activities SET address = '203.0.113.7', user_agent = 'A browser'");

    const change = { updateTask: { taskId: task.task.id, title: "Conflict", expectedVersion: 99 } };
    for (const user of [ada, grace]) {
      await applyChanges(user, { projectId: shared, changes: [change], clientMutationId: "a batch" });
    }
    const answers = () =>
      read<{ answer: string }>("SELECT answer::text AS answer FROM batch_answers WHERE client_mutation_id = 'a batch'");

    expect((await answers()).map(({ answer }) => answer.includes('"ada@example.com"'))).toEqual([true, true]);
    expect((await findEntries('"name":"ada"')).length).toBeGreaterThan(5);
    expect((await findEntries('"email":"ada@')).length).toBeGreaterThan(5);
    await deleteAccount(ada.pool, identity);
    const onErased = vi.fn();
    startWork(onErased);
    await untilDone();
    await vi.waitFor(() => expect(onErased).toHaveBeenCalled(), limit);
    expect(await findEntries('"name":"ada"')).toEqual([]);
    expect(await findEntries('"email":"ada@')).toEqual([]);
    expect((await findEntries("Write to ada")).length).toBeGreaterThan(1);
    expect((await findEntries("Call ada@example.com")).length).toBe(1);
    expect((await findEntries('"name":"grace"')).length).toBeGreaterThan(3);
    expect(
      await read(
        `SELECT actor_id = '${ada.viewer.userId}' AS own, client_mutation_id AS id, request_hash IS NULL AS blank,
           address, user_agent
         FROM activities WHERE project_id = '${shared}' AND type IN ('TaskCreated', 'TaskUpdated') ORDER BY seq`,
      ),
    ).toEqual([
      { own: true, id: null, blank: true, address: null, user_agent: null },
      { own: false, id: "of grace", blank: false, address: "203.0.113.7", user_agent: "A browser" },
    ]);
    expect(await told()).toEqual([{ project: shared, name: "Deleted user" }]);
    const [hers, ...others] = await answers();
    expect(others).toEqual([]);
    expect(hers?.answer).toContain('"Deleted user"');
    expect(hers?.answer).not.toContain("ada@example.com");
  });

  it("is erased to the end when the instance that was at it dies, also with others erased at the same time", async () => {
    const projectId = await createShared();
    const task = await changeProject(ada, createTask, { projectId, title: "A task" });
    await changeProject(grace, updateTask, { taskId: task.task.id, assigneeId: ada.viewer.userId });
    await changeProject(ada, createTask, { projectId, title: "Newest" });
    await stage.backfill(projectId, 5_000);
    const alan = await stage.user("alan");
    await changeProject(grace, addMember, { projectId, userId: alan.viewer.userId, role: "MEMBER" });
    await changeProject(alan, updateTask, { taskId: task.task.id, title: "Of three people" });

    await deleteAccount(ada.pool, identity);
    const taken = await untilTaken();
    const [part] = await findLogParts(ada.pool, taken);
    if (!part) throw new Error("There is nothing to erase.");
    let half = taken;
    for (let through = part.through; through < 2_000; through = half.erasedThrough) {
      const next = await eraseBatch(ada.pool, half, { ...part, through });
      if (!next) throw new Error("The work is not this test's.");
      half = next;
    }
    // Its instance dies here, and its lease ends.
    expect((await findEntries('"name":"ada"')).length).toBeGreaterThan(2_900);
    expect(await takeProfileChange(ada.pool)).toBe(undefined);
    await stage.query("UPDATE profile_changes SET leased_until = now()");
    await deleteAccount(ada.pool, { issuer: "test", subject: "alan" });
    await letBegin();
    const onErased = [vi.fn(), vi.fn(), vi.fn()];
    for (const hear of onErased) startWork(hear);

    // A writer meanwhile.
    let writes = 0;
    for (let isDone = false; !isDone; writes += 1) {
      await change(grace, projectId);
      isDone = (await read("SELECT FROM profile_changes")).length === 0;
    }
    await untilDone();
    expect(writes).toBeGreaterThan(0);
    expect(await findEntries('"name":"ada"')).toEqual([]);
    expect(await findEntries('"name":"alan"')).toEqual([]);
    expect((await findEntries("Of three people")).length).toBe(1);
    for (const hear of onErased) await vi.waitFor(() => expect(hear).toHaveBeenCalled(), limit);
    // The dead instance can no longer change work that others took over.
    expect(await eraseBatch(ada.pool, half, part)).toBe(undefined);
  });

  it("is erased whole when an operator erased the person by one statement", async () => {
    const projectId = await createShared();
    const accountId = "01900000-0000-7000-8000-000000000001";
    await stage.query(
      "INSERT INTO auth_users (id, name, email, updated_at) VALUES ($1, 'ada', 'ada@example.com', now())",
      [accountId],
    );
    await stage.query(
      `INSERT INTO auth_verifications (id, identifier, value, expires_at, updated_at)
       SELECT id, 'x', id::text, now(), now() FROM auth_users`,
    );
    await stage.query("UPDATE users SET issuer = 'lockstep', subject = $1 WHERE name = 'ada'", [accountId]);
    await stage.query(
      "UPDATE users SET name = 'Deleted user', email = NULL, anonymized_at = now() WHERE email = 'ada@example.com'",
    );
    startWork();
    await untilDone();
    expect(await findEntries('"name":"ada"')).toEqual([]);
    expect(await read("SELECT FROM auth_users UNION ALL SELECT FROM auth_verifications")).toEqual([]);
    expect(await told()).toEqual([{ project: projectId, name: "Deleted user" }]);
  });

  it("waits for a transaction that still knows the name", async () => {
    const projectId = await createShared();
    const client = await ada.pool.connect();
    await client.query("BEGIN");
    await client.query("SELECT FROM project_heads WHERE project_id = $1 FOR NO KEY UPDATE", [projectId]);
    await deleteAccount(ada.pool, identity);
    const tried = untilTried();
    startWork();
    await tried;
    await client.query(
      `WITH head AS (UPDATE project_heads SET seq = 3 WHERE project_id = $1)
       INSERT INTO activities (project_id, seq, type, at, actor_id, fields, snapshot)
       SELECT project_id, 3, type, at, actor_id, fields, snapshot FROM activities WHERE project_id = $1 AND seq = 2`,
      [projectId],
    );
    await client.query("COMMIT");
    client.release();
    await untilDone();
    expect(await findEntries('"name":"ada"')).toEqual([]);
    expect(await findEntries("Deleted user")).toEqual(["MemberAdded", "MemberAdded", "MemberUpdated"]);
  });
});
