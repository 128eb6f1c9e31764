import { describe, expect, it } from "vitest";
import type { TaskFilter } from "../../../client/generated/schema-types.ts";
import { DeleteTaskDocument, UpdateTaskDocument, UpdateTaskStatusDocument } from "../../support/generated/graphql.ts";
import { setApolloScene, until } from "./apollo-scene.ts";
import { listTitles, readTitle, tasksDocument } from "./app-documents.ts";

const scene = setApolloScene();

describe("the base cache", () => {
  it("holds the tasks of an open project, asked for or not, and follows them", async () => {
    const task = await scene.board.createTask({ title: "First" });
    const { cache, open } = scene.connect();
    await open();
    expect(readTitle(cache, task.id)).toBe("First");
    await scene.grace.expect(UpdateTaskDocument, { input: { taskId: task.id, title: "Second" } });
    await until(() => readTitle(cache, task.id) === "Second");
    await scene.grace.expect(DeleteTaskDocument, { input: { taskId: task.id } });
    await until(() => readTitle(cache, task.id) === undefined);
  });

  it("has every list of tasks as the server answers it, after whatever changes", async () => {
    const tasks = [];
    for (const title of ["a", "b", "c", "d"]) tasks.push(await scene.board.createTask({ title }));
    const { client, cache, open } = scene.connect();
    const handle = await open();
    const filters: (TaskFilter | undefined)[] = [undefined, { status: ["TODO"] }, { status: ["DONE"] }, { text: "b" }];
    for (const filter of filters) {
      await client.query({
        query: tasksDocument,
        variables: { projectId: scene.projectId, ...(filter && { filter }) },
      });
    }
    const [a, b, c] = tasks;
    await scene.grace.expect(UpdateTaskStatusDocument, { input: { taskId: a?.id ?? "", status: "DONE" } });
    await scene.grace.expect(UpdateTaskDocument, { input: { taskId: c?.id ?? "", title: "b too" } });
    await scene.grace.expect(DeleteTaskDocument, { input: { taskId: b?.id ?? "" } });
    await scene.board.createTask({ title: "e" });
    const seq = await scene.board.seq();
    await until(() => handle.state.seq === seq);
    for (const filter of filters) {
      const variables = { projectId: scene.projectId, ...(filter && { filter }) };
      const held = cache.readQuery({ query: tasksDocument, variables });
      const { data } = await client.query({ query: tasksDocument, variables, fetchPolicy: "no-cache" });
      expect(held).toEqual(data);
    }
  });
});

describe("the layer", () => {
  it("shows what the outbox has not delivered, and goes when the server has it", async () => {
    const task = await scene.board.createTask({ title: "First" });
    const { cache, client, lockstep, open } = scene.connect();
    const handle = await open();
    await client.query({ query: tasksDocument, variables: { projectId: scene.projectId } });
    scene.proxy.turn({ kind: "refusing" });
    scene.proxy.cut();
    const id = crypto.randomUUID();
    handle.submit({ kind: "updateTask", input: { taskId: task.id, title: "Mine" } });
    handle.submit({ kind: "createTask", input: { id, title: "New" } });
    expect(readTitle(cache, task.id)).toBe("Mine");
    expect(readTitle(cache, task.id, false)).toBe("First");
    expect(listTitles(cache, { projectId: scene.projectId })).toEqual(["Mine", "New"]);
    scene.proxy.turn({ kind: "fair" });
    await until(() => readTitle(cache, id, false) === "New");
    expect(readTitle(cache, task.id, false)).toBe("Mine");
    await until(() => handle.state.seq === 5 && lockstep.outbox.intents.length === 0);
    expect(listTitles(cache, { projectId: scene.projectId })).toEqual(["Mine", "New"]);
    expect(cache.extract(true)).toEqual(cache.extract(false));
  });
});
