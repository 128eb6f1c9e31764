import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addMember } from "../../src/operations/add-member.ts";
import { type ApplyChangesInput, applyChanges } from "../../src/operations/apply-changes.ts";
import { changeProject } from "../../src/operations/change-project.ts";
import { createTask } from "../../src/operations/create-task.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import { updateTask } from "../../src/operations/update-task.ts";
import { updateTaskStatus } from "../../src/operations/update-task-status.ts";
import { createStage, type Stage } from "../support/stage.ts";

let stage: Stage;
let ada: OperationContext;
let grace: OperationContext;
let projectId: string;

beforeAll(async () => {
  stage = await createStage();
  [ada, grace] = [await stage.user("ada"), await stage.user("grace")];
  projectId = await stage.project(ada);
  await changeProject(ada, addMember, { projectId, userId: grace.viewer.userId, role: "MEMBER" });
});
afterAll(() => stage.close());

const status = fc.constantFrom("TODO" as const, "IN_PROGRESS" as const, "DONE" as const);
const title = fc.constantFrom("one", "two", "three");
const priority = fc.constantFrom("LOW" as const, "HIGH" as const, "URGENT" as const);
const task = fc.nat(1);

const edit = fc.oneof(
  fc.record({ name: fc.constant("updateTask" as const), task, title: fc.option(title, { nil: undefined }), priority }),
  fc.record({ name: fc.constant("updateTaskStatus" as const), task, status }),
  fc.record({ name: fc.constant("moveTask" as const), task, status, after: fc.option(task) }),
  fc.record({ name: fc.constant("createComment" as const), task }),
);
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

async function createTasks(): Promise<{ readonly id: string; readonly version: number }[]> {
  const made = [await changeProject(ada, createTask, { projectId, title: "zero" })];
  made.push(await changeProject(ada, createTask, { projectId, title: "zero" }));
  return made.map(({ task: { id, version } }) => ({ id, version }));
}

/** The change of a batch, which names the version before the batch and follows nothing by itself. */
function toChange(edit: Edit, tasks: readonly { readonly id: string }[], expectedVersion: number, hasKey: boolean) {
  const own = { expectedVersion, ...(hasKey && { clientMutationId: randomUUID() }) };
  const taskId = String(tasks[edit.task]?.id);
  switch (edit.name) {
    case "updateTask":
      return {
        updateTask: { taskId, ...(edit.title !== undefined && { title: edit.title }), priority: edit.priority, ...own },
      };
    case "updateTaskStatus":
      return { updateTaskStatus: { taskId, status: edit.status, ...own } };
    case "moveTask": {
      const after = edit.after === null || edit.after === edit.task ? {} : { afterTaskId: tasks[edit.after]?.id };
      return { moveTask: { taskId, status: edit.status, ...after, ...own } };
    }
    case "createComment":
      return { createComment: { taskId, body: "A comment", ...(hasKey && { clientMutationId: randomUUID() }) } };
  }
}

it("edits of one batch never conflict with each other, whatever they name", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(edit, fc.boolean()), { minLength: 2, maxLength: 25 }), async (edits) => {
      const tasks = await createTasks();
      const changes = edits.map(([each, hasKey]) => toChange(each, tasks, 0, hasKey));
      const last = tasks.map(({ id }) => ({ deleteTask: { taskId: id, expectedVersion: 0 } }));
      const { results } = await applyChanges(ada, { projectId, changes: [...changes, ...last] });
      expect(results.filter(({ result }) => /Conflict|Refused/.test(result.type))).toEqual([]);
      expect(results.slice(-2).map(({ result }) => result.type)).toEqual(["TaskDeleted", "TaskDeleted"]);
    }),
    { numRuns: 40 },
  );
});

it("edits of one batch conflict with those of others, on the fields that others were the last to change", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 15 }), fc.nat(2), async (edits, others) => {
      const tasks = await createTasks();
      const [first] = tasks;
      if (!first) throw new Error("There is a task.");
      if (others > 0) await changeProject(grace, updateTask, { taskId: first.id, title: "theirs" });
      if (others > 1) await changeProject(grace, updateTaskStatus, { taskId: first.id, status: "DONE" });
      const theirs = new Set(["TITLE", "STATUS"].slice(0, others));
      const changes = edits.map((each) => toChange(each, tasks, 0, false));
      const { results } = await applyChanges(ada, { projectId, changes });
      for (const { result } of results) {
        const conflicting = "conflictingFields" in result ? result.conflictingFields : [];
        seen.add(result.type);
        // A move conflicts on its place too, which the change of the status set.
        for (const field of conflicting) expect(theirs.has(field) || (field === "POSITION" && others > 1)).toBe(true);
        if ("task" in result && result.type === "TaskConflict") expect(result.task.id).toBe(first.id);
      }
      const { rows } = await ada.pool.query("SELECT title, status FROM tasks WHERE id = $1", [first.id]);
      if (others > 0) expect(rows[0].title).toBe("theirs");
      if (others > 1) expect(rows[0].status).toBe("DONE");
    }),
    { numRuns: 40 },
  );
  expect([...seen]).toEqual(expect.arrayContaining(["TaskConflict", "TaskUpdated", "TaskStatusChanged"]));
});

it("an edit follows what the batch made before, and a retry remembers", async () => {
  const [task] = await createTasks();
  const taskId = String(task?.id);
  const titled = { updateTask: { taskId, title: "mine", expectedVersion: 0, clientMutationId: randomUUID() } };
  expect(await typesOf([titled])).toEqual(["TaskUpdated"]);
  const again = { updateTask: { taskId, title: "mine too", expectedVersion: 0 } };
  expect(await typesOf([again])).toEqual(["TaskConflict"]);
  expect(await typesOf([titled, again])).toEqual(["TaskUpdated", "TaskUpdated"]);
});

async function typesOf(changes: ApplyChangesInput["changes"]): Promise<string[]> {
  const { results } = await applyChanges(ada, { projectId, changes });
  return results.map(({ result }) => result.type);
}
