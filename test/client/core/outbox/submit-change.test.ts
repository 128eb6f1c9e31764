import { readFileSync } from "node:fs";
import { buildSchema, getNamedType, isInputObjectType } from "graphql";
import { expect, it } from "vitest";
import { createIntentIndex } from "../../../../client/core/outbox/intent-index.ts";
import { rebase } from "../../../../client/core/outbox/intents.ts";
import { mergeText } from "../../../../client/core/outbox/merge-text.ts";
import { normalise } from "../../../../client/core/outbox/normalise-change.ts";
import { submitChange } from "../../../../client/core/outbox/submit-change.ts";
import type { Board } from "../../../../client/core/store/board.ts";
import type { StoredIntent } from "../../../../client/core/types.ts";
import type { Change } from "../../../../client/core/wire.ts";
import { projectRoot } from "../../../../src/config/project-root.ts";
import { taskOf } from "../storage/samples.ts";

const edit = (description: string) => ({ kind: "updateTask", input: { taskId: "task-0", description } }) as const;

/** Typed on version 1, and on its way. */
const pending: StoredIntent = {
  ...{ format: 1, id: "first", projectId: "project", actorId: "ada", place: 1, revision: 0, createdAt: 0 },
  ...{ change: edit("mine"), base: 1, before: { description: "as it was" }, following: [] },
  ...{ wire: { clientMutationId: "first" } as unknown as StoredIntent["wire"], sentAt: 0 },
  standing: { kind: "waiting" },
};

it.each([
  { seen: "theirs", what: "the confirmed text", base: 2, following: [] },
  { seen: "mine", what: "a pending text", base: 1, following: ["first"] },
  // It took the place of `mine` in another tab, whose change is not known here yet: it hides `theirs` as well.
  { seen: "mine, more", what: "another tab's text", base: 1, following: [] },
])("an edit of $what has the version that the person saw as its base", ({ seen, base, following }) => {
  const confirmed = { ...taskOf(0, "theirs"), version: 2 };
  const submission = {
    ...{ id: "second", projectId: "project", actorId: "ada", now: 1, change: edit(`${seen}, and new`) },
    ...{ seen: { ...confirmed, description: seen }, version: 2 },
    confirmed: { tasks: new Map([["task-0", confirmed]]) } as unknown as Board,
    mergeText,
    isSent: false,
  };
  const { intents } = submitChange([pending], submission, createIntentIndex()([pending]));
  expect(intents.at(-1)).toMatchObject({ id: "second", base, following });
});

it.each([
  { following: [], base: 2, what: "nothing else" },
  { following: ["first"], base: 1, what: "a change that may have left the values as they were" },
])("an untouched edit that follows $what is based on version $base", ({ following, base }) => {
  const confirmed = { ...taskOf(0, "as it was"), version: 2 };
  const board = { tasks: new Map([["task-0", confirmed]]) } as unknown as Board;
  expect(rebase({ ...pending, id: "second", wire: null, following }, board)).toMatchObject({ base, following });
});

it.each([
  ["2026-12-01T00:00:00Z", "2026-12-01T00:00:00.000Z"],
  ["2026-12-01T00:00:00+02:00", "2026-11-30T22:00:00.000Z"],
  ["2026-12-01T00:00:00.123456-05:30", "2026-12-01T05:30:00.123Z"],
  ["2028-02-29T23:59Z", "2028-02-29T23:59:00.000Z"],
  // The server refuses these. They must not become other times before.
  ...["2026-02-30T00:00:00Z", "2026-12-01", "2026-12-01T00:00:00", "1", "soon", ""].map((time) => [time, time]),
])("a time has the server's form: %s", (given, expected) => {
  const change = { kind: "updateTask", input: { taskId: "task-0", dueAt: given, title: given } } as const;
  expect(normalise(change, "").input).toEqual({ taskId: "task-0", dueAt: expected, title: given });
});

it("every id and every time of a change is brought to the server's form", () => {
  const schema = buildSchema(readFileSync(`${projectRoot}/schema/schema.graphql`, "utf8"));
  const changes = schema.getType("ChangeInput");
  if (!isInputObjectType(changes)) throw new Error("There is no ChangeInput.");
  const upper = "0198C5F3-7A0E-7B3C-9D2F-4B1E8A6C5D70";
  const samples: Readonly<Record<string, string>> = { ID: upper, DateTime: "2026-12-01T00:00:00Z" };
  const normal: Readonly<Record<string, string>> = { ID: upper.toLowerCase(), DateTime: "2026-12-01T00:00:00.000Z" };
  let count = 0;
  for (const { name: kind, type } of Object.values(changes.getFields())) {
    const input = getNamedType(type);
    if (!isInputObjectType(input)) continue;
    for (const { name, type: field } of Object.values(input.getFields())) {
      const { name: scalar } = getNamedType(field);
      const [given, expected] = [samples[scalar], normal[scalar]];
      if (!given) continue;
      count += 1;
      const isList = String(field).startsWith("[");
      const change = { kind, input: { [name]: isList ? [given] : given } } as unknown as Change;
      expect(normalise(change, upper).input, `${kind}.${name}`).toMatchObject({
        [name]: isList ? [expected] : expected,
      });
    }
  }
  expect(count).toBeGreaterThan(20);
});
