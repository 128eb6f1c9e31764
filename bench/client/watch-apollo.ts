import { ApolloClient, ApolloLink, gql, InMemoryCache } from "@apollo/client";
import { connectCache } from "../../client/apollo/connect-cache.ts";
import type { Lockstep, ObservedProject } from "../../client/core/lockstep/lockstep.ts";
import { ProjectStore } from "../../client/core/store/project-store.ts";
import type { Task } from "../../client/core/wire.ts";
import { createSnapshot, toItem } from "./project-data.ts";
import type { WatchedBoard } from "./views.ts";

const query = gql`
  query Tasks($projectId: ID!) {
    project(id: $projectId) {
      id
      seq
      tasks(first: 5000) {
        nodes {
          id
          title
          status
          priority
          position
          version
          assignee {
            id
            name
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
        totalCount
      }
    }
  }
`;

interface Shown {
  readonly project?: { readonly tasks?: { readonly nodes?: readonly Task[] } };
}

/** The store with a cache of Apollo Client in step, in which one query watches all tasks. */
export async function watchApollo(count: number): Promise<WatchedBoard> {
  const store = new ProjectStore({ projectId: "project-1" });
  const board = createSnapshot(count);
  store.receive({ kind: "board", board, startsOver: false });
  const cache = new InMemoryCache();
  const client = new ApolloClient({ cache, link: ApolloLink.empty() });
  // The parts of the client that the adapter uses. A connection would be measured with it.
  const project = Object.assign(store, { store }) as unknown as ObservedProject;
  const lockstep: Pick<Lockstep, "account" | "observe"> = {
    account: { current: null, subscribe: () => () => {} },
    observe: (onOpen) => onOpen(project),
  };
  connectCache(lockstep as Lockstep, client);
  // The code that follows projects loads with the first one.
  while (!Object.hasOwn(cache.extract(), "Project:project-1")) await new Promise((resolve) => setTimeout(resolve));
  const variables = { projectId: "project-1" };
  const nodes = board.tasks.map(({ id, title, status, priority, position, version, assignee }) => ({
    ...{ __typename: "Task", id, title, status, priority, position, version },
    assignee: assignee && { __typename: "User", id: assignee.id, name: assignee.name },
  }));
  const pageInfo = { __typename: "PageInfo", hasNextPage: false, endCursor: null };
  const tasks = { __typename: "TaskConnection", nodes, pageInfo, totalCount: count };
  client.writeQuery({ query, variables, data: { project: { __typename: "Project", id: "project-1", seq: 1, tasks } } });
  let shown: readonly Task[] = [];
  cache.watch<Shown>({
    query,
    variables,
    optimistic: true,
    immediate: true,
    callback: ({ result }) => {
      shown = (result as Shown | null)?.project?.tasks?.nodes ?? [];
    },
  });
  return { apply: (events) => store.receive(toItem(events)), read: () => [shown] };
}
