import { expect, it } from "vitest";
import { findViolations } from "./checker.ts";
import type { History, LogRow, Message, MutationRecord, SubscriptionEnd, SubscriptionRecord } from "./history.ts";

const projectId = "project";

function row(seq: number, type: string, snapshot: Record<string, unknown>, actorId = "owner"): LogRow {
  return { projectId, seq, type, at: `time ${seq}`, actorId, clientMutationId: `m${seq}`, snapshot };
}

const member = { id: "membership", role: "MEMBER", user: { id: "ada" } };

/** Ada comes, writes, goes, and comes again; grace is there from 3 on. */
const log: readonly LogRow[] = [
  { ...row(1, "ProjectCreated", { project: { name: "Launch" } }), clientMutationId: null },
  row(2, "MemberAdded", { member }),
  row(3, "MemberAdded", { member: { ...member, user: { id: "grace" } } }),
  row(4, "TaskCreated", { task: { id: "task", version: 0, title: "A" } }, "ada"),
  row(5, "MemberRemoved", { user: { id: "ada" } }),
  row(6, "TaskUpdated", { task: { id: "task", version: 1, title: "B" } }, "grace"),
  row(7, "MemberAdded", { member }),
  row(8, "TaskUpdated", { task: { id: "task", version: 2, title: "C" } }, "grace"),
];

const operations = [
  "",
  "",
  "addMember",
  "addMember",
  "createTask",
  "removeMember",
  "updateTask",
  "addMember",
  "updateTask",
];

/** Each settled at ten times its number. */
const mutations: readonly MutationRecord[] = log.slice(1).map(({ seq, actorId, snapshot }) => ({
  id: `m${seq}`,
  operation: operations[seq] ?? "",
  userId: actorId,
  projectId,
  memberId: seq === 3 ? "grace" : "member" in snapshot || "user" in snapshot ? "ada" : null,
  mayChangeNothing: false,
  begunAt: seq * 10 - 1,
  endedAt: seq * 10,
  unknownAttempts: 0,
  outcome: { kind: "done", seq },
}));

function change(seq: number, changes: Record<string, unknown> = {}): Message {
  const { type, at, clientMutationId, snapshot } = log[seq - 1] as LogRow;
  const event = { __typename: type, seq, at, projectId, clientMutationId, ...snapshot, ...changes };
  return { kind: "change", seq, text: JSON.stringify(event) };
}

const changes = (...seqs: readonly number[]) => seqs.map((seq) => change(seq));

const ready = (seq: number): Message => ({ kind: "Ready", seq });

function resync(seq: number, reason = "TOO_OLD"): Message {
  return { kind: "Resync", seq, reason };
}

function subscription(userId: string, since: number | null, ...messages: Message[]): SubscriptionRecord {
  return { subscriber: userId, userId, projectId, since, begunAt: 45, messages, end: null };
}

function ended(record: SubscriptionRecord, end: SubscriptionEnd): SubscriptionRecord {
  return { ...record, end };
}

function error(code: string, at = 51): SubscriptionEnd {
  return { kind: "error", code, at };
}

function check(history: Partial<History>): string[] {
  return findViolations({ log, mutations, subscriptions: [], ...history }).map(({ kind }) => kind);
}

function checkRecords(...subscriptions: readonly SubscriptionRecord[]): string[] {
  return check({ subscriptions });
}

it.each<[string, readonly SubscriptionRecord[]]>([
  ["everything, once and in order", [subscription("grace", 0, ...changes(1, 2, 3, 4, 5, 6, 7), ready(7), change(8))]],
  ["a resume", [subscription("grace", 3, ...changes(4, 5), ready(5)), subscription("grace", 5, ...changes(6, 7, 8))]],
  ["a resume from further back", [subscription("grace", 6, ...changes(7)), subscription("grace", 4, ...changes(5, 6))]],
  [
    "a resume from a place before it went further back",
    [subscription("grace", 4, change(5)), subscription("grace", 1), subscription("grace", 5, change(6))],
  ],
  ["no since", [subscription("grace", null, ready(6), ...changes(7, 8))]],
  ["a removal", [ended(subscription("ada", 3, ...changes(4, 5)), error("FORBIDDEN"))]],
  ["a return while out", [ended(subscription("ada", 5), error("NOT_FOUND"))]],
  ["a new beginning", [subscription("ada", 5, resync(7), ready(7), change(8))]],
  ["a removal that is over already", [subscription("ada", 4, change(5), resync(8), ready(8))]],
])("finds nothing wrong with %s", (_name, records) => {
  expect(checkRecords(...records)).toEqual([]);
});

it.each<[string, readonly SubscriptionRecord[], string[]]>([
  ["a hole", [subscription("grace", 3, ...changes(4, 6))], ["missing"]],
  ["a Ready ahead of the changes", [subscription("grace", 3, change(4), ready(6))], ["missing"]],
  ["a Ready behind the changes", [subscription("grace", 3, change(4), ready(3))], ["wrong place"]],
  ["a resume from where it never was", [subscription("grace", 3, change(4)), subscription("grace", 6)], ["missing"]],
  ["a change that comes twice", [subscription("grace", 3, ...changes(4, 5, 4))], ["twice"]],
  ["a change that it had", [subscription("grace", 4, ...changes(4, 5))], ["twice"]],
  ["disorder", [subscription("grace", 3, ...changes(5, 4, 6))], ["out of order"]],
  ["another state", [subscription("grace", 3, change(4, { task: { version: 1 } }))], ["wrong content"]],
  ["another type", [subscription("grace", 3, change(4, { __typename: "TaskUpdated" }))], ["wrong content"]],
  ["another number", [subscription("grace", 3, change(4, { seq: 5 }))], ["wrong content"]],
  ["a change that never was", [subscription("grace", 8, { kind: "change", seq: 9, text: "{}" })], ["wrong content"]],
  ["what a removed member is told", [subscription("ada", 4, ...changes(5, 6))], ["after revocation"]],
  ["what is told to who comes back", [subscription("ada", 5, change(6))], ["after revocation"]],
  ["a Ready after the removal", [subscription("ada", 4, change(5), ready(5))], ["after revocation"]],
  ["a Resync without a cause", [subscription("grace", 3, resync(8))], ["unexpected Resync"]],
  ["a Resync for another reason", [subscription("ada", 5, resync(8, "OTHER_HISTORY"))], ["unexpected Resync"]],
  ["a member turned away", [ended(subscription("grace", 3), error("NOT_FOUND"))], ["unexpected end"]],
  [
    "a former absence as the reason",
    [ended({ ...subscription("ada", 7), begunAt: 71 }, error("NOT_FOUND", 72))],
    ["unexpected end"],
  ],
  ["an end before the removal", [ended(subscription("ada", 3, change(4)), error("FORBIDDEN"))], ["unexpected end"]],
  ["an end for no reason", [ended(subscription("grace", 3), { kind: "complete", at: 51 })], ["unexpected end"]],
])("finds %s", (_name, records, kinds) => {
  expect(checkRecords(...records)).toEqual(kinds);
});

it("finds a gap in the log", () => {
  const without = (list: readonly { readonly seq?: number }[], seq: number) => list.filter((each) => each.seq !== seq);
  const rows = without(log, 6) as LogRow[];
  expect(check({ log: rows, mutations: mutations.filter(({ id }) => id !== "m6") })).toEqual(["hole in the log"]);
});

it.each([
  ["a former member", "ada", 6],
  ["a member who administers", "grace", 7],
  ["somebody who never was a member", "eve", 8],
])("finds what %s wrote", (_name, actorId, seq) => {
  const rows = log.map((each) => (each.seq === seq ? { ...each, actorId } : each));
  const own = mutations.map((each) => (each.id === `m${seq}` ? { ...each, userId: actorId } : each));
  expect(check({ log: rows, mutations: own })).toEqual(["write after revocation"]);
});

it("finds what a viewer wrote", () => {
  const viewer = row(8, "MemberRoleChanged", { member: { ...member, role: "VIEWER", user: { id: "grace" } } });
  const written = row(9, "TaskUpdated", {}, "grace");
  const more = ["m8", "m9"].map((id, index): MutationRecord => {
    const like = mutations[0] as MutationRecord;
    return {
      ...like,
      id,
      memberId: null,
      operation: "",
      userId: index === 0 ? "owner" : "grace",
      outcome: { kind: "done", seq: index + 8 },
    };
  });
  const rows = [...log.slice(0, 7), viewer, written];
  expect(check({ log: rows, mutations: [...mutations.slice(0, 6), ...more] })).toEqual(["write after revocation"]);
});

it.each<[string, Partial<MutationRecord>, string[]]>([
  ["is missing", { id: "other" }, ["mutation lost", "mutation misplaced"]],
  ["has another number", { outcome: { kind: "done", seq: 7 } }, ["mutation misplaced"]],
  ["was refused and is made", { outcome: { kind: "refused", code: "FORBIDDEN" } }, ["mutation misplaced"]],
  ["was in conflict and is made", { outcome: { kind: "conflict" }, unknownAttempts: 1 }, ["mutation misplaced"]],
])("finds an answer to a mutation that %s", (_name, difference, kinds) => {
  const told = mutations.map((each) => (each.id === "m6" ? { ...each, ...difference } : each));
  expect(check({ mutations: told })).toEqual(kinds);
});

it("finds a mutation that is made twice", () => {
  const rows = [...log, { ...row(9, "TaskUpdated", {}, "grace"), clientMutationId: "m8" }];
  expect(check({ log: rows })).toEqual(["twice"]);
});

it("finds a refusal without a cause", () => {
  const refused = { ...(mutations[0] as MutationRecord), id: "other", memberId: null };
  const outcome = { kind: "refused", code: "BAD_USER_INPUT" } as const;
  expect(check({ mutations: [...mutations, { ...refused, outcome }] })).toEqual(["mutation refused"]);
});

it("excuses the refusal of a retry to who was removed meanwhile", () => {
  const outcome = { kind: "refused", code: "NOT_FOUND" } as const;
  const told = mutations.map((each) =>
    each.id === "m4" ? { ...each, outcome, unknownAttempts: 1, endedAt: 55 } : each,
  );
  expect(check({ mutations: told })).toEqual([]);
});
