import { gql } from "@apollo/client";
import { describe, expect, it } from "vitest";
import { applyActivity } from "../../client/apollo/apply-activity.ts";
import { BoardDocument, type BoardQuery, CreateTaskDocument } from "../support/generated/graphql.ts";
import {
  answerBoard,
  createPausedClient,
  makeEvent,
  makeTask,
  projectId,
  readTasks,
  readTitles,
  writePage,
} from "./answers.ts";

it("a mutation that does not select what it makes leaves it to the event", async () => {
  const { client, cache, settle } = createPausedClient();
  writePage(cache, [makeTask({ place: 1 })]);
  const mutation = gql`mutation ($input: CreateTaskInput!) { createTask(input: $input) { seq } }`;
  const making = client.mutate({ mutation, variables: { input: { projectId, title: "2" } } });
  settle({ data: { createTask: { __typename: "CreateTaskPayload", seq: 2 } } });
  await making;
  expect(readTitles(cache, "nodes")).toEqual(["1"]);
  applyActivity(cache, makeEvent("TaskCreated", 2, { task: makeTask({ place: 2 }) }));
  expect(readTitles(cache, "nodes")).toEqual(["1", "2"]);
});

it("a new task is not counted again by the late answer of its making, nor by its echo", async () => {
  const { client, cache, settle } = createPausedClient();
  const making = client.mutate({
    mutation: CreateTaskDocument,
    variables: { input: { projectId, title: "9", clientMutationId: "mine" } },
  });
  writePage(cache, [makeTask({ place: 1 })], { seq: 2, hasNextPage: true, totalCount: 3 });
  const task = makeTask({ place: 9 });
  settle({ data: { createTask: { __typename: "CreateTaskPayload", task, seq: 2, clientMutationId: "mine" } } });
  await making;
  expect(readTasks(cache, "nodes").totalCount).toBe(3);
  applyActivity(cache, makeEvent("TaskCreated", 2, { task, clientMutationId: "mine" }));
  expect(readTasks(cache, "nodes").totalCount).toBe(3);
});

describe("an optimistic task", () => {
  const task = makeTask({ place: 2 });
  const event = { ...makeEvent("TaskCreated", 2, { task, clientMutationId: "mine" }) };
  const answer = { data: { createTask: { __typename: "CreateTaskPayload", task, seq: 2, clientMutationId: "mine" } } };

  it.each(["answer", "echo"])("is replaced and never doubled when the %s comes first", async (first) => {
    const { client, cache, settle } = createPausedClient();
    writePage(cache, [makeTask({ place: 1 })]);
    const shown: string[][] = [];
    const query = { query: BoardDocument, variables: { projectId } };
    cache.writeQuery({ ...query, data: answerBoard({ tasks: [makeTask({ place: 1 })] }) });
    cache.watch<BoardQuery>({
      query: cache.transformDocument(BoardDocument),
      variables: { projectId },
      optimistic: true,
      callback: ({ result }) => shown.push((result as BoardQuery).project?.tasks.nodes.map(({ title }) => title) ?? []),
    });
    const pending = { ...task, id: "pending", title: "pending", position: "~" };
    const done = client.mutate({
      mutation: CreateTaskDocument,
      variables: { input: { projectId, title: "2", clientMutationId: "mine" } },
      optimisticResponse: {
        createTask: { __typename: "CreateTaskPayload", task: pending, seq: 0, clientMutationId: "mine" },
      },
    });
    if (first === "echo") applyActivity(cache, event);
    settle(answer);
    await done;
    if (first === "answer") applyActivity(cache, event);
    applyActivity(cache, makeEvent("TaskCreated", 3, { task: makeTask({ place: 3 }) }));
    const different = shown.filter((titles, index) => titles.join() !== shown[index - 1]?.join());
    expect(different).toEqual([
      ["1", "pending"],
      ["1", "2"],
      ["1", "2", "3"],
    ]);
  });

  it("does not hide what others do meanwhile", () => {
    const { client, cache } = createPausedClient();
    writePage(cache, [makeTask({ place: 1 })]);
    void client.mutate({
      mutation: CreateTaskDocument,
      variables: { input: { projectId, title: "2", clientMutationId: "mine" } },
      optimisticResponse: {
        createTask: {
          __typename: "CreateTaskPayload",
          task: { ...task, id: "pending", title: "pending", position: "~" },
          seq: 0,
          clientMutationId: "mine",
        },
      },
    });
    applyActivity(cache, makeEvent("TaskCreated", 2, { task: makeTask({ place: 3 }) }));
    expect(readTitles(cache, "nodes", undefined, true)).toEqual(["1", "3", "pending"]);
  });
});
