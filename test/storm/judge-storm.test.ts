import { describe, expect, it } from "vitest";
import type { StoredIntent } from "../../client/core/types.ts";
import type { Change, Task } from "../../client/core/wire.ts";
import { type Edit, type Facet, targetOf, writeLine } from "./edit.ts";
import { judgeStorm } from "./judge-storm.ts";
import type { LogRow, StormRecord, TabReport } from "./storm-record.ts";

const ada = "ada-id";
const user = { id: ada, name: "ada", email: null };

describe("judgeStorm: finds", () => {
  it("nothing in a storm that lost nothing", () => {
    const verdict = judgeStorm(storm());
    expect(verdict).toMatchObject({ findings: [], accepted: 2, reasons: { logged: 2 } });
  });

  it("an accepted text that is nowhere", () => {
    const record = storm();
    expect(findingsOf({ ...record, log: record.log.slice(0, 1) })).toEqual([
      expect.stringMatching(/^lost: Edit 2 .*title/),
    ]);
  });

  it("an accepted text that its carrier has lost", () => {
    const other = row(2, "TaskUpdated", "intent-2", { task: task({ title: "Another" }) });
    expect(findingsOf({ ...storm(), log: [created, other] })).toEqual([expect.stringMatching(/^lost: Edit 2 /)]);
  });

  it("a lost line that an earlier line of the same description does not explain", () => {
    const edits = [describing(3, 1, 0), describing(4, 2, 10), describing(5, 1, 20)];
    const log = [
      created,
      row(2, "TaskUpdated", "intent-5", { task: task({ description: writeLine(null, 1, "[5]") }) }),
    ];
    expect(findingsOf({ ...storm(), edits, log })).toEqual([expect.stringMatching(/^lost: Edit 4 .*description:2/)]);
  });

  it("a change without a text that neither log nor answer knows", () => {
    const edits = [edit(3, { kind: "moveTask", input: { taskId: "task-1", status: "DONE" } }, part("place"))];
    expect(findingsOf({ ...storm(), edits })).toEqual([expect.stringMatching(/^lost: Edit 3 .*place/)]);
    const answers = [{ id: "intent-3", type: "MoveTaskPayload", code: null }];
    expect(judgeStorm({ ...storm(), edits, answers })).toMatchObject({ findings: [], reasons: { unchanged: 1 } });
  });

  it("a later edit that an earlier one seems to replace", () => {
    const edits = [titling(3, 0), titling(4, 10)];
    const log = [created, row(2, "TaskUpdated", "intent-3", { task: task({ title: "[3]" }) })];
    expect(findingsOf({ ...storm(), edits, log })).toEqual([expect.stringMatching(/^lost: Edit 4 /)]);
  });

  it("an edit that only another person replaced", () => {
    const log = [created, { ...row(2, "TaskUpdated", "x", { task: task({ title: "[9]" }) }), actorId: "grace-id" }];
    expect(findingsOf({ ...storm(), log })).toEqual([expect.stringMatching(/^lost: Edit 2 /)]);
  });

  it("a deletion that is not in the log of a task that was created", () => {
    const edits = [edit(3, { kind: "deleteTask", input: { taskId: "task-1" } }, part("existence"))];
    expect(findingsOf({ ...storm(), edits })).toEqual([expect.stringMatching(/^lost: Edit 3 /)]);
  });

  it("a text that the same person has put there twice", () => {
    const log = [...storm().log, row(3, "TaskUpdated", "x", { task: task({ title: "Other" }) })];
    const again = row(4, "TaskUpdated", "y", { task: task({ title: "[2]" }) });
    expect(findingsOf({ ...storm(), log })).toEqual([]);
    expect(findingsOf({ ...storm(), log: [...log, again] })).toEqual([expect.stringMatching(/^doubled: Edit 2 .* 4 /)]);
  });

  it("an intent that stands twice", () => {
    const log = [...storm().log, row(3, "TaskUpdated", "intent-2", { task: task({ title: "Other" }) })];
    expect(findingsOf({ ...storm(), log })).toEqual([expect.stringMatching(/^doubled: Intent intent-2 .* 3$/)]);
  });

  it.each<[string, Partial<NonNullable<TabReport["state"]>>, RegExp]>([
    ["a tab with another text", { board: board({ title: "[1]" }) }, /^diverged: Tab ada 1 has another tasks task-1/],
    ["a tab without a task", { board: { ...board(), tasks: [] } }, /^diverged: Tab ada 1 has tasks without task-1/],
    ["a tab at another number", { board: { ...board(), seq: 1 } }, /^diverged: Tab ada 1 has number 1 instead of 2/],
    ["a tab that shows another order", { columns: { TODO: [] } }, /^diverged: Tab ada 1 has another columns/],
    ["a tab whose outbox differs", { intents: [intent("conflict")] }, /^diverged: Tab ada 1 has other intents/],
    ["a tab that still waits", { intents: [intent("waiting")] }, /^unsettled: Tab ada 1 .*intent-9/],
    ["a tab that is not live", { isLive: false }, /^unsettled: Tab ada 1 /],
  ])("%s", (_, changed, message) => {
    const [first, second] = storm().tabs;
    const tabs = [first, { ...second, state: { ...second?.state, ...changed } }] as TabReport[];
    expect(findingsOf({ ...storm(), tabs })).toEqual([expect.stringMatching(message)]);
  });

  it("a tab with other comments", () => {
    const [first, second] = storm().tabs;
    const comments = { "task-1": { taskId: "task-1", seq: 2, comments: [] } };
    const tabs = [first, { ...second, state: { ...second?.state, comments } }] as TabReport[];
    const truth = { ...storm().truth, comments: new Map([["task-1", [{ id: "comment-1" }]]]) };
    expect(findingsOf({ ...storm(), tabs, truth })).toEqual([expect.stringMatching(/has another comments of task-1/)]);
  });

  it("a tab that does not answer, and an error of a page", () => {
    const [first, second] = storm().tabs;
    const tabs = [first, { ...second, state: null }] as TabReport[];
    const found = findingsOf({ ...storm(), tabs, pageErrors: ["TypeError"] });
    expect(found).toEqual(["unsettled: Tab ada 1 does not answer", "error: TypeError"]);
  });
});

describe("judgeStorm: takes as explained", () => {
  it.each<[string, Partial<StormRecord>, object]>([
    ["an edit in a conflict", { tabs: tabs([intent("conflict", "[2]")]), log: [created] }, { logged: 1, shown: 1 }],
    [
      "an edit that the same person replaced later",
      {
        edits: [titling(3, 0), titling(4, 10)],
        log: [created, row(2, "TaskUpdated", "a", { task: task({ title: "[4]" }) })],
      },
      { superseded: 1, logged: 1 },
    ],
    [
      "an edit of a task that the same person deleted unsent",
      {
        edits: [
          titling(3, 0),
          edit(4, { kind: "deleteTask", input: { taskId: "task-1" } }, part("existence"), "x", 10),
        ],
        log: [],
      },
      { deleted: 2 },
    ],
    [
      "an edit whose refusal the person dropped",
      { decisions: [{ person: ada, intent: intent("refused", "[2]") }], log: [created] },
      { logged: 1, decided: 1 },
    ],
  ])("%s", (_, changed, reasons) => {
    expect(judgeStorm({ ...storm(), ...changed })).toMatchObject({ findings: [], reasons });
  });
});

const created = row(1, "TaskCreated", "intent-1", { task: task({ title: "[1]" }) });

/** One person with two tabs, who made a task and gave it another title. */
function storm(): StormRecord {
  const creation = edit(1, { kind: "createTask", input: { id: "task-1", title: "[1]" } }, part("title", "[1]"));
  return {
    edits: [creation, titling(2, 10)],
    decisions: [],
    answers: [],
    log: [created, row(2, "TaskUpdated", "intent-2", { task: task() })],
    tabs: tabs([]),
    truth: { boards: new Map([[ada, board()]]), comments: new Map() },
    inboxes: [],
    marks: [],
    pageErrors: [],
  };
}

function tabs(intents: readonly StoredIntent[]): TabReport[] {
  return ["ada 0", "ada 1"].map((tab) => ({
    tab,
    person: ada,
    state: {
      ...{ isLive: true, connection: null, holdup: null, durability: "disk", comments: {}, intents },
      board: board(),
      columns: { TODO: ["task-1"], DONE: [] },
      inbox: null,
    },
  }));
}

function board(changed: Partial<Task> = {}) {
  const project = { id: "project-1", name: "Launch", description: null, version: 0, createdAt: "", updatedAt: "" };
  const lists = { members: [], labels: [], tasks: [task(changed)] };
  return { seq: 2, cursor: "c2", project, viewerRole: "OWNER", me: user, ...lists } as const;
}

function task(changed: Partial<Task> = {}): Task {
  return {
    ...{ id: "task-1", title: "[2]", description: "a\nb\nc", status: "TODO", priority: "NONE", position: "a0" },
    ...{ dueAt: null, version: 1, commentCount: 0, createdAt: "", updatedAt: "", assignee: null, createdBy: user },
    labels: [],
    ...changed,
  } as Task;
}

function row(seq: number, type: string, intentId: string, snapshot: Record<string, unknown>): LogRow {
  return { seq, type, at: seq, actorId: ada, intentId, snapshot };
}

function part(name: string, mark: string | null = null): Facet[] {
  return [{ name, mark }];
}

/** An edit that took five milliseconds. */
function edit(number: number, change: Change, facets: Facet[], id = `intent-${number}`, startedAt = 0): Edit {
  const known = {
    person: ada,
    tab: "ada 0",
    startedAt,
    endedAt: startedAt + 5,
    told: { ids: [id], durability: "disk" },
  } as const;
  return { number, change, target: targetOf(change), parent: null, facets, ...known };
}

function titling(number: number, startedAt: number): Edit {
  const change: Change = { kind: "updateTask", input: { taskId: "task-1", title: `[${number}]` } };
  return edit(number, change, part("title", `[${number}]`), `intent-${number}`, startedAt);
}

function describing(number: number, line: number, startedAt: number): Edit {
  const description = writeLine(null, line, `[${number}]`);
  const change: Change = { kind: "updateTask", input: { taskId: "task-1", description } };
  return edit(number, change, part(`description:${line}`, `[${number}]`), `intent-${number}`, startedAt);
}

function intent(kind: "waiting" | "conflict" | "refused", title = "[9]"): StoredIntent {
  const change: Change = { kind: "updateTask", input: { taskId: "task-1", title } };
  const known = {
    format: 1,
    projectId: "project-1",
    actorId: ada,
    place: 1,
    revision: 0,
    base: 0,
    before: null,
  } as const;
  const standing = {
    kind,
    message: "",
    code: "",
    fields: [],
    currentVersion: 1,
    current: null,
  } as StoredIntent["standing"];
  return { id: "intent-9", ...known, change, following: [], createdAt: 0, wire: null, sentAt: null, standing };
}

function findingsOf(record: StormRecord): string[] {
  return judgeStorm(record).findings.map(({ kind, text }) => `${kind}: ${text}`);
}
