import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ExpectedError } from "../../src/errors/expected-error.ts";
import { addMember } from "../../src/operations/add-member.ts";
import { readLimits } from "../../src/operations/admin-limits.ts";
import { applyChanges, type BatchedName, batchOperations } from "../../src/operations/apply-changes.ts";
import { changeProject } from "../../src/operations/change-project.ts";
import { createProject } from "../../src/operations/create-project.ts";
import { deleteProject } from "../../src/operations/delete-project.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import { startPurge } from "../../src/operations/purge-deleted.ts";
import type { StorageLimits } from "../../src/operations/storage-limits.ts";
import { updateProject } from "../../src/operations/update-project.ts";
import { type BatchedChange, changeAlone } from "../support/change-alone.ts";
import { range } from "../support/range.ts";
import { recordStatements } from "../support/record-statements.ts";
import { createStage, type Stage } from "../support/stage.ts";

let stage: Stage;
let ada: OperationContext;
let grace: OperationContext;

beforeAll(async () => {
  stage = await createStage();
  [ada, grace] = [await stage.user("ada"), await stage.user("grace")];
});
afterAll(() => stage.close());

const unlimited = { projectBytes: 0, projectTasks: 0 };

/** Numbers in the head, and what a full count gives. */
async function readCounts(projectId: string) {
  const { rows } = await ada.pool.query<{ bytes: string; tasks: number; isCurrent: boolean }>(
    `SELECT content_bytes AS bytes, task_count AS tasks, counted_through = seq AS "isCurrent"
     FROM project_heads WHERE project_id = $1`,
    [projectId],
  );
  const { bytes, tasks } = await readLimits(ada.pool, unlimited, projectId);
  const [head] = rows;
  return { head: head && { ...head, bytes: Number(head.bytes) }, full: { bytes: bytes.used, tasks: tasks.used } };
}

async function expectCounted(projectId: string) {
  const { head, full } = await readCounts(projectId);
  expect(head).toEqual({ ...full, isCurrent: true });
  return full;
}

/** The person with limits, and the refusals that were told. */
function limited(context: OperationContext, limits: Partial<StorageLimits>) {
  const refusals: string[] = [];
  const onRefusal = (limit: string) => refusals.push(limit);
  return { context: { ...context, storageLimits: { ...context.storageLimits, ...limits, onRefusal } }, refusals };
}

/** Makes a change by its own mutation. Resolves with the sentence of a refusal. */
async function make(context: OperationContext, change: BatchedChange): Promise<string | undefined> {
  try {
    await changeAlone(context, change);
    return undefined;
  } catch (error) {
    if (error instanceof ExpectedError) return error.message;
    throw error;
  }
}

const newTask = (projectId: string, title: string, id: string = randomUUID()): BatchedChange => ({
  createTask: { id, projectId, title },
});

describe("the counts in a project's head", () => {
  const items = 3;
  const item = fc.nat(items - 1);
  const text = fc.constantFrom("a", "zwölf", "👩‍👩‍👧", "x".repeat(300));
  const kind = fc.constantFrom(...(Object.keys(batchOperations) as BatchedName[]));
  /** A change of an item, or the removal of what was deleted. */
  const action = fc.record({ kind, item, of: item, text, isEmpty: fc.boolean(), isStale: fc.boolean() });
  type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;
  const step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        by: fc.constantFrom("alone", "group", "batch", "atomic"),
        actions: fc.array(action, { minLength: 1, maxLength: 6 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant("purge" as const) },
    { weight: 1, arbitrary: fc.constant("older version" as const) },
  );

  function toChange(projectId: string, ids: Record<"task" | "comment" | "label", string[]>, a: Action): BatchedChange {
    const [taskId = "", of = ""] = [ids.task[a.item], ids.task[a.of]];
    const [commentId = "", labelId = ""] = [ids.comment[a.item], ids.label[a.item]];
    const basis = a.isStale ? { expectedVersion: 0 } : {};
    const status = "DONE" as const;
    const changes: { [N in BatchedName]: () => BatchedChange } = {
      createTask: () => ({ createTask: { id: taskId, projectId, title: a.text, labelIds: ids.label } }),
      updateTask: () => ({
        updateTask: { taskId, title: a.text, description: a.isEmpty ? null : a.text, addLabelIds: [labelId], ...basis },
      }),
      updateTaskStatus: () => ({ updateTaskStatus: { taskId, status, ...basis } }),
      moveTask: () => ({ moveTask: { taskId, status, ...basis } }),
      deleteTask: () => ({ deleteTask: { taskId, ...basis } }),
      restoreTask: () => ({ restoreTask: { taskId } }),
      createComment: () => ({ createComment: { id: commentId, taskId: of, body: a.text } }),
      updateComment: () => ({ updateComment: { commentId, body: a.text, ...basis } }),
      deleteComment: () => ({ deleteComment: { commentId } }),
      restoreComment: () => ({ restoreComment: { commentId } }),
      createLabel: () => ({ createLabel: { id: labelId, projectId, name: a.text.slice(0, 20), color: "RED" } }),
      updateLabel: () => ({ updateLabel: { labelId, name: a.text.slice(0, 20), ...basis } }),
      deleteLabel: () => ({ deleteLabel: { labelId, ...basis } }),
    };
    return changes[a.kind]();
  }

  it("are what a full count gives, after any changes of several people, refusals, and removals", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), fc.boolean(), async (steps, isTight) => {
        const projectId = await stage.project(ada);
        await changeProject(ada, addMember, { projectId, userId: grace.viewer.userId, role: "ADMIN" });
        const makeIds = () => range(1, items).map(() => randomUUID());
        const ids = { task: makeIds(), comment: makeIds(), label: makeIds() };
        const tight = { projectBytes: 1_800, projectTasks: 2 };
        const { context, refusals } = limited(ada, isTight ? tight : {});
        for (const each of range(0, items - 1)) {
          for (const first of ["createLabel", "createTask", "createComment"] as const) {
            const a = { kind: first, item: each, of: each, text: `${each}`, isEmpty: true, isStale: false };
            await make(context, toChange(projectId, ids, a));
          }
        }
        for (const each of steps) {
          if (each === "purge") await purge(projectId);
          else if (each === "older version") await changeAsOlderVersion(projectId);
          else {
            const changes = each.actions.map((a) => toChange(projectId, ids, a));
            if (each.by === "group") {
              const people = [context, { ...context, viewer: grace.viewer }];
              await Promise.all(changes.map((change, index) => make(people[index % 2] ?? context, change)));
            } else if (each.by === "alone") for (const change of changes) await make(context, change);
            else await applyChanges(context, { projectId, changes, atomic: each.by === "atomic" });
          }
          // A change of any kind brings the counts up to date.
          await changeProject(ada, updateProject, { projectId, name: randomUUID() });
          const full = await expectCounted(projectId);
          if (isTight) expect(full.bytes <= tight.projectBytes && full.tasks <= tight.projectTasks).toBe(true);
        }
        for (const limit of refusals) seen.add(limit);
      }),
      { numRuns: 40, seed: 1 },
    );
    expect([...seen].sort()).toEqual(["MAX_PROJECT_BYTES", "MAX_PROJECT_TASKS"]);
  }, 300_000);

  /** Removes the contents of all that is deleted. */
  async function purge(projectId: string): Promise<void> {
    await stage.query("UPDATE deleted_items SET deleted_at = now() - interval '31 days' WHERE project_id = $1", [
      projectId,
    ]);
    const end = startPurge({ pool: ada.pool, days: 30, interval: 5, logger: pino({ level: "silent" }) });
    const left = `SELECT FROM deleted_items WHERE project_id = $1 AND content IS NOT NULL`;
    await expect.poll(async () => (await ada.pool.query(left, [projectId])).rowCount).toBe(0);
    await end();
  }

  /** Writes a row and moves the head as a version does that does not count. */
  async function changeAsOlderVersion(projectId: string): Promise<void> {
    await stage.query("UPDATE labels SET name = left(name, 1) WHERE project_id = $1", [projectId]);
    await stage.backfill(projectId, 1);
  }

  it("cost no statement but for the first change after an older version's", async () => {
    const projectId = await stage.project(ada);
    await make(ada, newTask(projectId, "one"));
    const usual = await recordStatements(() => make(ada, newTask(projectId, "two")));
    expect(usual).not.toContain("project-count");
    await stage.query("UPDATE project_heads SET counted_through = -1 WHERE project_id = $1", [projectId]);
    const first = await recordStatements(() => make(ada, newTask(projectId, "three")));
    expect(first.toSorted()).toEqual([...usual, "project-count"].toSorted());
    expect(await recordStatements(() => make(ada, newTask(projectId, "four")))).toEqual(usual);
    await expectCounted(projectId);
  });

  it("are counted anew once for all changes that wait together, and for nobody who may make none", async () => {
    const projectId = await stage.project(ada);
    await changeProject(ada, addMember, { projectId, userId: grace.viewer.userId, role: "MEMBER" });
    const taskId = randomUUID();
    await make(ada, newTask(projectId, "one", taskId));
    await stage.query("UPDATE project_heads SET counted_through = -1 WHERE project_id = $1", [projectId]);
    const counted = async (work: () => Promise<unknown>) =>
      (await recordStatements(work)).filter((name) => name === "project-count").length;
    const stranger = await stage.user("stranger");
    expect(await counted(() => make(stranger, newTask(projectId, "two")))).toBe(0);
    const together = () => Promise.all([ada, grace].map((by) => make(by, newTask(projectId, by.viewer.userId))));
    expect(await counted(together)).toBe(1);
    expect(await expectCounted(projectId)).toMatchObject({ tasks: 3 });
  });
});

describe("a project that is full", () => {
  const full = "The project is full: it may hold 2 tasks. Delete tasks, or ask the operator for a higher limit.";

  it("refuses what grows with a sentence, tells which limit, and takes all else", async () => {
    const projectId = await stage.project(ada);
    const { context, refusals } = limited(ada, { projectTasks: 2, projectBytes: 1_000 });
    const [one, two] = [randomUUID(), randomUUID()];
    expect(await make(context, newTask(projectId, "one", one))).toBeUndefined();
    expect(await make(context, newTask(projectId, "two", two))).toBeUndefined();
    expect(await make(context, newTask(projectId, "three"))).toBe(full);
    expect(await make(context, { updateTask: { taskId: one, description: "x".repeat(1_000) } })).toMatch(
      /^The project is full: its content may take 1000 bytes\. .+ Shorten texts, or ask/,
    );
    expect(refusals).toEqual(["MAX_PROJECT_TASKS", "MAX_PROJECT_BYTES"]);
    expect(await make(context, { updateTask: { taskId: one, title: "o" } })).toBeUndefined();
    expect(await make(context, { moveTask: { taskId: one, status: "DONE" } })).toBeUndefined();
    expect(await make(context, { deleteTask: { taskId: two } })).toBeUndefined();
    expect(await make(context, newTask(projectId, "three"))).toBeUndefined();
    expect(await make(context, { restoreTask: { taskId: two } })).toBe(full);
    await expectCounted(projectId);
  });

  it("above a limit that was lowered takes what shrinks it", async () => {
    const projectId = await stage.project(ada);
    const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of [one, two, three]) await make(ada, newTask(projectId, "long", id));
    const { context } = limited(ada, { projectTasks: 1, projectBytes: 1 });
    expect(await make(context, { updateTask: { taskId: one, title: "l" } })).toBeUndefined();
    expect(await make(context, { deleteTask: { taskId: two } })).toBeUndefined();
    expect(await make(context, { updateTask: { taskId: one, title: "long" } })).toMatch(/^The project is full/);
    await expectCounted(projectId);
  });

  it("takes of a batch what fits, and of an atomic one nothing", async () => {
    const projectId = await stage.project(ada);
    const { context, refusals } = limited(ada, { projectTasks: 2 });
    const changes = range(1, 4).map((number) => newTask(projectId, `Task ${number}`));
    const { results } = await applyChanges(context, { projectId, changes, atomic: true });
    expect(results.map(({ result }) => Object(result).code)).toEqual([
      ...["NOT_APPLIED", "NOT_APPLIED", "BAD_USER_INPUT", "NOT_APPLIED"],
    ]);
    expect(await expectCounted(projectId)).toEqual({ bytes: 0, tasks: 0 });
    const again = await applyChanges(context, { projectId, changes });
    expect(again.results.map(({ result }) => result.type)).toEqual([
      ...["TaskCreated", "TaskCreated", "ChangeRefused", "ChangeRefused"],
    ]);
    expect(again.results[2]?.result).toMatchObject({ message: full, path: ["input", "changes", 2, "createTask"] });
    expect(refusals).toEqual(["MAX_PROJECT_TASKS", "MAX_PROJECT_TASKS", "MAX_PROJECT_TASKS"]);
    await expectCounted(projectId);
  });

  it("takes of changes that wait together what fits", async () => {
    const projectId = await stage.project(ada);
    const { context } = limited(ada, { projectTasks: 5 });
    const made = await Promise.all(range(1, 12).map((number) => make(context, newTask(projectId, `Task ${number}`))));
    expect(made.filter((refusal) => refusal === undefined)).toHaveLength(5);
    expect(await expectCounted(projectId)).toMatchObject({ tasks: 5 });
  });

  it("has limits of its own before those of the configuration", async () => {
    const projectId = await stage.project(ada);
    const { context } = limited(ada, { projectTasks: 1 });
    await stage.query("UPDATE projects SET max_tasks = 2 WHERE id = $1", [projectId]);
    const tries = [];
    for (const title of ["one", "two", "three"]) tries.push(await make(context, newTask(projectId, title)));
    expect(tries).toEqual([undefined, undefined, full]);
    await stage.query("UPDATE projects SET max_tasks = 0 WHERE id = $1", [projectId]);
    expect(await make(context, newTask(projectId, "three"))).toBeUndefined();
  });
});

describe("a person", () => {
  it("makes projects up to a limit; a deleted one no longer counts", async () => {
    const { context, refusals } = limited(await stage.user("edsger"), { userProjects: 2 });
    const create = () => changeProject(context, createProject, { name: "Mine" });
    const { project } = await create();
    await create();
    await expect(create()).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      message: "You have made 2 projects, which is the limit. Delete one, or ask the operator for a higher limit.",
    });
    expect(refusals).toEqual(["MAX_PROJECTS_PER_USER"]);
    await changeProject(context, deleteProject, { projectId: project.id });
    await create();
  });

  it("makes no more projects than the limit by calls at the same time", async () => {
    const { context, refusals } = limited(await stage.user("barbara"), { userProjects: 1 });
    let decided = 0;
    let commit = () => {};
    const mayCommit = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const held: typeof createProject = {
      ...createProject,
      async decide(change, input) {
        const result = await createProject.decide(change, input);
        decided += 1;
        await mayCommit;
        return result;
      },
    };
    const made = Promise.allSettled([1, 2].map(() => changeProject(context, held, { name: "Mine" })));
    const waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    await expect.poll(async () => decided + Number((await ada.pool.query(waiting)).rowCount)).toBe(2);
    commit();
    expect((await made).map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(refusals).toEqual(["MAX_PROJECTS_PER_USER"]);
  });

  it("fills all own projects together up to a limit, whoever writes", async () => {
    const barbara = await stage.user("barbara");
    const { context } = limited(barbara, { userBytes: 2 ** 20 + 2 ** 19 });
    const [one, two] = [await stage.project(barbara), await stage.project(barbara)];
    await changeProject(barbara, addMember, { projectId: two, userId: grace.viewer.userId, role: "MEMBER" });
    const writer = { ...context, viewer: grace.viewer };
    const fill = async (by: OperationContext, projectId: string) => {
      const description = "x".repeat(20_000);
      let written = 0;
      for (; written < 100; written += 1) {
        const refusal = await make(by, { createTask: { projectId, title: "Full", description } });
        if (refusal) return { written, refusal };
      }
      return { written, refusal: undefined };
    };
    const refusal = expect.stringMatching(/^All projects of the person who made this one may take \d+ bytes together/);
    // The second MiB is not begun where it would end above the limit.
    await stage.query("UPDATE project_heads SET content_bytes = 700000, counted_through = seq WHERE project_id = $1", [
      one,
    ]);
    expect(await fill(writer, two)).toEqual({ written: 51, refusal });
    await expect(
      changeProject(limited(barbara, { userBytes: 2 ** 20 }).context, createProject, { name: "Third" }),
    ).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      message: refusal,
    });
  });
});
