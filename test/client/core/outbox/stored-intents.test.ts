import { expect, it } from "vitest";
import type { StoredIntent } from "../../../../client/core/types.ts";
import type { ChangeInputs, ChangeKind } from "../../../../client/core/wire.ts";
import { projectId } from "../model/fake-server.ts";
import { conflictsOf, type OutboxScene, refusedOf, resultsOf, startScene } from "./outbox-scene.ts";

// Records as the first released client has written them. They stay as they are: disks hold such for ever.

const [taskId, commentId, labelId] = ["task-0", "comment-0", "label-0"];
const versioned = { expectedVersion: 0 };

/** Input of each kind of change, and what is sent beside it. */
const inputs: { readonly [K in ChangeKind]: readonly [ChangeInputs[K], object] } = {
  createTask: [{ id: "new-task", title: "Mine", status: "TODO", description: "one\ntwo" }, { projectId }],
  updateTask: [{ taskId, title: "Mine", dueAt: null, addLabelIds: [labelId] }, versioned],
  updateTaskStatus: [{ taskId, status: "DONE" }, versioned],
  moveTask: [{ taskId, status: "DONE", afterTaskId: null, beforeTaskId: "task-1" }, versioned],
  deleteTask: [{ taskId }, versioned],
  restoreTask: [{ taskId: "deleted-task" }, {}],
  createComment: [{ id: "new-comment", taskId, body: "Mine" }, {}],
  updateComment: [{ commentId, body: "Mine" }, versioned],
  deleteComment: [{ commentId }, {}],
  restoreComment: [{ commentId }, {}],
  createLabel: [{ id: "new-label", name: "Mine", color: "RED" }, { projectId }],
  updateLabel: [{ labelId, name: "Mine" }, versioned],
  deleteLabel: [{ labelId }, versioned],
};

function recordOf(kind: string, values: object): StoredIntent {
  const { input, ...others } = { input: { taskId, title: "Mine" }, ...values };
  const record = {
    ...{ format: 1, id: `stored ${kind}`, projectId, actorId: "ada", place: 1_600_000_000_000, revision: 0 },
    ...{ change: { kind, input }, base: 0, before: null, following: [], createdAt: 1_600_000_000_000 },
    ...{ wire: null, sentAt: null, standing: { kind: "waiting" }, ...others },
  };
  return record as unknown as StoredIntent;
}

async function open(record: StoredIntent): Promise<OutboxScene> {
  const scene = startScene();
  scene.disk.intents.set(record.id, record);
  const tab = scene.openTab();
  tab.script.push(resultsOf(1, { __typename: "Payload", seq: 4 }));
  tab.follow();
  void tab.outbox.reread();
  tab.runner.start();
  await tab.time.advance(1_000);
  return tab;
}

it.each(Object.entries(inputs))("a stored %s is sent", async (kind, [input, others]) => {
  const base = "expectedVersion" in others ? 0 : null;
  const { requests, outbox } = await open(recordOf(kind, { input, base }));
  expect(requests).toEqual([[{ [kind]: { ...input, ...others, clientMutationId: `stored ${kind}` } }]]);
  expect(outbox.intents).toEqual([]);
});

it("a stored change that was sent goes once more as it was", async () => {
  const wire = {
    updateTask: { taskId, title: "As it was", clientMutationId: "stored updateTask", expectedVersion: 3 },
  };
  const { requests } = await open(recordOf("updateTask", { wire, sentAt: 1_699_999_999_000 }));
  expect(requests).toEqual([[wire]]);
});

it("a stored conflict and a stored refusal are shown with their texts", async () => {
  const conflict = { kind: "conflict", message: "", fields: ["TITLE"], currentVersion: 2, current: null };
  const refusal = { kind: "refused", code: "FORBIDDEN", message: "No.", path: ["updateTask", "title"] };
  const texts = { input: { taskId, title: "Mine" } };
  expect(conflictsOf(await open(recordOf("updateTask", { standing: conflict })))).toMatchObject([{ change: texts }]);
  expect(refusedOf(await open(recordOf("updateTask", { standing: refusal })))).toMatchObject([{ change: texts }]);
});
