import { CombinedGraphQLErrors, gql, type TypedDocumentNode } from "@apollo/client";
import { expect } from "vitest";
import type { Random } from "../../faults/random.ts";
import { given } from "../../support/board.ts";
import { BoardDocument, TaskDetailDocument, type TaskFilter } from "../../support/generated/graphql.ts";
import type { App } from "./apollo-scene.ts";
import type { Crowd } from "./change-at-random.ts";

const looksARound = 15;

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

const filtersOf = ({ people: [, bob] }: Crowd): readonly (TaskFilter | undefined)[] => [
  undefined,
  { status: ["TODO", "DONE"] },
  { assigneeId: bob.id },
  { assigneeId: null, priority: ["HIGH"] },
  { text: "größe" },
  { text: "σοφος", status: ["TODO"] },
  { dueAfter: "2027-01-15T00:00:00+02:00" },
  { dueBefore: "2027-01-15T00:00:00Z" },
];

/** Lists that are loaded in part, lists that are loaded whole, and the comments of some tasks. */
export async function activateQueries(app: App, crowd: Crowd): Promise<() => void> {
  const { client } = app;
  const { projectId } = crowd.board;
  const queries = filtersOf(crowd).flatMap((filter) => [
    client.watchQuery({ query: edgesDocument, variables: { projectId, first: 10, ...(filter && { filter }) } }),
    client.watchQuery({ query: BoardDocument, variables: { projectId, first: 100, ...(filter && { filter }) } }),
  ]);
  const tasks = await allTasks(crowd, undefined);
  const details = tasks
    .slice(0, 8)
    .map(({ id }) => client.watchQuery({ query: TaskDetailDocument, variables: { taskId: id, first: 2 } }));
  const subscriptions = [...queries, ...details].map((query) => query.subscribe(() => undefined));
  await untilFetched(app);
  return () => {
    for (const subscription of subscriptions) subscription.unsubscribe();
  };
}

/** Loads lists, and more of them, in the middle of it all. */
export async function lookAround({ client }: App, crowd: Crowd, random: Random): Promise<void> {
  const { projectId } = crowd.board;
  for (let look = 0; look < looksARound; look += 1) {
    const filter = random.pick(filtersOf(crowd).slice(1));
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

/** Every list is a beginning of the server's, as long as it was loaded, and counts what the server counts. */
export async function expectSame(app: App, crowd: Crowd): Promise<void> {
  const [person] = crowd.people;
  await untilFetched(app);
  const { cache } = app;
  const { projectId } = crowd.board;
  for (const filter of filtersOf(crowd)) {
    const all = await allTasks(crowd, filter);
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

  for (const { id } of (await allTasks(crowd, undefined)).slice(0, 8)) {
    const { task } = await person.expect(TaskDetailDocument, { taskId: id, first: 100 });
    const all = given(task).comments;
    const read = () => cache.readQuery({ query: TaskDetailDocument, variables: { taskId: id, first: 2 } });
    if (!read()) continue;
    // Lists that the client did not follow are loaded once somebody comments.
    await expect.poll(() => read()?.task?.comments.totalCount).toBe(all.totalCount);
    const comments = given(read()?.task).comments;
    expect(strip(comments.nodes)).toEqual(all.nodes.slice(0, comments.nodes.length));
    if (!comments.pageInfo.hasNextPage) expect(comments.nodes).toHaveLength(all.nodes.length);
  }
}

/** All pages, as the server answers them. */
export async function allTasks(
  { board, people: [person] }: Crowd,
  filter: TaskFilter | undefined,
): Promise<{ readonly id: string }[]> {
  const tasks: { readonly id: string }[] = [];
  for (let after: string | undefined; ; ) {
    const variables = { projectId: board.projectId, first: 100, ...(after && { after }), ...(filter && { filter }) };
    const { project } = await person.expect(edgesDocument, variables);
    tasks.push(...(project.tasks.edges ?? []).map(({ node }) => node));
    if (!project.tasks.pageInfo.hasNextPage) return tasks;
    after = given(project.tasks.pageInfo.endCursor);
  }
}

/** Queries whose answer a cut took away ask again, as a person would. Tasks may have been deleted meanwhile. */
async function untilFetched({ client }: App): Promise<void> {
  const queries = [...client.getObservableQueries("active")];
  const isGone = (query: (typeof queries)[number]) => {
    const { error } = query.getCurrentResult();
    const isMissing = CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.["code"] === "NOT_FOUND";
    return isMissing && query.options.query === TaskDetailDocument;
  };
  const refetch = (query: (typeof queries)[number]) =>
    query.refetch().catch((error: unknown) => {
      if (!isGone(query)) throw error;
    });
  await Promise.all(queries.map((query) => query.getCurrentResult().error && refetch(query)));
  const isComplete = () => queries.every((query) => query.getCurrentResult().dataState === "complete" || isGone(query));
  await expect.poll(isComplete).toBe(true);
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
