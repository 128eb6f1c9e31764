import { describe, expect, it } from "vitest";
import type { InboxNotice, InboxView } from "../../client/core/person-wire.ts";
import type { BoardSnapshot } from "../../client/core/types.ts";
import { judgeStorm } from "./judge-storm.ts";
import type { InboxTruth, LogRow, NoticeRow, StormRecord } from "./storm-record.ts";

const [ada, grace, linus, stranger] = [1, 2, 3, 4].map((number) => `00000000-0000-4000-8000-00000000000${number}`) as [
  string,
  string,
  string,
  string,
];

/** Ada's project: Grace, who creates the task, has two notices of it. She has read the first two of three. */
const log: readonly LogRow[] = [
  change(1, "ProjectCreated", ada, {}),
  change(2, "MemberAdded", ada, { member: { user: { id: grace } } }),
  change(3, "TaskCreated", grace, { task: task({ assignee: { id: grace } }) }),
  change(4, "CommentCreated", ada, { comment: comment("c1", ada, `[1] ${mention(grace)} ${mention(stranger)}`) }),
  change(5, "CommentCreated", ada, { comment: comment("c2", ada, "[2]") }),
];
const rows: readonly NoticeRow[] = [
  row(1, "AddedToProject", ada),
  row(2, "Mentioned", ada, { taskId: "task-1", commentId: "c1" }),
  row(3, "NoticesRead", grace, { upTo: 2, unreadCount: 0 }),
  row(4, "CommentedOnTask", ada, { taskId: "task-1", commentId: "c2" }),
];

describe("judgeStorm: finds in inboxes", () => {
  it("nothing where everybody was told once", () => {
    expect(judgeStorm(storm()).findings).toEqual([]);
    const read = { person: grace, tab: "grace 0", upTo: 2, isOffline: true, isStored: true };
    expect(findingsOf(storm({ marks: [read, { ...read, upTo: 4, isStored: false }] }))).toEqual([]);
  });

  it.each<[string, Partial<InboxTruth>, readonly RegExp[]]>([
    [
      "a notice that is lost",
      inbox(rows.filter(({ type }) => type !== "Mentioned")),
      [/^untold: grace is not told of change 4 .*"Mentioned"/, /^disordered: .* 3 after 1$/],
    ],
    [
      "the last notice, lost",
      { ...inbox(rows.slice(0, 3)), unreadCount: 0 },
      [/^untold: grace is not told of change 5 .*"CommentedOnTask"/],
    ],
    [
      "a notice that is told twice",
      inbox([...rows, row(5, "CommentedOnTask", ada, { taskId: "task-1", commentId: "c2" })]),
      [/^doubled: grace is told by 5 .* once more$/],
    ],
    [
      "a notice of one's own doing",
      inbox([...rows, row(5, "TaskAssigned", grace, { taskId: "task-1" })]),
      [/^unfounded: grace is told by 5 .* of own doing$/],
    ],
    [
      "a notice that no change causes",
      inbox([...rows, row(5, "TaskAssigned", ada, { taskId: "task-1" })]),
      [/^unfounded: grace is told by 5 .* of what no change causes$/],
    ],
    [
      "a comment's notice in place of its mention",
      inbox(rows.map((each) => (each.seq === 2 ? { ...each, type: "CommentedOnTask" } : each))),
      [/^unfounded: .* of what no change causes$/, /^untold: .*"Mentioned"/],
    ],
    [
      "notices in another order",
      inbox([rows[0], { ...rows[3], seq: 2 }, rows[2], { ...rows[1], seq: 4 }] as NoticeRow[]),
      [/^disordered: grace is told in another order than that of the log, from 2 on$/],
    ],
    [
      "a gap",
      inbox(rows.map((each) => ({ ...each, seq: each.seq === 4 ? 5 : each.seq }))),
      [/^disordered: .* 5 after 3$/],
    ],
    ["another unread count of the server", { unreadCount: 2 }, [/^miscounted: The server counts 2 .* instead of 1$/]],
    ["another mark of the server", { readThrough: 1 }, [/^miscounted: grace has read up to 2, and .* tells 1$/]],
    [
      "another unread count of an entry",
      inbox(rows.map((each) => (each.seq === 3 ? { ...each, body: { upTo: 2, unreadCount: 1 } } : each))),
      [/^miscounted: grace's entry 3 counts 1 unread notices instead of 0$/],
    ],
    ["a list that misses a stored notice", { notices: truth().notices.slice(1) }, [/^diverged: The server lists/]],
  ])("%s", (_, changed, messages) => {
    const found = findingsOf({ ...storm(), inboxes: [{ ...truth(), ...changed }], tabs: [] });
    expect(found).toEqual(messages.map((message) => expect.stringMatching(message)));
  });

  it("a notice to one who is no member, or not any more", () => {
    const removed = [
      ...log,
      change(6, "MemberRemoved", ada, { user: { id: grace } }),
      change(7, "CommentCreated", ada, { comment: comment("c3", ada, mention(grace)) }),
    ];
    const told = [...rows, row(5, "RemovedFromProject", ada)];
    const record = (inboxes: InboxTruth[]) => ({ ...storm(), log: removed, inboxes, tabs: [] });
    expect(findingsOf(record([inbox(told)]))).toEqual([]);
    const late = [...told, row(6, "Mentioned", ada, { taskId: "task-1", commentId: "c3" })];
    expect(findingsOf(record([inbox(late)]))).toEqual([expect.stringMatching(/^unfounded: grace is told by 6 /)]);
    const of = { ...inbox([row(1, "Mentioned", ada, { taskId: "task-1", commentId: "c1" })]), readThrough: 0 };
    const never = { ...of, person: linus, name: "linus" };
    expect(findingsOf(record([never]))).toEqual([expect.stringMatching(/^unfounded: linus is told by 1 /)]);
  });

  it("a mark that is lost", () => {
    const mark = { person: grace, tab: "grace 1", upTo: 4, isOffline: true, isStored: true };
    expect(findingsOf(storm({ marks: [mark] }))).toEqual([
      "lost: Tab grace 1 has marked notices up to 4 as read, and the server up to 2",
    ]);
  });

  it.each<[string, InboxView | null, readonly RegExp[]]>([
    ["a tab without an inbox", null, [/^diverged: Tab grace 1 has no inbox$/]],
    ["a tab that misses a notice", shown({ notices: view().slice(1) }), [/^diverged: Tab grace 1 misses notice 4$/]],
    [
      "a tab that shows a notice twice",
      shown({ notices: view().flatMap((notice) => (notice.seq === 2 ? [notice, notice] : [notice])) }),
      [/^doubled: Tab grace 1 shows notice 2 again$/],
    ],
    [
      "a tab that shows a notice too many",
      shown({ notices: [{ ...view()[0], seq: 9 }, ...view()] as InboxNotice[] }),
      [/^diverged: Tab grace 1 has another list of notices: \[9,4,2,1\] instead of \[4,2,1\]$/],
    ],
    [
      "a tab with another order",
      shown({ notices: view().toReversed() }),
      [/^diverged: Tab grace 1 has another list of notices/],
    ],
    [
      "a tab with another text",
      shown({ notices: view().map((notice) => ({ ...notice, at: "later" })) }),
      [/another notice 4/, /another notice 2/, /another notice 1/],
    ],
    [
      "a tab that shows a read notice as unread",
      shown({ notices: view().map((notice) => ({ ...notice, isUnread: notice.seq > 1 })) }),
      [/^diverged: Tab grace 1 has another notice 2/],
    ],
    ["a tab with another count", shown({ unreadCount: 0 }), [/^miscounted: Tab grace 1 counts 0 .* instead of 1$/]],
  ])("%s", (_, other, messages) => {
    const [first, second] = storm().tabs;
    const tabs = [first, { ...second, state: { ...second?.state, inbox: other } }] as StormRecord["tabs"];
    expect(findingsOf({ ...storm(), tabs })).toEqual(messages.map((message) => expect.stringMatching(message)));
  });
});

function storm(changed: Partial<StormRecord> = {}): StormRecord {
  const board: BoardSnapshot = {
    ...{ seq: 5, cursor: "c5", viewerRole: "MEMBER", me: { id: grace, name: "grace", email: null } },
    ...{ members: [], labels: [], tasks: [] },
    project: { id: "project-1", name: "Launch", description: null, version: 0, createdAt: "", updatedAt: "" },
  };
  const state = {
    ...{ isLive: true, connection: null, holdup: null, durability: "disk", comments: {}, columns: {}, intents: [] },
    ...{ board, inbox: shown({}) },
  };
  return {
    ...{ edits: [], decisions: [], answers: [], marks: [], pageErrors: [], log, inboxes: [truth()] },
    tabs: ["grace 0", "grace 1"].map((tab) => ({ tab, person: grace, state })),
    truth: { boards: new Map([[grace, board]]), comments: new Map() },
    ...changed,
  };
}

function truth(): InboxTruth {
  return inbox(rows);
}

/** A stream as the server tells it, with these entries. */
function inbox(entries: readonly NoticeRow[]): InboxTruth {
  const stored = entries.filter(({ type }) => type !== "NoticesRead").toReversed();
  const common = {
    at: "then",
    actor: { id: ada, name: "ada", email: null },
    project: { id: "project-1", name: "Launch" },
  };
  const notices = stored.map(({ seq }) => ({ __typename: "AddedToProject", seq, ...common }) as const);
  const readThrough = entries.some(({ type }) => type === "NoticesRead") ? 2 : 0;
  const unreadCount = stored.filter(({ seq }) => seq > readThrough).length;
  return { person: grace, name: "grace", rows: entries, unreadCount, readThrough, notices };
}

function view(): readonly InboxNotice[] {
  return truth().notices.map((notice) => ({ ...notice, isUnread: notice.seq > 2 }));
}

function shown(changed: Partial<InboxView>): InboxView {
  return { notices: view(), unreadCount: 1, hasMore: false, ...changed };
}

function change(seq: number, type: string, actorId: string, own: object): LogRow {
  return { seq, type, at: seq, actorId, intentId: null, snapshot: { ...own, actor: { id: actorId } } };
}

function row(seq: number, type: string, actorId: string, body: NoticeRow["body"] = {}): NoticeRow {
  return { seq, type, actorId, body };
}

function task(changed: object) {
  return { id: "task-1", title: "[1]", description: null, createdBy: { id: grace }, assignee: null, ...changed };
}

function comment(id: string, author: string, body: string) {
  return { id, taskId: "task-1", body, author: { id: author } };
}

function mention(id: string): string {
  return `[@Somebody](user:${id})`;
}

function findingsOf(record: StormRecord): string[] {
  return judgeStorm(record).findings.map(({ kind, text }) => `${kind}: ${text}`);
}
