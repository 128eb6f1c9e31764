import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BadUserInputError, ExpectedError } from "../../src/errors/expected-error.ts";
import { addMember } from "../../src/operations/add-member.ts";
import { applyChanges, batchOperations } from "../../src/operations/apply-changes.ts";
import { changeProject } from "../../src/operations/change-project.ts";
import type { Retryable } from "../../src/operations/operation.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import { type BatchedChange, changeAlone } from "../support/change-alone.ts";
import { range } from "../support/range.ts";
import { createStage, type Stage } from "../support/stage.ts";

/** Items of a kind that changes name by number. Those below `standing` are there before. */
const [items, standing] = [4, 3];

const lines = "1\n2\n3\n4";
const number = fc.nat(items - 1);
const text = fc.constantFrom(lines, "one\n2\n3\n4", "1\n2\n3\nfour", "1\ntwo\n3\n4", "other");
const status = fc.constantFrom("TODO" as const, "DONE" as const);
/** Tasks that stand have the version 1 when the changes come, since they have a comment; other items have 0. */
const basis = { isBased: fc.nat(4).map(Boolean), follows: fc.array(fc.nat(30), { maxLength: 3 }) };

const edit = fc.record({
  name: fc.constant("updateTask" as const),
  task: number,
  ...basis,
  title: fc.option(text, { nil: undefined }),
  description: fc.option(text, { nil: undefined }),
  addLabel: fc.option(number),
});

/** A change with numbers for ids. */
const action = fc.oneof(
  fc.record({ name: fc.constant("createTask" as const), task: number, title: text, status }),
  { weight: 8, arbitrary: edit },
  fc.record({ name: fc.constant("updateTaskStatus" as const), task: number, status, ...basis }),
  fc.record({ name: fc.constant("moveTask" as const), task: number, after: fc.option(number), status, ...basis }),
  fc.record({ name: fc.constant("deleteTask" as const), task: number, ...basis }),
  fc.record({ name: fc.constant("restoreTask" as const), task: number }),
  fc.record({ name: fc.constant("createComment" as const), task: number, comment: number, body: text }),
  fc.record({ name: fc.constant("updateComment" as const), comment: number, body: text, ...basis }),
  fc.record({ name: fc.constant("deleteComment" as const), comment: number }),
  fc.record({ name: fc.constant("restoreComment" as const), comment: number }),
  fc.record({ name: fc.constant("createLabel" as const), label: number, text: number }),
  fc.record({ name: fc.constant("updateLabel" as const), label: number, text: number, ...basis }),
  fc.record({ name: fc.constant("deleteLabel" as const), label: number, ...basis }),
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

/** Two changes may have the same key: the second is a retry, or a wrong use of it. */
const actions = fc.array(fc.tuple(action, fc.option(fc.nat(30))), { minLength: 1, maxLength: 30 });

/** Edit of somebody else after the versions that the changes name. */
const disturbance = {
  description: "one\n2\n3\n4" as const,
  title: undefined,
  addLabel: null,
  isBased: false,
  follows: [],
};
const based = { isBased: true, follows: [], title: undefined, description: undefined, addLabel: null };
/** Outcomes that chance alone brings too seldom. */
const mergesAndConflicts: [Action, number | null][] = [
  [{ ...based, name: "updateTask", task: 0, description: "1\n2\n3\nfour" }, null],
  [{ ...based, name: "updateTask", task: 0, description: "1\ntwo\n3\n4" }, null],
  [{ name: "deleteTask", task: 0, isBased: true, follows: [] }, null],
];

let stage: Stage;
let ada: OperationContext;
let grace: OperationContext;

beforeAll(async () => {
  stage = await createStage();
  [ada, grace] = [await stage.user("ada"), await stage.user("grace")];
});
afterAll(() => stage.close());

/** A project with a few items, and ids of its own for all that changes name by number. */
async function createWorld() {
  const projectId = await stage.project(ada);
  await changeProject(ada, addMember, { projectId, userId: grace.viewer.userId, role: "MEMBER" });
  const name = randomUUID();
  const ids = { task: makeIds(), comment: makeIds(), label: makeIds() };
  const keyOf = (key: number) => `${name}-${key}`;
  const world = { projectId, ids, name, keyOf };
  for (const index of range(0, standing - 1)) {
    const actor = index % 2 === 0 ? ada : grace;
    const made: Action[] = [
      { name: "createTask", task: index, title: "other", status: "TODO" },
      { name: "createComment", task: index, comment: index, body: lines },
      { name: "createLabel", label: index, text: index + 100 },
    ];
    for (const each of made) await makeAlone(actor, toChange(world, each, null));
  }
  return world;
}
type World = Awaited<ReturnType<typeof createWorld>>;

function makeIds(): string[] {
  return range(1, items).map(() => randomUUID());
}

function toChange(
  { projectId, ids, keyOf }: Pick<World, "projectId" | "ids" | "keyOf">,
  action: Action,
  key: number | null,
  followed: readonly string[] = [],
): BatchedChange {
  const own = key === null ? {} : { clientMutationId: keyOf(key) };
  const id = (kind: keyof typeof ids, index: number) => String(ids[kind][index]);
  const based = ({ isBased, follows }: { isBased: boolean; follows: number[] }, index: number, expectedVersion = 0) =>
    isBased && index < standing ? { expectedVersion, following: [...follows.map(keyOf), ...followed] } : {};
  switch (action.name) {
    case "createTask":
      return {
        createTask: {
          id: id("task", action.task),
          projectId,
          title: action.title,
          description: lines,
          status: action.status,
          ...own,
        },
      };
    case "updateTask": {
      const { title, description } = action;
      const texts = { ...(title !== undefined && { title }), ...(description !== undefined && { description }) };
      const labels = action.addLabel === null ? {} : { addLabelIds: [id("label", action.addLabel)] };
      return {
        updateTask: { taskId: id("task", action.task), ...texts, ...labels, ...based(action, action.task, 1), ...own },
      };
    }
    case "updateTaskStatus":
      return {
        updateTaskStatus: {
          taskId: id("task", action.task),
          status: action.status,
          ...based(action, action.task, 1),
          ...own,
        },
      };
    case "moveTask": {
      const after = action.after === null ? {} : { afterTaskId: id("task", action.after) };
      return {
        moveTask: {
          taskId: id("task", action.task),
          status: action.status,
          ...after,
          ...based(action, action.task, 1),
          ...own,
        },
      };
    }
    case "deleteTask":
      return { deleteTask: { taskId: id("task", action.task), ...based(action, action.task, 1), ...own } };
    case "restoreTask":
      return { restoreTask: { taskId: id("task", action.task), ...own } };
    case "createComment":
      return {
        createComment: {
          id: id("comment", action.comment),
          taskId: id("task", action.task),
          body: action.body,
          ...own,
        },
      };
    case "updateComment":
      return {
        updateComment: {
          commentId: id("comment", action.comment),
          body: action.body,
          ...based(action, action.comment),
          ...own,
        },
      };
    case "deleteComment":
      return { deleteComment: { commentId: id("comment", action.comment), ...own } };
    case "restoreComment":
      return { restoreComment: { commentId: id("comment", action.comment), ...own } };
    case "createLabel":
      return {
        createLabel: { id: id("label", action.label), projectId, name: `Label ${action.text}`, color: "RED", ...own },
      };
    case "updateLabel":
      return {
        updateLabel: {
          labelId: id("label", action.label),
          name: `Label ${action.text}`,
          ...based(action, action.label),
          ...own,
        },
      };
    case "deleteLabel":
      return { deleteLabel: { labelId: id("label", action.label), ...based(action, action.label), ...own } };
  }
}

/** Makes a change by its own mutation. A refusal is told as a batch tells it. */
async function makeAlone(context: OperationContext, change: BatchedChange, place = 0): Promise<object> {
  try {
    return await changeAlone(context, change);
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    const issue = error instanceof BadUserInputError ? error.issues[0] : undefined;
    const [[name, input] = []] = Object.entries(change) as [string, Retryable][];
    const path = issue ? ["input", "changes", place, name, ...issue.path.slice(1)] : null;
    const { code, message } = error;
    return { code, message, path, type: "ChangeRefused", clientMutationId: input?.clientMutationId ?? null };
  }
}

/** Makes the changes one by one. Each follows all before it, as in a batch; those without a key get one for that. */
async function makeEachAlone(
  actor: OperationContext,
  world: World,
  made: readonly (readonly [Action, number | null])[],
): Promise<object[]> {
  const results: object[] = [];
  const keys: string[] = [];
  const recorded = new Map<string, readonly string[]>();
  for (const [place, [each, given]] of made.entries()) {
    const key = given ?? -1 - place;
    const request = JSON.stringify([each, key]);
    // A retry is the same request.
    const followed = recorded.get(request) ?? [...keys];
    const result = await makeAlone(actor, toChange(world, each, key, followed), place);
    if (!/Conflict|ChangeRefused|Unchanged/.test(String(Object(result).type))) recorded.set(request, followed);
    keys.push(world.keyOf(key));
    results.push(result);
  }
  return results;
}

/** Everything that is stored of a project, without ids, tokens and times, which differ between two worlds. */
async function readWorld(world: World): Promise<string[]> {
  const tables = [
    "SELECT 'head' AS kind, seq FROM project_heads WHERE project_id = $1",
    "SELECT 'task' AS kind, t.* FROM tasks t WHERE project_id = $1",
    "SELECT 'comment' AS kind, c.* FROM comments c JOIN tasks t ON t.id = c.task_id WHERE t.project_id = $1",
    "SELECT 'label' AS kind, l.* FROM labels l WHERE project_id = $1",
    "SELECT 'of' AS kind, tl.* FROM task_labels tl JOIN tasks t ON t.id = tl.task_id WHERE t.project_id = $1",
    "SELECT 'deleted' AS kind, d.* FROM deleted_items d WHERE project_id = $1",
    "SELECT 'entry' AS kind, seq, type, actor_id, client_mutation_id, fields, task_id, comment_id, snapshot FROM activities WHERE project_id = $1 AND seq > 2",
  ];
  const rows: string[] = [];
  for (const table of tables) {
    const found = await ada.pool.query<{ row: object }>(`SELECT to_jsonb(r) AS row FROM (${table}) r`, [
      world.projectId,
    ]);
    rows.push(...found.rows.map(({ row }) => strip(world, row)));
  }
  return rows.sort();
}

function strip({ projectId, ids, name }: World, value: object): string {
  let json = JSON.stringify(value).replaceAll(projectId, "project").replaceAll(name, "key");
  for (const [kind, own] of Object.entries(ids))
    for (const [index, id] of own.entries()) json = json.replaceAll(id, `${kind}-${index}`);
  // Keys below 0 stand for none.
  json = json.replaceAll(/"key--\d+"/g, "null");
  return json.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)/g, "time");
}

it("applyChanges gives the same results, events and state as the same changes one by one", {
  timeout: 300_000,
}, async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(actions, fc.boolean(), fc.boolean(), async (made, isGrace, isDisturbed) => {
      const [actor, other] = isGrace ? [grace, ada] : [ada, grace];
      const [single, batched] = [await createWorld(), await createWorld()];
      for (const world of isDisturbed ? [single, batched] : []) {
        await makeAlone(other, toChange(world, { ...disturbance, name: "updateTask", task: 0 }, null));
      }
      const alone = await makeEachAlone(actor, single, made);
      const changes = made.map(([each, key]) => toChange(batched, each, key));
      const { results } = await applyChanges(actor, { projectId: batched.projectId, changes });
      expect(results.map(({ result }) => strip(batched, result))).toEqual(alone.map((result) => strip(single, result)));
      expect(await readWorld(batched)).toEqual(await readWorld(single));
      for (const { name, result } of results) {
        const merges = "mergedFields" in result && result.mergedFields?.length ? " merged" : "";
        const outcome = `${name} ${result.type}${merges}`;
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      }
    }),
    // From a seed, which meets everything that is asked for below.
    { numRuns: 70, seed: 1, examples: [[mergesAndConflicts, false, true]] },
  );
  // The generator meets what it is for.
  const outcomes = [...seen.keys()];
  for (const name of Object.keys(batchOperations)) {
    expect(
      outcomes.filter((outcome) => outcome.startsWith(`${name} `) && !outcome.endsWith("ChangeRefused")),
      name,
    ).not.toEqual([]);
  }
  expect(outcomes).toEqual(
    expect.arrayContaining(["updateTask TaskConflict", "updateTask TaskUpdated merged", "deleteTask TaskConflict"]),
  );
});
