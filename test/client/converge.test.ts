import { gql, type TypedDocumentNode } from "@apollo/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom, type Random } from "../faults/random.ts";
import { startProxy, type TcpProxy } from "../faults/tcp-proxy.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import {
  AddMemberDocument,
  BoardDocument,
  CreateCommentDocument,
  CreateTaskDocument,
  DeleteCommentDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  RemoveMemberDocument,
  TaskDetailDocument,
  type TaskFilter,
  type TaskPriority,
  type TaskStatus,
  UpdateCommentDocument,
  UpdateMemberRoleDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";
import { createProjectClient, type ProjectClient } from "./project-client.ts";
import { watch } from "./watch.ts";

const seed = Number(process.env["CONVERGE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const rounds = 2;
const changesARound = 30;

const statuses: readonly TaskStatus[] = ["BACKLOG", "TODO", "IN_PROGRESS", "DONE"];
const priorities: readonly TaskPriority[] = ["NONE", "HIGH"];
const words = ["alpha", "beta", "Größe", "ΣΟΦΟΣ"];
const days = ["2027-01-01T00:00:00.000Z", "2027-02-01T00:00:00.000Z", null];

interface Connection {
  readonly nodes?: readonly { readonly id: string }[];
  readonly edges?: readonly { readonly node: { readonly id: string }; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount?: number;
}

const edgesDocument: TypedDocumentNode<
  { project: { tasks: Connection } },
  { projectId: string; first: number; after?: string; filter?: TaskFilter }
> = gql`query Edges($projectId: ID!, $first: Int, $after: String, $filter: TaskFilter) {
  project(id: $projectId) {
    id seq
    tasks(first: $first, after: $after, filter: $filter) {
      edges { cursor node { id title description status position priority dueAt version commentCount assignee { id name } } }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }
}`;

const historyDocument: TypedDocumentNode<
  { project: { activity: Connection } },
  { projectId: string; first: number; after?: string }
> = gql`query History($projectId: ID!, $first: Int, $after: String) {
  project(id: $projectId) {
    id seq
    activity(first: $first, after: $after) {
      nodes { __typename seq at clientMutationId actor { id name } ... on TaskStatusChanged { from to task { id } } }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }
}`;

let pair: Pair;
let proxy: TcpProxy;
let people: [Person, Person, Person, Person];
let board: Board;

beforeAll(async () => {
  pair = await startPair();
  const { hostname: host, port } = new URL(pair.one.url);
  proxy = await startProxy({ host, port: Number(port) });
  people = [
    await pair.one.person("ada"),
    await pair.two.person("bob"),
    await pair.two.person("cy"),
    await pair.one.person("dee"),
  ];
  const [ada, bob, cy] = people;
  board = await createBoard(ada);
  for (const member of [bob, cy]) await board.addMember(member, "ADMIN");
});

afterAll(async () => {
  await proxy.close();
  await pair.close();
});

describe("a cache that follows a project through cut sockets while several people change it", () => {
  it(`has at rest what the server answers, in every list (seed ${seed})`, async () => {
    const random = createRandom(seed);
    const [ada] = people;
    for (let made = 0; made < 110; made += 1)
      await board.createTask({ title: random.pick(words), status: random.pick(statuses) });

    const app = createProjectClient(`http://127.0.0.1:${proxy.port}`, ada.token);
    const watched = watch(app.client, board.projectId);
    await watched.until(({ status }) => status === "live");
    const stopQueries = await activateQueries(app);

    for (let round = 1; round <= rounds; round += 1) {
      const writers = people.slice(0, 3).map((person) => writeAtRandom(person, board, random.fork()));
      const cuts = cutAtRandom(random.fork());
      await Promise.all([...writers, writeThroughApp(app, random.fork()), lookAround(app, random.fork())]);
      await cuts.stop();
      const seq = await board.seq();
      await watched.until(({ project }) => project?.seq === seq);
      await expectSame(app, ada);
    }
    const { project } = watched.view;
    expect(project?.tasks.map(({ id }) => id)).toEqual((await allTasks(ada, undefined)).map(({ id }) => id));
    stopQueries();
    watched.stop();
    app.close();
  }, 120_000);
});

const filters = (): (TaskFilter | undefined)[] => [
  undefined,
  { status: ["TODO", "DONE"] },
  { assigneeId: people[1].id },
  { assigneeId: null, priority: ["HIGH"] },
  { text: "größe" },
  { text: "σοφος", status: ["TODO"] },
  { dueAfter: "2027-01-15T00:00:00+02:00" },
  { dueBefore: "2027-01-15T00:00:00Z" },
];

/** Lists that are loaded in part, lists that are loaded whole, the history, and the comments of some tasks. */
async function activateQueries(app: ProjectClient): Promise<() => void> {
  const { client } = app;
  const { projectId } = board;
  const queries = filters().flatMap((filter) => [
    client.watchQuery({ query: edgesDocument, variables: { projectId, first: 10, ...(filter && { filter }) } }),
    client.watchQuery({ query: BoardDocument, variables: { projectId, first: 100, ...(filter && { filter }) } }),
  ]);
  const history = client.watchQuery({ query: historyDocument, variables: { projectId, first: 10 } });
  const tasks = await allTasks(people[0], undefined);
  const details = tasks
    .slice(0, 8)
    .map(({ id }) => client.watchQuery({ query: TaskDetailDocument, variables: { taskId: id, first: 2 } }));
  const subscriptions = [...queries, history, ...details].map((query) => query.subscribe(() => undefined));
  await untilFetched(app);
  return () => {
    for (const subscription of subscriptions) subscription.unsubscribe();
  };
}

/** Every list is a beginning of the server's, as long as it was loaded, and counts what the server counts. */
async function expectSame(app: ProjectClient, person: Person): Promise<void> {
  await untilFetched(app);
  const { cache } = app;
  const { projectId } = board;
  for (const filter of filters()) {
    const all = await allTasks(person, filter);
    const given = filter && { filter };
    const edges = cache.readQuery({ query: edgesDocument, variables: { projectId, first: 10, ...given } });
    const nodes = cache.readQuery({ query: BoardDocument, variables: { projectId, first: 100, ...given } });
    const fresh = await person.expect(edgesDocument, { projectId, first: 100, ...given });
    const label = JSON.stringify(filter);
    expect({ label, edges, nodes }).toMatchObject({ edges: expect.anything(), nodes: expect.anything() });
    if (!edges || !nodes?.project) continue;
    const { tasks } = edges.project;
    const listed = (tasks.edges ?? []).map(({ node }) => strip(node));
    expect({ label, listed }).toEqual({ label, listed: all.slice(0, listed.length) });
    expect({ label, cursors: tasks.edges?.slice(0, 100).map(({ cursor }) => cursor) }).toEqual({
      label,
      cursors: fresh.project.tasks.edges?.slice(0, listed.length).map(({ cursor }) => cursor),
    });
    expect({ label, total: tasks.totalCount }).toEqual({ label, total: all.length });
    if (!tasks.pageInfo.hasNextPage) expect({ label, length: listed.length }).toEqual({ label, length: all.length });
    expect(nodes.project.tasks.nodes.map(({ id }) => id)).toEqual(listed.map(({ id }) => id));
  }
  const variables = { projectId, first: 100 };
  const { tasks: _, present: __, ...cached } = given(cache.readQuery({ query: BoardDocument, variables })?.project);
  const { tasks: ___, present: ____, ...answered } = given((await person.expect(BoardDocument, variables)).project);
  expect(strip(cached)).toEqual(answered);

  const history = cache.readQuery({ query: historyDocument, variables: { projectId, first: 10 } });
  const { activity } = given(history).project;
  const count = activity.nodes?.length ?? 0;
  const freshHistory = await person.expect(historyDocument, { projectId, first: Math.min(count, 100) });
  expect(strip(activity.nodes?.slice(0, 100))).toEqual(freshHistory.project.activity.nodes);
  expect(activity.totalCount).toBe(freshHistory.project.activity.totalCount);

  for (const { id } of (await allTasks(person, undefined)).slice(0, 8)) {
    const detail = cache.readQuery({ query: TaskDetailDocument, variables: { taskId: id, first: 2 } });
    if (!detail) continue;
    const comments = given(detail.task).comments;
    const { task } = await person.expect(TaskDetailDocument, { taskId: id, first: 100 });
    const all = given(task).comments;
    expect(strip(comments.nodes)).toEqual(all.nodes.slice(0, comments.nodes.length));
    expect(comments.totalCount).toBe(all.totalCount);
    if (!comments.pageInfo.hasNextPage) expect(comments.nodes).toHaveLength(all.nodes.length);
  }
}

/** Queries whose answer a cut took away ask again, as a person would. */
async function untilFetched({ client }: ProjectClient): Promise<void> {
  const queries = [...client.getObservableQueries("active")];
  await Promise.all(queries.map((query) => query.getCurrentResult().error && query.refetch()));
  const isComplete = () => queries.every((query) => query.getCurrentResult().dataState === "complete");
  await expect.poll(isComplete, { timeout: 15_000 }).toBe(true);
}

async function allTasks(person: Person, filter: TaskFilter | undefined): Promise<{ readonly id: string }[]> {
  const tasks: { readonly id: string }[] = [];
  for (let after: string | undefined; ; ) {
    const variables = { projectId: board.projectId, first: 100, ...(after && { after }), ...(filter && { filter }) };
    const { project } = await person.expect(edgesDocument, variables);
    tasks.push(...(project.tasks.edges ?? []).map(({ node }) => node));
    if (!project.tasks.pageInfo.hasNextPage) return tasks;
    after = given(project.tasks.pageInfo.endCursor);
  }
}

/** Without what the client adds. */
function strip<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_key, each) =>
      each &&
      typeof each === "object" &&
      !Array.isArray(each) &&
      "__typename" in each &&
      !("seq" in each && "at" in each)
        ? { ...each, __typename: undefined }
        : each,
    ),
  );
}

async function writeAtRandom(person: Person, { projectId }: Board, random: Random): Promise<void> {
  let tasks: readonly { readonly id: string; readonly status: TaskStatus }[] = [];
  for (let change = 0; change < changesARound; change += 1) {
    if (change % 5 === 0) {
      const { project } = await person.expect(BoardDocument, { projectId, first: 100 });
      tasks = given(project).tasks.nodes;
    }
    const task = random.pick(tasks);
    const other = random.pick(tasks);
    const deed = random.integer(1, 14);
    // What somebody else has deleted or changed meanwhile is refused: that is as it should be.
    if (deed <= 2)
      await person.request(CreateTaskDocument, {
        input: {
          projectId,
          title: random.pick(words),
          status: random.pick(statuses),
          priority: random.pick(priorities),
          assigneeId: random.pick(people).id,
        },
      });
    else if (deed <= 5)
      await person.request(UpdateTaskDocument, {
        input: {
          taskId: task.id,
          ...(random.chance(0.5) && { title: random.pick(words) }),
          ...(random.chance(0.5) && { description: random.pick(words) }),
          ...(random.chance(0.5) && { priority: random.pick(priorities) }),
          ...(random.chance(0.5) && { dueAt: random.pick(days) }),
          ...(random.chance(0.5) && { assigneeId: random.pick([person.id, null]) }),
        },
      });
    else if (deed <= 6)
      await person.request(UpdateTaskStatusDocument, { input: { taskId: task.id, status: random.pick(statuses) } });
    else if (deed <= 8)
      await person.request(MoveTaskDocument, {
        input: { taskId: task.id, status: other.status, ...(other.id !== task.id && { afterTaskId: other.id }) },
      });
    else if (deed <= 9) await person.request(DeleteTaskDocument, { input: { taskId: task.id } });
    else if (deed <= 11) {
      const commented = random.pick(tasks.slice(0, 8));
      await person.request(CreateCommentDocument, { input: { taskId: commented.id, body: random.pick(words) } });
    } else if (deed <= 12) {
      const { data } = await person.request(TaskDetailDocument, { taskId: random.pick(tasks.slice(0, 8)).id });
      const [comment] = data?.task?.comments.nodes ?? [];
      if (!comment) continue;
      if (random.chance(0.5)) await person.request(DeleteCommentDocument, { input: { commentId: comment.id } });
      else await person.request(UpdateCommentDocument, { input: { commentId: comment.id, body: random.pick(words) } });
    } else if (deed <= 13) await changeMembers(person, projectId, random);
    else await person.request(UpdateProjectDocument, { input: { projectId, name: random.pick(words) } });
  }
}

async function changeMembers(person: Person, projectId: string, random: Random): Promise<void> {
  const [, bob, , dee] = people;
  const role = random.pick(["VIEWER", "MEMBER", "ADMIN"] as const);
  if (random.chance(0.3)) await person.request(AddMemberDocument, { input: { projectId, userId: dee.id, role } });
  else if (random.chance(0.4)) await person.request(RemoveMemberDocument, { input: { projectId, userId: dee.id } });
  else
    await person.request(UpdateMemberRoleDocument, {
      input: { projectId, userId: random.pick([dee, bob]).id, role: "ADMIN" },
    });
}

/** The app's own changes, whose answers and echoes come in either order, and sometimes not at all. */
async function writeThroughApp({ client, cache }: ProjectClient, random: Random): Promise<void> {
  const { projectId } = board;
  for (let change = 0; change < changesARound / 2; change += 1) {
    const { project } = given(cache.readQuery({ query: BoardDocument, variables: { projectId, first: 100 } }));
    const task = random.pick(given(project).tasks.nodes);
    const clientMutationId = `${seed} ${change} ${Math.random()}`;
    const deed = random.integer(1, 3);
    const mutation =
      deed === 1
        ? client.mutate({
            mutation: CreateTaskDocument,
            variables: { input: { projectId, title: "mine", status: "DONE", clientMutationId } },
            optimisticResponse: {
              createTask: {
                __typename: "CreateTaskPayload",
                seq: 0,
                clientMutationId,
                task: { ...task, id: clientMutationId, title: "mine", position: "~", version: 0 },
              },
            },
          })
        : deed === 2
          ? client.mutate({
              mutation: DeleteTaskDocument,
              variables: { input: { taskId: task.id, clientMutationId } },
              optimisticResponse: {
                deleteTask: { __typename: "DeleteTaskPayload", seq: 0, clientMutationId, taskId: task.id },
              },
            })
          : client.mutate({
              mutation: MoveTaskDocument,
              variables: { input: { taskId: task.id, status: random.pick(statuses), clientMutationId } },
            });
    await mutation.catch(() => undefined);
  }
}

/** Loads lists, and more of them, in the middle of it all. */
async function lookAround({ client }: ProjectClient, random: Random): Promise<void> {
  const { projectId } = board;
  for (let look = 0; look < changesARound / 2; look += 1) {
    const filter = random.pick(filters().slice(1));
    const variables = { projectId, first: 10, ...(filter && { filter }) };
    const fetchPolicy = random.chance(0.5) ? "network-only" : "cache-first";
    const answer = await client.query({ query: edgesDocument, variables, fetchPolicy }).catch(() => undefined);
    const { pageInfo } = answer?.data?.project.tasks ?? {};
    if (pageInfo?.hasNextPage && pageInfo.endCursor && random.chance(0.5))
      await client
        .query({
          query: edgesDocument,
          variables: { ...variables, after: pageInfo.endCursor },
          fetchPolicy: "network-only",
        })
        .catch(() => undefined);
  }
}

function cutAtRandom(random: Random): { stop(): Promise<void> } {
  let isStopped = false;
  const cutting = (async () => {
    while (!isStopped) {
      await new Promise((resolve) => setTimeout(resolve, random.integer(20, 300)));
      if (!isStopped) proxy.cut();
    }
  })();
  return {
    stop() {
      isStopped = true;
      return cutting;
    },
  };
}
