import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { describeOutcome } from "./describe-outcome.ts";
import { judgeStorm } from "./judge-storm.ts";
import { runStorm, type StormOutcome } from "./run-storm.ts";
import type { LogRow, NoticeRow, StormRecord } from "./storm-record.ts";

let database: TestDatabase;
let outcome: StormOutcome;

beforeAll(async () => {
  database = await createTestDatabase();
  outcome = await runStorm({
    ...{ databaseUrl: database.url, seed: 14, seconds: 4, tabs: 5, edits: 10_000, leastEdits: 120 },
    first: ["kill", "kill", "reload", "expired token", "server killed", "server restarted", "WebSockets refused"],
    calm: [100, 400],
    duration: 0.3,
  });
});

afterAll(() => database.close());

it("a storm loses no edit of five tabs, and every tab shows the same in the end", () => {
  expect(outcome.findings, describeOutcome(outcome)).toEqual([]);
});

it("a storm is one: tabs crash, the server is killed, and people go on editing", () => {
  const { disturbances, transports, edits, accepted, reasons, changes, record } = outcome;
  expect(disturbances.kill).toBeGreaterThanOrEqual(2);
  expect(disturbances["server killed"]).toBeGreaterThanOrEqual(1);
  expect(disturbances["server restarted"]).toBeGreaterThanOrEqual(1);
  expect(disturbances["WebSockets refused"]).toBeGreaterThanOrEqual(1);
  expect(transports.sse).toBeGreaterThan(0);
  expect(edits).toBeGreaterThan(100);
  expect(accepted).toBeGreaterThan(edits / 2);
  expect(reasons.logged).toBeGreaterThan(accepted / 3);
  expect(changes).toBeGreaterThan(50);
  expect(new Set(record.edits.map(({ change }) => change.kind)).size).toBeGreaterThan(5);
  const told = record.inboxes.flatMap(({ rows }) => rows.map(({ type }) => type));
  expect(told).toEqual(expect.arrayContaining(["TaskAssigned", "Mentioned", "CommentedOnTask"]));
});

it("a fault that is planted into the record of a storm is found", () => {
  const { record } = outcome;
  const commented = record.log.filter(({ type }) => type === "CommentCreated" || type === "TaskCreated");
  const edited = record.edits.filter(({ told }) => told?.durability === "disk");
  const written = edited.filter(({ told }) => commented.some(({ intentId }) => told?.ids.includes(intentId ?? "")));
  // One that its writer deleted later is missed by nobody.
  const lost = written.find((edit) => {
    return kindsIn({ ...record, log: record.log.filter((row) => !isOf(edit, row)) }).includes("lost");
  });
  const [tab] = record.tabs;
  const board = tab?.state?.board;
  if (!lost || !tab?.state || !board) throw new Error("No accepted edit is missed.");

  const twice = [...record.log, ...record.log.filter((row) => isOf(lost, row))];
  expect(kindsIn({ ...record, log: twice })).toContain("doubled");
  const tasks = board.tasks.map((task, index) => (index === 0 ? { ...task, title: "Another" } : task));
  const diverged = { ...tab, state: { ...tab.state, board: { ...board, tasks } } };
  expect(kindsIn({ ...record, tabs: [diverged, ...record.tabs.slice(1)] })).toEqual(["diverged"]);

  const [inbox] = record.inboxes;
  if (!inbox) throw new Error("Nobody has a stream.");
  const isNotice = ({ type }: NoticeRow) => type !== "NoticesRead";
  const untold = { ...inbox, rows: inbox.rows.toSpliced(inbox.rows.findLastIndex(isNotice), 1) };
  expect(kindsIn({ ...record, inboxes: [untold, ...record.inboxes.slice(1)] })).toContain("untold");
});

function isOf({ told }: StormRecord["edits"][number], { intentId }: LogRow): boolean {
  return told?.ids.includes(intentId ?? "") === true;
}

function kindsIn(record: StormRecord): string[] {
  return judgeStorm(record).findings.map(({ kind }) => kind);
}
