import { ApolloClient, InMemoryCache } from "@apollo/client";
import { expect, it } from "vitest";
import { connectCache } from "../../../client/apollo/connect-cache.ts";
import { createLockstepLink } from "../../../client/apollo/lockstep-link.ts";
import { FakeServer } from "../../../client/testing/index.ts";
import { TaskDetailDocument } from "../../support/generated/graphql.ts";
import { createFastEnvironment } from "../core/lockstep/until.ts";
import { isInStep, isLive, until } from "./apollo-scene.ts";
import { listTitles, tasksDocument } from "./app-documents.ts";

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };

it("items that were made, opened and deleted leave nothing behind, nor do pending changes", async () => {
  const server = new FakeServer([ada]);
  const project = server.addProject({ members: { ada: "OWNER" } });
  project.change(ada, { kind: "createTask", input: { title: "stays" } });
  const lockstep = server.connect("ada", { environment: createFastEnvironment(server) });
  const cache = new InMemoryCache();
  const client = new ApolloClient({ link: createLockstepLink(lockstep), cache });
  const disconnect = connectCache(lockstep, client);
  const handle = lockstep.project(project.id);
  await until(() => isLive(handle) && isInStep(cache, project.id));
  const variables = { projectId: project.id };
  const pageInfo = { __typename: "PageInfo" as const, hasNextPage: false, endCursor: null };
  const nodes = handle
    .column("TODO")
    .map(({ id, title, version }) => ({ __typename: "Task" as const, id, title, version }));
  const tasks = { __typename: "TaskConnection" as const, nodes, pageInfo, totalCount: 1 };
  cache.writeQuery({
    query: tasksDocument,
    variables,
    data: { project: { __typename: "Project", id: project.id, seq: 0, tasks } },
  });
  const user = { __typename: "User" as const, ...ada };

  async function makeAndDelete(count: number): Promise<number> {
    for (let made = 0; made < count; made += 1) {
      const { id, accepted } = handle.submit({ kind: "createTask", input: { title: "goes" } });
      await accepted;
      await until(() => lockstep.outbox.intents.length === 0);
      const task = handle.column("TODO").find(({ title }) => title === "goes");
      if (!task) throw new Error(`The task of the intent ${id} is missing.`);
      const at = task.createdAt;
      const comment = {
        id: `comment ${task.id}`,
        body: "Read",
        version: 0,
        createdSeq: 1,
        createdAt: at,
        updatedAt: at,
      };
      const data = {
        task: {
          ...task,
          __typename: "Task",
          assignee: null,
          createdBy: user,
          project: { __typename: "Project", id: project.id, name: "" },
          labels: [],
          comments: {
            __typename: "CommentConnection",
            nodes: [{ __typename: "Comment", ...comment, author: user }],
            pageInfo,
            totalCount: 1,
          },
        },
      };
      cache.writeQuery({ query: TaskDetailDocument, variables: { taskId: task.id, first: 10 }, data });
      handle.submit({ kind: "deleteTask", input: { taskId: task.id } });
      await until(() => lockstep.outbox.intents.length === 0);
    }
    return Object.keys(cache.extract()).length;
  }

  const before = await makeAndDelete(10);
  expect(await makeAndDelete(50)).toBe(before);
  expect(cache.extract(true)).toEqual(cache.extract());
  expect(listTitles(cache, variables)).toEqual(["stays"]);
  disconnect();
  client.stop();
  lockstep.close();
});
