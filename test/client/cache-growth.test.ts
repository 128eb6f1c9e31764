import { gql, type InMemoryCache } from "@apollo/client";
import { expect, it } from "vitest";
import { applyActivity } from "../../client/apollo/apply-activity.ts";
import { requireState } from "../../client/apollo/cache-state.ts";
import { lockstepCache } from "../../client/apollo/lockstep-cache.ts";
import {
  BoardDocument,
  HistoryDocument,
  type HistoryQuery,
  type TaskPartsFragment,
} from "../support/generated/graphql.ts";
import { range } from "../support/range.ts";
import {
  answerBoard,
  makeComment,
  makeEvent,
  makeTask,
  projectId,
  readTasks,
  readTitles,
  writePage,
} from "./answers.ts";

const taskDocument = gql`query ($id: ID!) { task(id: $id) { id title version comments { nodes { id body version } } } }`;

it("items that were made and deleted leave nothing behind, however many they were", { timeout: 120_000 }, () => {
  const cache = followedCache();
  makeAndDelete(cache, 500);
  const before = measure(cache);
  makeAndDelete(cache, 500);
  expect(measure(cache)).toBeLessThan(before + 100);
  expect(readTitles(cache, "nodes")).toEqual(["stays"]);
  expect(readTasks(cache, "nodes").totalCount).toBe(1);
});

it("a history that is followed keeps its newest changes, and knows that there are more", { timeout: 120_000 }, () => {
  const held = 1_990;
  const cache = followedCache(held);
  const history = { query: HistoryDocument, variables: { projectId } };
  const pageInfo = { __typename: "PageInfo", hasNextPage: false, endCursor: null } as const;
  const nodes = range(1, held)
    .toReversed()
    .map((seq) => makeEvent("TaskDeleted", seq, { taskId: makeTask({ place: 10_000 + seq }).id }));
  const activity = { __typename: "ActivityConnection", nodes, pageInfo };
  const data = { project: { __typename: "Project", id: projectId, activity } } as unknown as HistoryQuery;
  cache.writeQuery({ ...history, data });
  expect(cache.readQuery(history)?.project?.activity.nodes).toHaveLength(held);
  const last = makeAndDelete(cache, 30, held);
  const { nodes: kept, pageInfo: end } = cache.readQuery(history)?.project?.activity ?? {};
  expect(kept?.length).toBeLessThanOrEqual(2_000);
  expect(kept?.map(({ seq }) => seq)).toEqual(kept?.map((_, index) => last - index));
  expect(end).toEqual({
    __typename: "PageInfo",
    hasNextPage: true,
    endCursor: Buffer.from(JSON.stringify([kept?.at(-1)?.seq])).toString("base64url"),
  });
});

it("no older answer brings back what the cache has let go of", () => {
  const cache = followedCache();
  const task = makeTask({ place: 2 });
  applyActivity(cache, makeEvent("TaskCreated", 2, { task }));
  applyActivity(cache, makeEvent("TaskDeleted", 3, { taskId: task.id }));
  // Objects that kept changes refer to are kept, too.
  const seq = makeAndDelete(cache, 501);
  cache.gc();
  expect(Object.keys(cache.extract())).not.toContain(`Task:${task.id}`);
  writePage(cache, [makeTask({ place: 1, title: "stays" }), task], { filter: { status: ["TODO"] }, seq });
  cache.writeQuery({ query: taskDocument, variables: { id: task.id }, data: { task: withComment(task) } });
  expect(readTitles(cache, "nodes", { status: ["TODO"] })).toEqual(["stays"]);
  expect(cache.readQuery({ query: taskDocument, variables: { id: task.id } })).toEqual({ task: null });
});

/** Follows from that number on. */
function followedCache(seq = 1): InMemoryCache {
  const cache = lockstepCache();
  const data = answerBoard({ seq, tasks: [makeTask({ place: 1, title: "stays" })] });
  cache.writeQuery({ query: BoardDocument, variables: { projectId }, data });
  applyActivity(cache, { __typename: "Ready", seq, cursor: `project.${seq}.1`, present: [] }, projectId);
  return cache;
}

/** Each task is opened, with a comment, before it is deleted; the number of the last change. */
function makeAndDelete(cache: InMemoryCache, count: number, after = 1): number {
  let seq = requireState(cache).followed.seq(projectId) ?? after;
  for (let made = 0; made < count; made += 1) {
    const task = makeTask({ place: seq + 10 });
    applyActivity(cache, makeEvent("TaskCreated", seq + 1, { task }));
    cache.writeQuery({ query: taskDocument, variables: { id: task.id }, data: { task: withComment(task) } });
    applyActivity(cache, makeEvent("TaskDeleted", seq + 2, { taskId: task.id }));
    seq += 2;
  }
  return seq;
}

function withComment(task: TaskPartsFragment) {
  return { ...task, comments: { __typename: "CommentConnection", nodes: [makeComment(Number(task.title))] } };
}

/** Counts the objects in the cache, and the objects and lists whose age it knows. */
function measure(cache: InMemoryCache): number {
  const { guard, lists } = requireState(cache);
  return Object.keys(cache.extract()).length + guard.size + lists.size;
}
