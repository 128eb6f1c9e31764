import { ApolloClient, ApolloLink, gql, InMemoryCache, type TypedDocumentNode } from "@apollo/client";
import { connectCache } from "../../client/apollo/connect-cache.ts";
import type { Lockstep, ObservedProject } from "../../client/core/lockstep/lockstep.ts";
import { ProjectStore } from "../../client/core/store/project-store.ts";
import type { Task } from "../../client/core/wire.ts";
import { createSnapshot, statuses, toItem } from "./project-data.ts";
import type { WatchedBoard } from "./views.ts";

/** Rows of a column that are on the screen. */
const shownRows = 20;

interface Shown {
  readonly project?: { readonly tasks?: { readonly nodes?: readonly Task[] } };
}

const rowFragment: TypedDocumentNode<Task> = gql`
  fragment Row on Task {
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
`;

const rowsDocument: TypedDocumentNode<Shown> = gql`
  query Rows($projectId: ID!, $filter: TaskFilter) {
    project(id: $projectId) {
      id
      tasks(first: 5000, filter: $filter) {
        nodes {
          ...Row
        }
        totalCount
      }
    }
  }
  ${rowFragment}
`;

const idsDocument: TypedDocumentNode<Shown> = gql`
  query Ids($projectId: ID!, $filter: TaskFilter) {
    project(id: $projectId) {
      id
      tasks(first: 5000, filter: $filter) {
        nodes {
          id
        }
        totalCount
      }
    }
  }
`;

/**
 * The store with a cache of Apollo Client in step, in which a query watches each column. `fragments`: the lists hold ids,
 * and the rows on the screen read fragments, as the guide advises. `lists`: the lists hold whole rows.
 */
export async function watchApollo(count: number, rows: "fragments" | "lists"): Promise<WatchedBoard> {
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
  const columns = statuses.map((status) => watchColumn(cache, store.column(status), rows));
  const readRow = ({ id }: Task) => cache.readFragment({ id: `Task:${id}`, fragment: rowFragment }) as Task;
  return {
    apply: (events) => store.receive(toItem(events)),
    read: () => columns.map((read) => (rows === "lists" ? read() : read().map(readRow))),
  };
}

/** Lists a column as an answer does, and watches it. Returns the function that reads what the watcher was told last. */
function watchColumn(
  cache: InMemoryCache,
  column: readonly Task[],
  rows: "fragments" | "lists",
): () => readonly Task[] {
  const nodes = column.map(({ id, title, status, priority, position, version, assignee }) => ({
    ...{ __typename: "Task", id, title, status, priority, position, version },
    assignee: assignee && { __typename: "User", id: assignee.id, name: assignee.name },
  }));
  const tasks = { __typename: "TaskConnection", nodes, totalCount: column.length };
  const query = rows === "lists" ? rowsDocument : idsDocument;
  const variables = { projectId: "project-1", filter: { status: [column[0]?.status] } };
  const data = { project: { __typename: "Project", id: "project-1", tasks } } as unknown as Shown;
  cache.writeQuery({ query, variables, data });
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
  if (rows === "fragments") {
    for (const { id } of column.slice(0, shownRows)) {
      cache.watchFragment({ fragment: rowFragment, from: { __typename: "Task", id } }).subscribe(() => {});
    }
  }
  return () => shown;
}
