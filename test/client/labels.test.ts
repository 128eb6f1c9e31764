import type { InMemoryCache } from "@apollo/client";
import { expect, it } from "vitest";
import { applyActivity } from "../../client/apollo/apply-activity.ts";
import { lockstepCache } from "../../client/apollo/lockstep-cache.ts";
import { BoardDocument } from "../support/generated/graphql.ts";
import { answerBoard, makeEvent, makeLabel, makeTask, projectId, readTitles, writePage } from "./answers.ts";

const [bug, later] = [makeLabel(1, { name: "Bug" }), makeLabel(2, { name: "Later" })];

/** Writes a board with one labelled task. */
function createCache(): InMemoryCache {
  const cache = lockstepCache();
  const tasks = [makeTask({ place: 1, labels: [bug] })];
  cache.writeQuery({ query: BoardDocument, variables: { projectId }, data: answerBoard({ tasks, labels: [bug] }) });
  return cache;
}

/** Names of the project's labels, and of those on its first task. */
function readLabels(cache: InMemoryCache) {
  const project = cache.readQuery({ query: BoardDocument, variables: { projectId } })?.project;
  const namesOf = (labels: readonly { readonly name: string }[] = []) => labels.map(({ name }) => name);
  return [namesOf(project?.labels), namesOf(project?.tasks.nodes[0]?.labels)];
}

it("LabelCreated adds the label to its project, once", () => {
  const cache = createCache();
  applyActivity(cache, makeEvent("LabelCreated", 2, { label: later }));
  applyActivity(cache, makeEvent("LabelCreated", 2, { label: later }));
  expect(readLabels(cache)).toEqual([["Bug", "Later"], ["Bug"]]);
});

it("LabelUpdated renames the label wherever it is, and an older answer does not undo it", () => {
  const cache = createCache();
  applyActivity(cache, makeEvent("LabelUpdated", 2, { label: { ...bug, name: "Defect", version: 1 } }));
  expect(readLabels(cache)).toEqual([["Defect"], ["Defect"]]);
  const tasks = [makeTask({ place: 1, labels: [bug] })];
  cache.writeQuery({ query: BoardDocument, variables: { projectId }, data: answerBoard({ tasks, labels: [bug] }) });
  expect(readLabels(cache)).toEqual([["Defect"], ["Defect"]]);
});

it("LabelDeleted takes the label from its project and its tasks", () => {
  const cache = createCache();
  applyActivity(cache, makeEvent("LabelDeleted", 2, { labelId: bug.id }));
  expect(readLabels(cache)).toEqual([[], []]);
});

it("an older answer of a task does not undo a change of its labels", () => {
  const cache = createCache();
  const task = makeTask({ place: 1, labels: [bug, later], version: 1 });
  applyActivity(cache, makeEvent("TaskUpdated", 2, { task, taskChanges: ["LABELS"] }));
  writePage(cache, [makeTask({ place: 1, labels: [bug] })], { seq: 1 });
  expect(readLabels(cache)[1]).toEqual(["Bug", "Later"]);
});

it("a change of a task's labels brings it into lists that are filtered by them, and out of them", () => {
  const cache = createCache();
  const filter = { labelIds: [later.id] };
  writePage(cache, [], { filter });
  const labelled = makeTask({ place: 1, labels: [bug, later], version: 1 });
  applyActivity(cache, makeEvent("TaskUpdated", 2, { task: labelled, taskChanges: ["LABELS"] }));
  expect(readTitles(cache, "nodes", filter)).toEqual(["1"]);
  const task = { ...labelled, labels: [bug], version: 2 };
  applyActivity(cache, makeEvent("TaskUpdated", 3, { task, taskChanges: ["LABELS"] }));
  expect(readTitles(cache, "nodes", filter)).toEqual([]);
});
