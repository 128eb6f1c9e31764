import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Activity } from "../../src/model/activity.ts";
import { activityCodec } from "../../src/model/activity-codec.ts";
import { createSampleEvents } from "../engine/fanout/sample-events.ts";

/** Rows as the version named wrote them. They stay readable; a new form of an entry gets a file of its own. */
function readGolden(version: number): GoldenRow[] {
  return JSON.parse(readFileSync(new URL(`golden/entries-${version}.json`, import.meta.url), "utf8")) as GoldenRow[];
}

interface GoldenRow {
  readonly projectId: string;
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly clientMutationId: string | null;
  readonly snapshot: object;
}

function toEntry({ projectId, clientMutationId, snapshot, ...row }: GoldenRow): Activity {
  const activity = activityCodec.decode({
    ...row,
    streamId: projectId,
    idempotencyKey: clientMutationId,
    body: snapshot,
  });
  if (!activity) throw new Error(`${row.type} cannot be read.`);
  return activity;
}

const activityTypes = createSampleEvents(false).flatMap((event) => ("actor" in event ? [event.type] : []));

describe.each([1])("entries of the form %i", (version) => {
  const rows = readGolden(version);

  it("are there for every type of change", () => {
    expect(new Set(rows.map(({ type }) => type))).toEqual(new Set(activityTypes));
  });

  it.each(rows)("with type $type are read", (row) => {
    expect(toEntry(row)).toMatchObject({ type: row.type, seq: row.seq, actor: { name: "Ada" } });
  });
});

it("a comment's task of the first form is read as what later ones hold of it", () => {
  const tasks = readGolden(1).flatMap((row) => {
    const entry = toEntry(row);
    return entry.type.startsWith("Comment") && "task" in entry ? [entry.task] : [];
  });
  expect(tasks).toEqual(Array(3).fill({ id: "t1", version: 7, commentCount: 2 }));
});

it("a change that made a comment or a membership gives its own number; other changes of the first form give 0", () => {
  const numbers = readGolden(1).flatMap((row): (readonly [string, number, number])[] => {
    const entry = toEntry(row);
    if ("comment" in entry) return [[entry.type, entry.seq, entry.comment.createdSeq]];
    if ("member" in entry) return [[entry.type, entry.seq, entry.member.joinedSeq]];
    return [];
  });
  expect(numbers).toEqual([
    ["MemberAdded", 3, 3],
    ["MemberRoleChanged", 4, 0],
    ["CommentCreated", 10, 10],
    ["CommentUpdated", 11, 0],
    ["MemberUpdated", 14, 0],
  ]);
});

it("the fields of a task's update of the first form, named `changes`, are read as `taskChanges`", () => {
  const update = readGolden(1)
    .map(toEntry)
    .find(({ type }) => type === "TaskUpdated");
  expect(update).toMatchObject({ taskChanges: ["TITLE", "DUE_AT"] });
});
