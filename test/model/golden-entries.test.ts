import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { activityCodec } from "../../src/model/activity-codec.ts";
import { activityTypes } from "../../src/model/events.ts";
import { createSampleEvents } from "../engine/fanout/sample-events.ts";

type Json = string | number | boolean | null | Json[] | { readonly [key: string]: Json };

interface GoldenEntry {
  readonly projectId: string;
  readonly type: string;
  readonly seq: number;
  readonly at: string;
  readonly clientMutationId: string | null;
  readonly snapshot: Json;
}

/**
 * The stored forms of entries, the oldest first, as released versions wrote them. They stay readable for ever. When the
 * form changes that this version writes, add a file; change the last one only while no release has written it.
 */
const folder = new URL("golden/", import.meta.url);
const forms = readdirSync(folder)
  .sort()
  .map((name) => ({ name, entries: JSON.parse(readFileSync(new URL(name, folder), "utf8")) as GoldenEntry[] }));
const newest = forms.at(-1)?.entries ?? [];

function decode({ projectId, clientMutationId, snapshot, ...columns }: GoldenEntry) {
  const body: object = Object(snapshot);
  return activityCodec.decode({ ...columns, streamId: projectId, idempotencyKey: clientMutationId, body });
}

describe.each(forms)("$name", ({ entries }) => {
  it.each(entries)("$type is readable", (entry) => {
    expect(decode(entry)).toMatchObject({ type: entry.type, seq: entry.seq, actor: { name: "Ada" } });
  });
});

it("the newest form has an entry of every event", () => {
  expect(newest.map(({ type }) => type).sort()).toEqual([...activityTypes].sort());
});

describe("the newest form is the one that this version writes", () => {
  const written = createSampleEvents(false).flatMap((event) => {
    if (!("actor" in event)) return [];
    const { projectId: _, seq: __, at: ___, clientMutationId: ____, ...draft } = event;
    return [activityCodec.encode({ ...draft, origin: { address: null, userAgent: null, accessToken: null } })];
  });

  it.each(written)("$type", ({ type, body }) => {
    const golden = newest.find((entry) => entry.type === type)?.snapshot ?? null;
    expect(keysOf(golden)).toEqual(keysOf(JSON.parse(JSON.stringify(body)) as Json));
  });
});

describe("an entry without a field that was added later is readable", () => {
  const oldest = new Set(forms[0]?.entries.flatMap(({ type, snapshot }) => keysOf(snapshot).map((key) => type + key)));
  const cases = newest
    .filter(({ type }) => forms[0]?.entries.some((entry) => entry.type === type))
    .flatMap((entry) =>
      keysOf(entry.snapshot)
        .filter((key) => !oldest.has(entry.type + key))
        // The rename of a field has an older form of its own.
        .filter((key) => key !== ".taskChanges")
        // Parts of a field that was added as a whole were never absent from it.
        .filter((key, _, added) => !added.some((other) => key.startsWith(`${other}.`)))
        .map((key) => [entry.type, key, entry] as const),
    );

  it("there are such fields", () => expect(cases.length).toBeGreaterThan(5));
  it.each(cases)("%s without %s", (type, key, entry) => {
    const snapshot = without(entry.snapshot, key.slice(1).split("."));
    expect(decode({ ...entry, snapshot })).toMatchObject({ type });
  });
});

it("the fields of a task's update, named `changes` in older forms, are read as `taskChanges`", () => {
  for (const { entries } of forms) {
    const update = entries.map(decode).find((event) => event?.type === "TaskUpdated");
    expect(update).toMatchObject({ taskChanges: ["TITLE", "DUE_AT"] });
  }
});

it("a comment's task of the first form is read as the part that later ones hold of it", () => {
  const tasks = forms[0]?.entries.map(decode).flatMap((event) => {
    return event?.type.startsWith("Comment") && "task" in event ? [event.task] : [];
  });
  expect(tasks).toEqual(Array(3).fill({ id: "t1", version: 7, commentCount: 2 }));
});

it("the event that made a comment or a membership tells its own number, other events of the first form tell 0", () => {
  const numbers = forms[0]?.entries.map(decode).flatMap((event): (readonly [string, number, number])[] => {
    if (event && "comment" in event) return [[event.type, event.seq, event.comment.createdSeq]];
    if (event && "member" in event) return [[event.type, event.seq, event.member.joinedSeq]];
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

/** The keys that a value has, at any depth, as paths: `.task.assignee.name`. Values that may be null have theirs. */
function keysOf(value: Json, path = ""): string[] {
  if (Array.isArray(value)) return value.length > 0 ? keysOf(value[0] ?? null, `${path}.0`) : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .flatMap(([key, held]) => [`${path}.${key}`, ...keysOf(held, `${path}.${key}`)])
    .sort();
}

function without(value: Json, [first = "", ...rest]: readonly string[]): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((held, index) => (String(index) === first ? without(held, rest) : held));
  const entries = Object.entries(value).filter(([key]) => key !== first || rest.length > 0);
  return Object.fromEntries(entries.map(([key, held]) => [key, key === first ? without(held, rest) : held]));
}
