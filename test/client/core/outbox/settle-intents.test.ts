import { describe, expect, it } from "vitest";
import { describeChange } from "../../../../client/core/outbox/describe-change.ts";
import { reconsiderIntents } from "../../../../client/core/outbox/reconsider-intents.ts";
import { confirmIntents, settleIntents } from "../../../../client/core/outbox/settle-intents.ts";
import { createBoard } from "../../../../client/core/store/board.ts";
import type { StoredIntent } from "../../../../client/core/types.ts";
import type { Change, ChangeInputs, ChangeKind } from "../../../../client/core/wire.ts";
import { boardOf, taskOf } from "../storage/samples.ts";

function conflictOf(change: Change): StoredIntent {
  return {
    ...{ format: 1, id: "one", projectId: "project", actorId: "ada", place: 1, revision: 0, createdAt: 0 },
    ...{ change, base: 0, before: null, following: [], sentAt: 0 },
    wire: { clientMutationId: "one" } as unknown as StoredIntent["wire"],
    standing: { kind: "conflict", message: "", fields: [], currentVersion: 0, current: null },
  };
}

describe("the event of a conflict, that its request has made after all", () => {
  const item = { ...taskOf(0), title: "sent", version: 4 };

  it.each([
    { name: "ends it where the item has its words", input: { title: "sent" } },
    { name: "leaves it with words that it took up later", input: { title: "later" }, stays: true },
    {
      name: "leaves it where one of several values came later",
      input: { title: "sent", priority: "HIGH" },
      stays: true,
    },
    { name: "ends it where all values are there", input: { title: "sent", priority: "NONE", assigneeId: null } },
  ] as const)("$name", ({ input, ...rest }) => {
    const change = { kind: "updateTask", input: { taskId: "task-0", ...input } } as Change;
    const left = confirmIntents([conflictOf(change)], [{ id: "one", item: item }]);
    const standing = { kind: "conflict", current: item, currentVersion: 4 };
    expect(left).toMatchObject([{ id: "one", change, standing: "stays" in rest ? standing : { kind: "done" } }]);
  });

  it("ends that of a move to the item's column, and of a deletion", () => {
    const move = { kind: "moveTask", input: { taskId: "task-0", status: "TODO" } } as const;
    const deletion = { kind: "deleteTask", input: { taskId: "task-0" } } as const;
    const left = [
      ...confirmIntents([conflictOf(move)], [{ id: "one", item: item }]),
      ...confirmIntents([conflictOf(deletion)], [{ id: "one", item: null }]),
    ];
    expect(left.map(({ standing }) => standing.kind)).toEqual(["done", "done"]);
  });
});

it("a conflict takes up a text that was merged onto its own, though most of that was typed before", () => {
  const textOf = (first: string, last: string) => [first, "two", last].join("\n");
  const intentOf = (id: string, createdAt: number, description: string): StoredIntent => {
    return { ...conflictOf({ kind: "updateTask", input: { taskId: "task-0", description } }), id, createdAt };
  };
  const sent: StoredIntent = { ...intentOf("sent", 2, textOf("one", "sent")), standing: { kind: "waiting" } };
  const merged: StoredIntent = {
    ...intentOf("merged", 1, textOf("unsent", "sent")),
    ...{ place: 2, wire: null, standing: { kind: "waiting" }, following: ["sent"] },
    before: { description: textOf("one", "sent") },
  };
  const conflict = { kind: "conflict", message: "", fields: [], currentVersion: 1, current: null } as const;
  const left = settleIntents([sent, merged], new Map([["sent", conflict]]));
  expect(left).toMatchObject([{ id: "sent", carries: ["merged"], change: merged.change, standing: conflict }]);
});

it.each([
  ["deletion", { kind: "deleteTask", input: { taskId: "task-0" } }],
  ["edit", { kind: "updateTask", input: { taskId: "task-0", title: "refused" } }],
] as const)("after a restore, an edit builds on no values of an own %s in conflict", (_, change) => {
  const earlier = { ...conflictOf(change), id: "earlier" };
  const edit: StoredIntent = {
    ...conflictOf({ kind: "updateTask", input: { taskId: "task-0", title: "mine" } }),
    ...{ id: "edit", place: 2, wire: null, standing: { kind: "waiting" }, following: ["earlier"] },
    before: { title: "refused" },
  };
  const item = { ...taskOf(0), title: "of somebody else" };
  const confirmed = createBoard(boardOf("project", 1, [item]));
  const left = reconsiderIntents([earlier, edit], { projectId: "project", confirmed, renew: ({ id }) => id });
  expect(left.at(-1)).toMatchObject({ id: "edit", standing: { kind: "conflict", fields: ["TITLE"], current: item } });
});

/** Changes that the server does not find anything for, and the noun that is told. Absent: its own words are. */
const gone: { readonly [K in ChangeKind]: readonly [ChangeInputs[K], string?] } = {
  createTask: [{ title: "New" }],
  updateTask: [{ taskId: "task-0", title: "Mine" }, "task"],
  updateTaskStatus: [{ taskId: "task-0", status: "DONE" }, "task"],
  moveTask: [{ taskId: "task-0", status: "DONE" }, "task"],
  deleteTask: [{ taskId: "task-0" }],
  restoreTask: [{ taskId: "task-0" }],
  createComment: [{ taskId: "task-0", body: "Mine" }, "task"],
  updateComment: [{ commentId: "comment-0", body: "Mine" }, "comment"],
  deleteComment: [{ commentId: "comment-0" }],
  restoreComment: [{ commentId: "comment-0" }],
  createLabel: [{ name: "New", color: "RED" }],
  updateLabel: [{ labelId: "label-0", name: "Mine" }, "label"],
  deleteLabel: [{ labelId: "label-0" }],
};

it.each(Object.entries(gone))(
  "%s: an item that is gone, as after a restore, is told of in a sentence",
  (kind, told) => {
    const [input, noun] = told;
    const intent: StoredIntent = { ...conflictOf({ kind, input } as Change), standing: { kind: "waiting" } };
    const refusal = { kind: "refused", code: "NOT_FOUND", message: "Not found." } as const;
    const left = settleIntents([intent], new Map([["one", refusal]]));
    const message = noun
      ? `The ${noun} is gone. It was deleted, or the project was restored to an earlier state.`
      : "Not found.";
    const { action } = describeChange(intent.change);
    // Nothing is left to do for a deletion.
    expect(left).toEqual(action === "delete" ? [] : [{ ...intent, standing: { ...refusal, message } }]);
  },
);
