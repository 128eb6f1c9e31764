import { gql, type TypedDocumentNode } from "@apollo/client";
import { describe, expect, it } from "vitest";
import {
  BoardDocument,
  CreateCommentDocument,
  DeleteCommentDocument,
  DeleteTaskDocument,
  ProjectActivityDocument,
  RestoreTaskDocument,
  TaskDetailDocument,
  UpdateCommentDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../../support/generated/graphql.ts";
import { setApolloScene, until } from "./apollo-scene.ts";
import { listTitles, readTitle, tasksDocument } from "./app-documents.ts";

const scene = setApolloScene();

async function reach(handle: { readonly state: { readonly seq: number } }): Promise<void> {
  const seq = await scene.board.seq();
  await until(() => handle.state.seq === seq);
}

describe("an answer that is older than the open project", () => {
  it("is shown as the project is now: changed, moved, deleted and new tasks, lists, totals", async () => {
    const tasks = [];
    for (const title of ["a", "b", "c", "d"]) tasks.push(await scene.board.createTask({ title }));
    const [a, b, c] = tasks.map(({ id }) => id);
    const { client, cache, open, letGo, isTaken } = scene.connectHeld("Tasks");
    const handle = await open();
    const variables = { projectId: scene.projectId, filter: { status: ["TODO" as const] }, first: 3 };
    const answer = client.query({ query: tasksDocument, variables });
    await until(isTaken);
    await scene.grace.expect(UpdateTaskDocument, { input: { taskId: a ?? "", title: "A" } });
    await scene.grace.expect(UpdateTaskStatusDocument, { input: { taskId: b ?? "", status: "DONE" } });
    await scene.grace.expect(DeleteTaskDocument, { input: { taskId: c ?? "" } });
    await scene.board.createTask({ title: "e" });
    await reach(handle);
    letGo();
    const { data } = await answer;
    expect(data?.project?.tasks.nodes.map(({ title }) => title)).toEqual(["A"]);
    expect(data?.project?.tasks.totalCount).toBe(3);
    expect(listTitles(cache, variables)).toEqual(["A"]);
    expect(readTitle(cache, a ?? "")).toBe("A");
    expect(readTitle(cache, c ?? "")).toBeUndefined();
  });

  it("is corrected whatever its fields are called, and through fragments and edges", async () => {
    const task = await scene.board.createTask({ title: "First" });
    const held: TypedDocumentNode<{
      work: { list: { rows: { item: { heading: string; owner: { name: string } | null } }[] } };
    }> = gql`
      query Held($projectId: ID!) {
        work: project(id: $projectId) {
          id
          seq
          list: tasks(first: 5) {
            rows: edges {
              cursor
              item: node {
                ...Row
              }
            }
          }
        }
      }
      fragment Row on Task {
        id
        heading: title
        owner: assignee {
          id
          name
        }
      }
    `;
    const { client, open, letGo, isTaken } = scene.connectHeld("Held");
    const handle = await open();
    const answer = client.query({ query: held, variables: { projectId: scene.projectId } });
    await until(isTaken);
    const input = { taskId: task.id, title: "Second", assigneeId: scene.grace.id };
    await scene.grace.expect(UpdateTaskDocument, { input });
    await scene.board.createTask({ title: "Third" });
    await reach(handle);
    letGo();
    const { data } = await answer;
    expect(data?.work.list.rows.map(({ item }) => [item.heading, item.owner?.name ?? null])).toEqual([
      ["Second", scene.grace.name],
      ["Third", null],
    ]);
  });

  it("brings back no deleted task, and a restored one counts", async () => {
    const task = await scene.board.createTask({ title: "Gone" });
    const { client, cache, open, letGo, isTaken } = scene.connectHeld("TaskDetail");
    const handle = await open();
    const answer = client.query({ query: TaskDetailDocument, variables: { taskId: task.id, first: 10 } });
    await until(isTaken);
    await scene.ada.expect(DeleteTaskDocument, { input: { taskId: task.id } });
    await reach(handle);
    letGo();
    expect((await answer).data?.task).toBeNull();
    expect(readTitle(cache, task.id)).toBeUndefined();
    await scene.ada.expect(RestoreTaskDocument, { input: { taskId: task.id } });
    const again = await client.query({
      query: TaskDetailDocument,
      variables: { taskId: task.id, first: 10 },
      fetchPolicy: "network-only",
    });
    expect(again.data?.task?.title).toBe("Gone");
    await reach(handle);
    expect(readTitle(cache, task.id)).toBe("Gone");
  });

  it("to a subscription of the app's own undoes nothing", async () => {
    const task = await scene.board.createTask({ title: "First" });
    await scene.grace.expect(UpdateTaskDocument, { input: { taskId: task.id, title: "Second" } });
    const gone = await scene.board.createTask({ title: "Gone" });
    const { client, cache, open } = scene.connect();
    const handle = await open();
    await scene.ada.expect(DeleteTaskDocument, { input: { taskId: gone.id } });
    await reach(handle);
    const titles: (string | undefined)[] = [];
    const heard: number[] = [];
    const subscription = client
      .subscribe({ query: ProjectActivityDocument, variables: { projectId: scene.projectId, since: 2 } })
      .subscribe(({ data }) => {
        const event = data?.projectActivity;
        if (event && "at" in event) heard.push(event.seq);
        titles.push(readTitle(cache, task.id));
      });
    await until(() => heard.length === 4);
    expect(heard).toEqual([3, 4, 5, 6]);
    expect(new Set(titles)).toEqual(new Set(["Second"]));
    expect(readTitle(cache, gone.id)).toBeUndefined();
    subscription.unsubscribe();
  });
});

describe("an answer that is newer than the open project", () => {
  it("stands until the project is there, too", async () => {
    const task = await scene.board.createTask({ title: "First" });
    const { client, cache, open } = scene.connect();
    const handle = await open();
    scene.proxy.turn({ kind: "slow", latency: 400 });
    const seen: (string | undefined)[] = [];
    const end = handle.onItem(() => seen.push(readTitle(cache, task.id)));
    await scene.grace.expect(UpdateTaskDocument, { input: { taskId: task.id, title: "Second" } });
    await scene.grace.expect(UpdateTaskDocument, { input: { taskId: task.id, title: "Third" } });
    const variables = { projectId: scene.projectId, first: 10 };
    await client.query({ query: BoardDocument, variables, fetchPolicy: "network-only" });
    expect(readTitle(cache, task.id)).toBe("Third");
    await reach(handle);
    expect(seen.slice(seen.indexOf("Third"))).not.toContain("Second");
    expect(readTitle(cache, task.id)).toBe("Third");
    end();
  });
});

describe("comments", () => {
  it("listed by the app follow what others write, edit and delete", async () => {
    const task = await scene.board.createTask();
    const first = await scene.board.createComment(task.id, "One");
    const { client, cache, open } = scene.connect();
    const handle = await open();
    const variables = { taskId: task.id, first: 10 };
    await client.query({ query: TaskDetailDocument, variables });
    const read = () => cache.readQuery({ query: TaskDetailDocument, variables })?.task;
    const bodies = () => read()?.comments.nodes.map(({ body }) => body);
    const { createComment } = await scene.grace.expect(CreateCommentDocument, {
      input: { taskId: task.id, body: "Two" },
    });
    await until(() => bodies()?.length === 2);
    expect(bodies()).toEqual(["One", "Two"]);
    const commentId = createComment?.comment.id ?? "";
    await scene.grace.expect(UpdateCommentDocument, { input: { commentId, body: "Two, edited" } });
    await scene.ada.expect(DeleteCommentDocument, { input: { commentId: first.id } });
    await reach(handle);
    const { data } = await client.query({ query: TaskDetailDocument, variables, fetchPolicy: "no-cache" });
    expect(read()).toEqual(data?.task);
  });

  it("not sent yet stand in the app's list", async () => {
    const task = await scene.board.createTask();
    const { client, cache, open } = scene.connect();
    const handle = await open();
    const variables = { taskId: task.id, first: 10 };
    await client.query({ query: TaskDetailDocument, variables });
    const read = () => cache.readQuery({ query: TaskDetailDocument, variables })?.task;
    const { accepted } = handle.submit({ kind: "createComment", input: { taskId: task.id, body: "Mine" } });
    await until(() => read()?.comments.nodes[0]?.body === "Mine");
    await accepted;
    await reach(handle);
    await until(() => read()?.comments.totalCount === 1);
    expect(read()?.commentCount).toBe(1);
  });
});
