import { inputRanges } from "../../../client/generated/input-types.ts";

/** A change whose ids are names; an id that begins with `!` is sent as it stands. */
export type NamedChange = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One request: the person, and the changes. */
export type Step = readonly [who: string, ...changes: readonly NamedChange[]];

const task = (id = "task", rest: object = {}): NamedChange => ({ createTask: { id, title: "Task", ...rest } });
const edit = (rest: object, id = "task"): NamedChange => ({ updateTask: { taskId: id, ...rest } });
const move = (taskId: string, rest: object): NamedChange => ({ moveTask: { taskId, ...rest } });
const comment = (id = "comment", taskId = "task"): NamedChange => ({
  createComment: { id, taskId, body: "One\nTwo\nThree" },
});
const label = (id: string, name = id): NamedChange => ({ createLabel: { id, name, color: "RED" } });
const lines = (...changed: readonly string[]) => changed.join("\n");
const text = lines("one", "two", "three", "four", "five");

/** Histories of a project, request by request. */
export const scenarios: Readonly<Record<string, readonly Step[]>> = {
  "tasks are made, edited and deleted": [
    ["bob", task("a", { status: "DONE", priority: "HIGH", dueAt: "2026-12-24T18:00:00+01:00", assigneeId: "cyd" })],
    ["bob", task("a"), task("b", { description: "x\r\ny", status: null }), task("b", { title: "Again" })],
    [
      "cyd",
      task("a"),
      edit({ title: "New", priority: "LOW", description: "x\ny", dueAt: null, assigneeId: null }, "a"),
    ],
    [
      "cyd",
      edit({ title: "New" }, "a"),
      edit({}, "a"),
      edit({ title: "Other" }, "none"),
      edit({ assigneeId: "zoe" }, "a"),
    ],
    ["bob", { deleteTask: { taskId: "a", expectedVersion: 0 } }, { deleteTask: { taskId: "a", expectedVersion: 1 } }],
    ["bob", { deleteTask: { taskId: "a" } }, task("a"), edit({ title: "Gone" }, "a")],
  ],
  "ids in upper case are those in lower case": [
    [
      "bob",
      task("!0198C5F3-7A0E-7B3C-9D2F-4B1E8A6C5D70"),
      task("!0198c5f3-7a0e-7b3c-9d2f-4b1e8a6c5d70"),
      edit({ title: "Edited" }, "!0198C5F3-7A0E-7B3C-9D2F-4B1E8A6C5D70"),
      label("!0198C5F3-7A0E-7B3C-9D2F-4B1E8A6C5D71", "Red"),
      edit({ addLabelIds: ["!0198C5F3-7A0E-7B3C-9D2F-4B1E8A6C5D71"] }, "!0198c5f3-7a0e-7b3c-9d2f-4b1e8a6c5d70"),
      comment("!0198C5F3-7A0E-7B3C-9D2F-4B1E8A6C5D72", "!0198C5F3-7A0E-7B3C-9D2F-4B1E8A6C5D70"),
      { updateComment: { commentId: "!0198c5f3-7a0e-7b3c-9d2f-4b1e8a6c5d72", body: "Edited" } },
      { deleteTask: { taskId: "!0198C5F3-7A0E-7B3C-9D2F-4B1E8A6C5D70" } },
    ],
    ["cyd", edit({ title: "Gone" }, "!0198c5f3-7a0e-7b3c-9d2f-4b1e8a6c5d70")],
  ],
  "edits merge, follow and conflict": [
    ["bob", task("task", { description: text })],
    ["bob", edit({ title: "Bob's", expectedVersion: 0, clientMutationId: "one" })],
    ["cyd", edit({ title: "Cyd's", expectedVersion: 0 }), edit({ priority: "LOW", expectedVersion: 0 })],
    ["bob", edit({ title: "Bob's 2", expectedVersion: 0, following: ["one"], clientMutationId: "two" })],
    [
      "cyd",
      edit({ title: "Cyd's", expectedVersion: 1, following: ["one", "two"] }),
      edit({ title: "X", expectedVersion: 99 }),
    ],
    ["cyd", edit({ title: "Bob's 2", expectedVersion: 0 }), edit({ title: "Bob's 2", expectedVersion: 99 })],
    [
      "bob",
      edit({ title: "A", expectedVersion: 3 }),
      edit({ title: "B", expectedVersion: 3 }),
      edit({ title: "C", expectedVersion: 2 }),
    ],
    ["bob", edit({ title: "Again", clientMutationId: "two", expectedVersion: 0, following: ["one"] })],
    ["bob", edit({ title: "Bob's 2", expectedVersion: 0, following: ["one"], clientMutationId: "two" })],
    ["bob", { deleteTask: { taskId: "task", expectedVersion: 0, following: ["one", "two"] } }],
    ["bob", { deleteTask: { taskId: "task", expectedVersion: 99 } }],
  ],
  "a deletion must follow every change": [
    ["bob", task("task")],
    ["bob", edit({ title: "One", expectedVersion: 0, clientMutationId: "one" })],
    ["cyd", edit({ priority: "LOW" })],
    ["bob", edit({ priority: "HIGH", expectedVersion: 2, clientMutationId: "three" })],
    ["bob", { deleteTask: { taskId: "task", expectedVersion: 0, following: ["one", "three"] } }],
    ["bob", { deleteTask: { taskId: "task", expectedVersion: 2, following: ["three"] } }],
  ],
  "texts merge by lines": [
    ["bob", task("task", { description: text })],
    ["cyd", edit({ description: lines("ONE", "two", "three", "four", "five"), expectedVersion: 0 })],
    [
      "bob",
      edit({
        description: lines("one", "two", "three", "four", "FIVE", "six"),
        expectedVersion: 0,
        clientMutationId: "m",
      }),
    ],
    [
      "bob",
      edit({ description: lines("one", "two", "three", "FOUR", "FIVE", "six"), expectedVersion: 0, following: ["m"] }),
    ],
    ["cyd", edit({ description: lines("zero", "ONE", "two", "three", "four", "five"), expectedVersion: 1 })],
    ["bob", edit({ description: lines("one", "two", "3", "four", "five"), expectedVersion: 0 })],
    ["bob", edit({ description: lines("one", "2", "three", "four", "five"), expectedVersion: 0 })],
    ["bob", edit({ description: lines("one", "two", "three", "four", "five", "end"), title: "T", expectedVersion: 0 })],
    ["bob", edit({ description: null, expectedVersion: 0 }), edit({ description: text, expectedVersion: 0 })],
  ],
  "added and removed lines merge beside edited ones": [
    ["bob", task("task", { description: text })],
    ["cyd", edit({ description: lines("one", "two", "two and a half", "three", "four", "five") })],
    ["bob", edit({ description: lines("one", "two", "THREE", "four", "five"), expectedVersion: 0 })],
    ["bob", edit({ description: lines("ONE", "two", "three", "four", "five"), expectedVersion: 0 })],
    ["bob", edit({ description: lines("one", "two", "three", "five"), expectedVersion: 0 })],
    ["bob", edit({ description: lines("one", "two", "three", "four", "five", "six", "seven"), expectedVersion: 0 })],
  ],
  "comments are written, edited, deleted and restored": [
    ["bob", task(), comment()],
    ["cyd", comment(), comment("other"), { updateComment: { commentId: "comment", body: "Mine" } }],
    ["bob", { updateComment: { commentId: "comment", body: "One\nTwo\nTHREE", expectedVersion: 0 } }],
    ["bob", { updateComment: { commentId: "comment", body: "ONE\nTwo\nThree", expectedVersion: 0 } }],
    ["bob", { updateComment: { commentId: "comment", body: "One\nTwo\nthree", expectedVersion: 0 } }],
    ["bob", { updateComment: { commentId: "comment", body: "One\nTwo\nthree", expectedVersion: 9 } }],
    ["cyd", { deleteComment: { commentId: "comment" } }, { deleteComment: { commentId: "none" } }],
    ["amy", { deleteComment: { commentId: "comment" } }, { deleteComment: { commentId: "comment" } }],
    ["bob", { restoreComment: { commentId: "comment" } }, { updateComment: { commentId: "comment", body: "x" } }],
    ["ada", { restoreComment: { commentId: "comment" } }, { restoreComment: { commentId: "comment" } }],
    ["bob", { updateComment: { commentId: "comment", body: "After", expectedVersion: 2 } }],
    ["bob", { deleteComment: { commentId: "comment" } }, { deleteTask: { taskId: "task" } }],
    ["bob", { restoreComment: { commentId: "comment" } }, { restoreComment: { commentId: "other" } }, comment("new")],
    ["bob", { restoreTask: { taskId: "task" } }, { restoreComment: { commentId: "comment" } }, comment("comment")],
    ["cyd", { updateComment: { commentId: "other", body: "Back" } }, edit({ title: "Counted" })],
  ],
  "tasks are restored by those who may": [
    [
      "bob",
      task("a"),
      task("b"),
      task("c"),
      label("red"),
      edit({ addLabelIds: ["red"] }, "b"),
      comment("comment", "b"),
    ],
    ["cyd", { deleteTask: { taskId: "b" } }, { restoreTask: { taskId: "none" } }],
    ["bob", { restoreTask: { taskId: "b" } }, { deleteLabel: { labelId: "red" } }],
    ["cyd", { restoreTask: { taskId: "b" } }, { restoreTask: { taskId: "b" } }, edit({ title: "B" }, "b")],
    ["bob", move("c", { beforeTaskId: "b" }), { deleteTask: { taskId: "b" } }],
    ["amy", { restoreTask: { taskId: "b" } }, move("b", { status: "TODO" }), move("a", { afterTaskId: "b" })],
    ["bob", { deleteTask: { taskId: "b", expectedVersion: 3 } }],
  ],
  "tasks move between neighbours": [
    ["bob", task("a"), task("b"), task("c"), task("d", { status: "DONE" })],
    ["bob", move("c", { beforeTaskId: "a" }), move("c", { beforeTaskId: "a" }), move("a", { afterTaskId: "b" })],
    [
      "bob",
      move("b", { status: "DONE", beforeTaskId: "d" }),
      move("a", { afterTaskId: "d" }),
      move("a", { afterTaskId: "a" }),
    ],
    [
      "bob",
      move("a", { status: "DONE", afterTaskId: "d", beforeTaskId: "b" }),
      move("a", { status: "DONE", afterTaskId: "b", beforeTaskId: "d" }),
    ],
    [
      "cyd",
      move("a", { status: "TODO", expectedVersion: 0 }),
      { updateTaskStatus: { taskId: "a", status: "TODO", expectedVersion: 0 } },
    ],
    [
      "bob",
      { updateTaskStatus: { taskId: "a", status: "DONE" } },
      { updateTaskStatus: { taskId: "a", status: "BACKLOG" } },
    ],
    ["bob", move("none", {}), { updateTaskStatus: { taskId: "none", status: "DONE" } }, move("a", {}), move("c", {})],
  ],
  "labels are made, named, put on and deleted": [
    ["bob", task(), label("red", "Red"), label("blue", "Blue"), label("other", "RED"), label("red", "Again")],
    [
      "cyd",
      label("red", "Green"),
      { updateLabel: { labelId: "red", name: "blue" } },
      { updateLabel: { labelId: "none", name: "x" } },
    ],
    [
      "bob",
      edit({ addLabelIds: ["red", "blue", "none"], expectedVersion: 0 }),
      edit({ addLabelIds: ["red"], removeLabelIds: ["blue"] }),
    ],
    [
      "bob",
      edit({ addLabelIds: ["blue"], removeLabelIds: ["blue"] }),
      task("new", { labelIds: ["blue", "red", "blue"] }),
      edit({ title: "N" }, "new"),
    ],
    [
      "bob",
      { updateLabel: { labelId: "red", name: "Rot", expectedVersion: 0, clientMutationId: "rot" } },
      edit({ priority: "LOW" }),
    ],
    [
      "cyd",
      { updateLabel: { labelId: "red", name: "Rouge", color: "PINK", expectedVersion: 0 } },
      { updateLabel: { labelId: "red", color: "PINK", expectedVersion: 0 } },
    ],
    [
      "cyd",
      { deleteLabel: { labelId: "red", expectedVersion: 0 } },
      { deleteLabel: { labelId: "red", expectedVersion: 2 } },
      label("red", "Back"),
    ],
    [
      "bob",
      { deleteLabel: { labelId: "red" } },
      edit({ title: "Without" }),
      { updateLabel: { labelId: "red", name: "x" } },
    ],
  ],
  "more labels than a task or a project takes": [
    ["bob", ...Array.from({ length: 101 }, (_, index) => label(`l${index}`))],
    [
      "bob",
      task("task", { labelIds: Array.from({ length: 20 }, (_, index) => `l${index}`) }),
      edit({ addLabelIds: ["l30"] }),
    ],
    [
      "bob",
      edit({ addLabelIds: ["l30"], removeLabelIds: ["l0"] }),
      task("many", { labelIds: Array.from({ length: 21 }, (_, index) => `l${index}`) }),
    ],
  ],
  "a role decides": [
    ["eve", task("no")],
    ["zoe", task("no")],
    ["bob", task("yes", { clientMutationId: "yes" })],
    ["bob", task("yes", { clientMutationId: "yes" }), comment("comment", "yes")],
    ["eve", { restoreTask: { taskId: "yes" } }],
  ],
  "an id belongs to its maker and its kind": [
    ["bob", task("one"), comment("one", "one"), label("one"), comment("two", "none")],
    ["cyd", comment("one", "one"), label("one", "Other"), task("two")],
    ["bob", task("one", { title: "Other" }), comment("one", "two"), label("one", "Other")],
  ],
};

const many = (length: number) => Array.from({ length }, (_, index) => `x${index}`);

/** Requests that do not validate, or name nothing that exists. */
export const badChanges: readonly (readonly NamedChange[])[] = [
  [{ createTask: { id: "t1" } }],
  [{ createTask: { id: "t1", title: null } }],
  [{ createTask: { id: "t1", title: 5 } }],
  [{ createTask: { id: "t1", title: "x", status: "XX" } }],
  [{ createTask: { id: "t1", title: "x", priority: "NOPE", dueAt: "gestern" } }],
  [{ createTask: { id: "t1", title: "x", priority: null, status: null } }],
  [{ createTask: { id: "t1", title: "x", status: 1 } }],
  ...["2026-13-01T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00", "0000-01-01T00:00:00Z", 5, ""].map((dueAt) => [
    { createTask: { id: "t2", title: "x", dueAt } },
  ]),
  [{ createTask: { id: "!no-uuid", title: "x" } }],
  [{ createTask: { id: "!00000000-0000-0000-0000-000000000000", title: "x" } }],
  [{ createTask: { id: "t3", title: "x", labelIds: many(201) } }],
  [{ createTask: { id: "t3", title: "x", assigneeId: "!nobody" } }],
  [{ createTask: { id: "t3", title: "x", colour: "RED" } }],
  [{ createTask: { id: "t3", title: "x", clientMutationId: `!${"x".repeat(129)}` } }],
  [{ updateTask: { taskId: "!no-uuid", title: "x" } }],
  [{ updateTask: { title: "x" } }],
  [{ updateTask: { taskId: "task", priority: null } }],
  [{ updateTask: { taskId: "task", title: null, priority: "low" } }],
  [{ updateTask: { taskId: "task", expectedVersion: "one", title: "x" } }],
  [{ updateTask: { taskId: "task", expectedVersion: 1.5, title: "x" } }],
  ...Object.entries(inputRanges)
    .flatMap(([field, [least, most]]) => [least - 1, most + 1].map((value) => ({ [field]: value })))
    .filter((input) => Object.values(input).every((value) => Math.abs(value) < 2 ** 31))
    .map((input): NamedChange[] => [{ updateTask: { taskId: "task", ...input } }]),
  [{ updateTask: { taskId: "task", expectedVersion: null, title: "Fine" } }],
  [{ updateTask: { taskId: "task", following: many(101), title: "x" } }],
  [{ updateTask: { taskId: "task", following: ["!"], title: "x" } }],
  [{ updateTask: { taskId: "task", status: "DONE" } }],
  [{ updateTask: { taskId: "task", dueAt: "2026-12-24T18:00:00+01:00" } }],
  [{ updateTask: { taskId: "task", addLabelIds: ["!no-uuid"], removeLabelIds: [] } }],
  [{ updateTaskStatus: { taskId: "task" } }],
  [{ updateTaskStatus: { taskId: "task", status: "done" } }],
  [{ moveTask: { taskId: "task", status: null } }],
  [{ moveTask: { taskId: "task", afterTaskId: "!no-uuid" } }],
  [{ createComment: { id: "c1", taskId: "task" } }],
  [{ createComment: { id: "c1", taskId: "!no-uuid", body: "x" } }],
  [{ createComment: { id: "!x", taskId: "task", body: "x" } }],
  [{ updateComment: { commentId: "comment", body: null } }],
  [{ updateComment: { commentId: "comment", body: " " } }],
  [{ deleteComment: {} }],
  [{ restoreComment: { commentId: "comment", body: "x" } }],
  [{ createLabel: { id: "l1", name: "x" } }],
  [{ createLabel: { id: "l1", name: "x", color: "red" } }],
  [{ createLabel: { id: "l1", name: "", color: "BLUE" } }],
  [{ updateLabel: { labelId: "label", name: null } }],
  [{ updateLabel: { labelId: "label", color: null, name: "Null" } }],
  [{ updateLabel: { labelId: "label", color: "NONE" } }],
  [{ deleteLabel: { labelId: "!no-uuid" } }],
  [{ createTask: { id: "t9", title: "" } }, { createTask: { id: "t9", title: "x", status: "XX" } }],
  [{ unknownChange: { taskId: "task" } }],
  [{ createTask: { id: "t9", title: "Fine" }, deleteTask: { taskId: "task" } }],
  [{}],
  [],
];
