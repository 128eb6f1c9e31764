import { ApolloClient, InMemoryCache } from "@apollo/client";
import { expect, vi } from "vitest";
import { connectCache } from "../../../client/apollo/connect-cache.ts";
import { createLockstepLink } from "../../../client/apollo/lockstep-link.ts";
import type { ObservedProject } from "../../../client/core/lockstep/lockstep.ts";
import type { ProjectEvent, Task } from "../../../client/core/wire.ts";
import type { TaskStatus } from "../../../client/generated/graphql.ts";
import { FakeServer } from "../../../client/testing/index.ts";
import { idsDocument, tasksDocument, titleFragment } from "./app-documents.ts";

/** Work of Apollo Client that changes cause. */
export interface AdapterFigures {
  /** Changes that arrive together, a third of them moves. */
  readonly missed: Reads;
  /** Most of a single change that changes no list. */
  readonly edit: Reads;
  /** Most of a single move from column to column. */
  readonly move: Reads;
}

/** Parts of the cache that Apollo Client reads again for its watchers. */
export interface Reads {
  readonly lists: number;
  readonly rows: number;
}

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };
const statuses: readonly TaskStatus[] = ["BACKLOG", "TODO", "IN_PROGRESS", "IN_REVIEW", "DONE"];

/**
 * Measures the work that changes of a project cause in an app on Apollo Client. It has 2,000 tasks. The app watches
 * five columns by queries of its own, and 50 fragments. The network takes no part in it.
 *
 * `rows: "fragments"` (default): the columns list ids, and each row reads its fragment, as is advised. `"lists"`: the
 * columns hold titles, so Apollo Client reads a whole column again after each change in it.
 */
export async function measureAdapter({
  tasks = 2_000,
  missed = 500,
  singles = 30,
  rows = "fragments" as "fragments" | "lists",
} = {}): Promise<AdapterFigures> {
  const server = new FakeServer([ada]);
  const project = server.addProject({ members: { ada: "OWNER" } });
  const ids: string[] = [];
  for (let index = 0; index < tasks; index += 1) {
    const id = crypto.randomUUID();
    ids.push(id);
    project.change(ada, { kind: "createTask", input: { id, title: `Task ${index}`, status: statusOf(index) } });
  }
  const lockstep = server.connect("ada");
  const read = { lists: 0, rows: 0 };
  const countAs = (part: keyof Reads) => ({
    read(value: unknown) {
      read[part] += 1;
      return value;
    },
  });
  const typePolicies = {
    TaskConnection: { fields: { nodes: countAs("lists") } },
    Task: { fields: { title: countAs("rows") } },
  };
  const cache = new InMemoryCache({ typePolicies });
  const client = new ApolloClient({ link: createLockstepLink(lockstep), cache });
  let observed: ObservedProject | null = null;
  const end = lockstep.observe((each) => {
    observed = each;
    return () => {};
  });
  const handle = lockstep.project(project.id);
  await new Promise<void>((resolve) => {
    const look = () => handle.state.status === "loaded" && resolve();
    handle.subscribe("state", look);
    look();
  });
  const { store } = observed as unknown as ObservedProject;
  const disconnect = connectCache(lockstep, client);
  // The code that follows projects loads with the first one.
  await vi.waitFor(() => expect(Object.keys(cache.extract())).toContain(`Project:${project.id}`));

  let told = 0;
  const stops = statuses.map((status) => {
    const variables = { projectId: project.id, filter: { status: [status] } };
    const column = handle.column(status);
    cache.writeQuery({
      query: tasksDocument,
      variables,
      data: {
        project: {
          __typename: "Project",
          id: project.id,
          seq: handle.state.seq,
          tasks: {
            __typename: "TaskConnection",
            nodes: column.map(({ id, title, version }) => ({ __typename: "Task" as const, id, title, version })),
            pageInfo: { hasNextPage: false, endCursor: null },
            totalCount: column.length,
          },
        },
      },
    });
    const query = rows === "lists" ? tasksDocument : idsDocument;
    return cache.watch({ query, variables, optimistic: true, callback: () => (told += 1) });
  });
  for (const id of ids.slice(0, 50)) {
    const from = { __typename: "Task", id } as const;
    const subscription = cache.watchFragment({ fragment: titleFragment, from }).subscribe(() => {
      told += 1;
    });
    stops.push(() => subscription.unsubscribe());
  }
  // Reads everything once, as an app that is on screen has.
  client.cache.batch({ update: () => undefined });

  const receive = (events: readonly ProjectEvent[]) => {
    const seq = events.at(-1)?.seq ?? 0;
    Object.assign(read, { lists: 0, rows: 0 });
    store.receive({ kind: "events", events, seq, cursor: `project.${seq}.0` });
    return { ...read };
  };
  const change = (index: number, edit: (task: Task) => Partial<Task>, at: number): ProjectEvent => {
    const task = store.task(ids[index % ids.length] ?? "") as Task;
    const now = new Date().toISOString();
    const fields = { seq: at, at: now, projectId: project.id, clientMutationId: null, actor: ada };
    const edited = { ...task, ...edit(task), version: task.version + 1 };
    return { ...fields, __typename: "TaskUpdated", taskChanges: ["TITLE"], task: edited } as ProjectEvent;
  };
  const edit = (task: Task) => ({ title: `${task.title}, edited` });
  const move = (task: Task) => ({ status: statuses[(statuses.indexOf(task.status) + 1) % 5] as TaskStatus });

  const edits = times(singles, (index) => receive([change(index % 50, edit, store.state.seq + 1)]));
  const moves = times(singles, (index) => receive([change(index * 11, move, store.state.seq + 1)]));
  const first = store.state.seq + 1;
  const together = receive(times(missed, (index) => change(index * 3, index % 3 === 0 ? move : edit, first + index)));
  if (told < singles / 2) throw new Error("The watches were not told.");
  for (const stop of stops) stop();
  disconnect();
  end();
  client.stop();
  lockstep.close();
  return { missed: together, edit: mostOf(edits), move: mostOf(moves) };
}

function statusOf(index: number): TaskStatus {
  return statuses[index % statuses.length] as TaskStatus;
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function mostOf(reads: readonly Reads[]): Reads {
  const most = (part: keyof Reads) => Math.max(...reads.map((each) => each[part]));
  return { lists: most("lists"), rows: most("rows") };
}
