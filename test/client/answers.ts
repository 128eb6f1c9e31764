import { ApolloClient, ApolloLink, gql, type InMemoryCache } from "@apollo/client";
import { Observable } from "rxjs";
import { lockstepCache } from "../../client/apollo/lockstep-cache.ts";
import type { ActivityEvent } from "../../client/apollo/project-view.ts";
import type { MemberPartsFragment } from "../../client/generated/graphql.ts";
import type {
  BoardQuery,
  CommentPartsFragment,
  LabelPartsFragment,
  ProjectRole,
  TaskFilter,
  TaskPartsFragment,
} from "../support/generated/graphql.ts";

export const projectId = "00000000-0000-7000-8000-000000000000";

export const ada = { __typename: "User", id: idOf("user", 1), name: "Ada", email: "ada@example.org" } as const;
export const bob = { __typename: "User", id: idOf("user", 2), name: "Bob", email: "bob@example.org" } as const;

/** Answer of the server for a task that somebody made and nobody changed. */
export function makeTask({
  place,
  ...rest
}: { readonly place: number } & Partial<TaskPartsFragment>): Required<TaskPartsFragment> {
  return {
    __typename: "Task",
    id: idOf("task", place),
    title: String(place),
    description: null,
    status: "TODO",
    priority: "NONE",
    position: `a${place}`,
    dueAt: null,
    version: 0,
    commentCount: 0,
    createdAt: time,
    updatedAt: time,
    assignee: null,
    createdBy: ada,
    labels: [],
    ...rest,
  };
}

export function makeLabel(place: number, rest: Partial<LabelPartsFragment> = {}): LabelPartsFragment {
  return { __typename: "Label", id: idOf("label", place), name: String(place), color: "RED", version: 0, ...rest };
}

export function makeComment(place: number): CommentPartsFragment {
  return {
    __typename: "Comment",
    id: idOf("comment", place),
    body: String(place),
    version: 0,
    createdSeq: place,
    createdAt: time,
    updatedAt: time,
    author: ada,
  };
}

export interface Answer {
  readonly seq?: number;
  readonly name?: string;
  readonly role?: ProjectRole;
  readonly tasks?: readonly TaskPartsFragment[];
  readonly labels?: readonly LabelPartsFragment[];
}

type Member = MemberPartsFragment;

export function makeMember(user: Member["user"], role: ProjectRole): Member {
  const place = user === ada ? 1 : 2;
  return { __typename: "Member", id: idOf("member", place), role, joinedSeq: place, joinedAt: time, user };
}

/** The contract's Board, of a project with one member. */
export function answerBoard({ seq = 1, name = "Launch", role = "OWNER", tasks = [], labels = [] }: Answer): BoardQuery {
  return {
    project: {
      __typename: "Project",
      id: projectId,
      name,
      description: null,
      version: 0,
      seq,
      cursor: `project.${seq}.1`,
      viewerRole: role,
      createdAt: time,
      updatedAt: time,
      present: [],
      labels: [...labels],
      members: { __typename: "MemberConnection", nodes: [makeMember(ada, role)], totalCount: 1 },
      tasks: {
        __typename: "TaskConnection",
        nodes: [...tasks],
        pageInfo: { __typename: "PageInfo", hasNextPage: false, endCursor: cursorOf(tasks.at(-1)) },
        totalCount: tasks.length,
      },
    },
  };
}

/** A change of the project as the kit's subscription tells it. */
export function makeEvent<Typename extends NonNullable<ActivityEvent["__typename"]>>(
  typename: Typename,
  seq: number,
  rest: Omit<
    Extract<ActivityEvent, { __typename?: Typename }>,
    "seq" | "at" | "projectId" | "actor" | "__typename" | "clientMutationId"
  > & {
    readonly clientMutationId?: string;
  },
): ActivityEvent {
  const common = { __typename: typename, seq, at: time, projectId, actor: ada, clientMutationId: null };
  return { ...common, ...rest } as unknown as ActivityEvent;
}

export interface Page {
  readonly seq?: number;
  readonly after?: string | null;
  readonly hasNextPage?: boolean;
  readonly totalCount?: number;
  readonly filter?: TaskFilter;
  readonly overwrite?: boolean;
}

/** Writes a page of tasks as the server answers it to `nodesDocument`. */
export function writePage(cache: InMemoryCache, tasks: readonly TaskPartsFragment[], page: Page = {}): void {
  const { seq = 1, after = null, hasNextPage = false, totalCount = tasks.length, filter, overwrite = false } = page;
  cache.writeQuery({
    query: nodesDocument,
    variables: { after, ...(filter && { filter }) },
    overwrite,
    data: {
      project: {
        __typename: "Project",
        id: projectId,
        seq,
        tasks: {
          __typename: "TaskConnection",
          nodes: tasks,
          pageInfo: { __typename: "PageInfo", hasNextPage, endCursor: cursorOf(tasks.at(-1)) },
          totalCount,
        },
      },
    },
  });
}

/** Writes a task as an answer that knows nothing of lists. */
export function writeTask(cache: InMemoryCache, task: TaskPartsFragment): void {
  cache.writeQuery({ query: taskDocument, variables: { id: task.id }, data: { task } });
}

interface Tasks {
  readonly nodes?: readonly TaskPartsFragment[];
  readonly edges?: readonly { readonly cursor: string; readonly node: TaskPartsFragment }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number;
}

/** Throws when the cache does not have all of it. */
export function readTasks(
  cache: InMemoryCache,
  reader: "nodes" | "edges",
  filter?: TaskFilter,
  optimistic = false,
): Tasks {
  const query = reader === "nodes" ? nodesDocument : edgesDocument;
  const variables = filter && { filter };
  const data = cache.readQuery<{ project: { tasks: Tasks } }>({ query, variables: variables ?? {}, optimistic });
  if (!data) throw new Error("The cache does not have all of it.");
  return data.project.tasks;
}

export function readTitles(cache: InMemoryCache, reader: "nodes" | "edges", filter?: TaskFilter, optimistic = false) {
  const { nodes, edges } = readTasks(cache, reader, filter, optimistic);
  return titlesOf(nodes ?? edges?.map(({ node }) => node) ?? []);
}

export function titlesOf(tasks: readonly TaskPartsFragment[]): string[] {
  return tasks.map(({ title }) => title);
}

/** As the server makes it. */
export function cursorOf(task: TaskPartsFragment | undefined): string | null {
  return task ? Buffer.from(JSON.stringify([task.status, task.position, task.id])).toString("base64url") : null;
}

/** A client whose server answers one operation, when the test says so. */
export function createPausedClient() {
  const cache = lockstepCache();
  let settle: ((result: ApolloLink.Result) => void) | undefined;
  const link = new ApolloLink(
    () =>
      new Observable((observer) => {
        settle = (result) => {
          observer.next(result);
          observer.complete();
        };
      }),
  );
  return { cache, client: new ApolloClient({ cache, link }), settle: (result: ApolloLink.Result) => settle?.(result) };
}

const time = "2026-11-23T09:30:00.000Z";

const taskParts = `id title description status priority position dueAt version commentCount createdAt updatedAt
  assignee { id name email } createdBy { id name email } labels { id name color version }`;

const nodesDocument = gql`query Nodes($first: Int, $after: String, $filter: TaskFilter) {
  project(id: "${projectId}") { id seq tasks(first: $first, after: $after, filter: $filter) {
    nodes { ${taskParts} }
    pageInfo { hasNextPage endCursor }
    totalCount
  } }
}`;

const edgesDocument = gql`query Edges($first: Int, $after: String, $filter: TaskFilter) {
  project(id: "${projectId}") { id tasks(first: $first, after: $after, filter: $filter) {
    edges { cursor node { ${taskParts} } }
    pageInfo { hasNextPage endCursor }
    totalCount
  } }
}`;

const taskDocument = gql`query Task($id: ID!) { task(id: $id) { ${taskParts} } }`;

/** In the order of `place`, as ids of version 7 are in that of their making. */
function idOf(kind: "user" | "task" | "comment" | "member" | "label", place: number): string {
  const kinds = { user: "1", task: "2", comment: "3", member: "4", label: "5" };
  return `${String(Math.round(place * 10)).padStart(8, "0")}-0000-7000-8000-00000000000${kinds[kind]}`;
}
