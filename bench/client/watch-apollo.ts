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
 * `store`: the columns are the store's, as `useColumn` gives them, and the rows on the screen read fragments of the
 * cache, as the guide advises. `ids`: a query of the cache watches the ids of each column, and the rows read fragments.
 * `rows`: a query watches each column with its whole rows.
 */
export type ColumnsFrom = "store" | "ids" | "rows";

/** The store with a cache of Apollo Client in step, and watchers of all columns. */
export async function watchApollo(count: number, columnsFrom: ColumnsFrom): Promise<WatchedBoard> {
  const store = new ProjectStore("project-1");
  const board = createSnapshot(count);
  store.receive({ kind: "board", board, startsOver: false });
  const cache = new InMemoryCache();
  const client = new ApolloClient({ cache, link: ApolloLink.empty() });
  // The parts of the client that the adapter uses. A connection would be measured with it.
  const project = Object.assign(store, { store }) as unknown as ObservedProject;
  const lockstep: Pick<Lockstep, "account" | "observe"> = {
    account: { current: null, openValues: async () => null, subscribe: () => () => {} },
    observe: (onOpen) => onOpen(project),
  };
  connectCache(lockstep as Lockstep, client);
  // The code that follows projects loads with the first one.
  while (!Object.hasOwn(cache.extract(), "Project:project-1")) await new Promise((resolve) => setTimeout(resolve));
  const columns = statuses.map((status) => {
    const column = store.column(status);
    if (columnsFrom !== "rows") watchRows(cache, column.slice(0, shownRows));
    if (columnsFrom !== "store") return watchQuery(cache, column, columnsFrom === "rows" ? rowsDocument : idsDocument);
    let shown = column;
    store.subscribe(`column:${status}`, () => {
      shown = store.column(status);
    });
    return () => shown;
  });
  const readRow = ({ id }: Task) => cache.readFragment({ id: `Task:${id}`, fragment: rowFragment }) as Task;
  return {
    apply: (events) => store.receive(toItem(events)),
    read: () => columns.map((read) => (columnsFrom === "rows" ? read() : read().map(readRow))),
  };
}

function watchRows(cache: InMemoryCache, tasks: readonly Task[]): void {
  for (const { id } of tasks) {
    cache.watchFragment({ fragment: rowFragment, from: { __typename: "Task", id } }).subscribe(() => {});
  }
}

/** Lists a column as an answer does, and watches it. Returns the function that reads what the watcher was told last. */
function watchQuery(
  cache: InMemoryCache,
  column: readonly Task[],
  query: TypedDocumentNode<Shown>,
): () => readonly Task[] {
  const nodes = column.map(({ id, title, status, priority, position, version, assignee }) => ({
    ...{ __typename: "Task", id, title, status, priority, position, version },
    assignee: assignee && { __typename: "User", id: assignee.id, name: assignee.name },
  }));
  const tasks = { __typename: "TaskConnection", nodes, totalCount: column.length };
  const variables = { projectId: "project-1", filter: { status: [column[0]?.status] } };
  const data = { project: { __typename: "Project", id: "project-1", tasks } } as unknown as Shown;
  cache.writeQuery({ query: rowsDocument, variables, data });
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
  return () => shown;
}
