import { expect, it } from "vitest";
import { rebase, submitChange } from "../../../../client/core/outbox/submit-change.ts";
import type { Board } from "../../../../client/core/store/board.ts";
import type { StoredIntent } from "../../../../client/core/types.ts";
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
  const { intents } = submitChange([pending], {
    ...{ id: "second", projectId: "project", actorId: "ada", now: 1, change: edit(`${seen}, and new`) },
    ...{ seen: { ...confirmed, description: seen }, version: 2 },
    confirmed: { tasks: new Map([["task-0", confirmed]]) } as unknown as Board,
  });
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
