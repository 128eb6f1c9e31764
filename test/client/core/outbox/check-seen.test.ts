import { expect, it } from "vitest";
import { checkSeen } from "../../../../client/core/outbox/check-seen.ts";
import { IntentDraft } from "../../../../client/core/outbox/intent-draft.ts";
import { createBoard } from "../../../../client/core/store/board.ts";
import type { StoredIntent } from "../../../../client/core/types.ts";
import { boardOf, intentOf, taskOf } from "../storage/samples.ts";

const text = (...lines: string[]) => lines.join("\n");
const item = { ...taskOf(0, text("one", "two", "theirs")), title: "Theirs", version: 3 };

/** Checks an edit that was typed on version 5 of a history that the server has lost; the item is at version 3 now. */
function check(input: object, before: StoredIntent["before"], base = 5): StoredIntent | undefined {
  const change = { kind: "updateTask", input: { taskId: item.id, ...input } } as StoredIntent["change"];
  const draft = new IntentDraft([{ ...intentOf("edit", 1), change, before, base, following: [] }]);
  checkSeen(draft, "edit", createBoard(boardOf("project", 1, [item])));
  return draft.get("edit");
}

it("an edit of a lost history takes the present version as base where the value is the one that was seen", () => {
  expect(check({ title: "Mine" }, { title: "Theirs" })).toMatchObject({ base: 3, standing: { kind: "waiting" } });
});

it("an edit of a lost history is a conflict where the value is another one", () => {
  const standing = { kind: "conflict", fields: ["TITLE"], current: item };
  expect(check({ title: "Mine" }, { title: "Seen" })).toMatchObject({ standing });
});

it.each([
  [5, "The project was restored to an earlier state, and the item differs from the one that was edited."],
  [2, "The item was changed while the edit waited."],
])("a conflict tells of a restore where the versions do: an edit of version %i", (base, message) => {
  expect(check({ title: "Mine" }, { title: "Seen" }, base)?.standing).toMatchObject({ kind: "conflict", message });
});

it("an edit of a lost history takes up lines that others have written", () => {
  const edit = check({ description: text("mine", "two", "three") }, { description: text("one", "two", "three") });
  expect(edit?.change.input).toMatchObject({ description: text("mine", "two", "theirs") });
  expect(edit).toMatchObject({ base: 3, standing: { kind: "waiting" } });
});

it("an edit of a lost history is compared also where it follows a deletion", () => {
  const deletion = { ...intentOf("deletion", 1), change: { kind: "deleteTask", input: { taskId: item.id } } as const };
  const change = { kind: "updateTask", input: { taskId: item.id, title: "Mine" } } as const;
  const edit: StoredIntent = { ...intentOf("edit", 2), change, before: { title: "Seen" }, base: 5 };
  const draft = new IntentDraft([deletion, { ...edit, following: ["deletion"] }]);
  checkSeen(draft, "edit", createBoard(boardOf("project", 1, [item])));
  expect(draft.get("edit")).toMatchObject({ standing: { kind: "conflict", fields: ["TITLE"] } });
});

it.each([
  ["Theirs", { kind: "waiting" }],
  ["Seen", { kind: "conflict", fields: ["TITLE"] }],
])("an edit on an own one that a deletion cancels is compared by what that one replaced: %s", (seen, standing) => {
  const titled = (id: string, title: string, before: string): StoredIntent => ({
    ...intentOf(id, 1),
    ...{ change: { kind: "updateTask", input: { taskId: item.id, title } }, before: { title: before }, base: 5 },
  });
  const displaced = [titled("first", "Own", seen), titled("last", "Own, too", "Own")];
  const change = { kind: "deleteTask", input: { taskId: item.id } } as const;
  const edit = { ...titled("edit", "Mine", "Own, too"), following: ["deletion"], place: 2 };
  const draft = new IntentDraft([{ ...intentOf("deletion", 1), change, displaced }, edit]);
  checkSeen(draft, "edit", createBoard(boardOf("project", 1, [item])));
  expect(draft.get("edit")).toMatchObject({ standing });
});
