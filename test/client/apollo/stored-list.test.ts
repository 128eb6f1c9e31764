import { ApolloClient, gql, InMemoryCache, type TypedDocumentNode } from "@apollo/client";
import { expect, it } from "vitest";
import { connectCache } from "../../../client/apollo/connect-cache.ts";
import { byColumn, fromCursor, type Keys, toCursor } from "../../../client/apollo/list-order.ts";
import { createLockstepLink } from "../../../client/apollo/lockstep-link.ts";
import type { ObservedProject } from "../../../client/core/lockstep/lockstep.ts";
import type { ProjectEvent, Task } from "../../../client/core/wire.ts";
import type { TaskStatus } from "../../../client/generated/graphql.ts";
import type { TaskFilter } from "../../../client/generated/schema-types.ts";
import { FakeServer } from "../../../client/testing/index.ts";
import { createRandom, type Random } from "../../faults/random.ts";
import { range } from "../../support/range.ts";
import { isInStep, isLive, until } from "./apollo-scene.ts";

interface List {
  readonly nodes?: readonly { readonly id: string }[];
  readonly edges?: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo?: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount?: number;
}

type ListDocument = TypedDocumentNode<
  { readonly project: { readonly tasks: List } },
  { readonly projectId: string; readonly first?: number; readonly after?: string | null; readonly filter?: TaskFilter }
>;

const documentOf = (parts: string): ListDocument => gql`
  query ($projectId: ID!, $first: Int, $after: String, $filter: TaskFilter) {
    project(id: $projectId) { id tasks(first: $first, after: $after, filter: $filter) { ${parts} } }
  }
`;
const [nodes, edges] = ["nodes { id }", "edges { cursor node { id } }"] as const;
const ends = ["", "pageInfo { hasNextPage endCursor }", "totalCount", "pageInfo { hasNextPage endCursor } totalCount"];
const documents = [nodes, edges].flatMap((items) => ends.map((end) => documentOf(`${items} ${end}`)));
const [nodesDocument, edgesDocument, totalDocument] = [nodes, edges, "totalCount"].map(documentOf) as [
  ListDocument,
  ListDocument,
  ListDocument,
];

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };
const statuses: readonly TaskStatus[] = ["TODO", "DONE"];
const filters: readonly (TaskFilter | undefined)[] = [undefined, { status: ["TODO"] }];
const keysOf = ({ status, position, id }: Task): Keys => [status, position, id];

/** The default once emptied a list and filled it again. */
const seed = Number(process.env["TEST_SEED"] ?? 1_261_562_305);

it(`lists that documents load in any parts, pages and order are beginnings of the server's (seed ${seed})`, async () => {
  const server = new FakeServer([ada]);
  const project = server.addProject({ members: { ada: "OWNER" } });
  for (const status of statuses) {
    for (const _ of range(1, 8)) project.change(ada, { kind: "createTask", input: { title: "Task", status } });
  }
  const lockstep = server.connect("ada");
  const observed: ObservedProject[] = [];
  lockstep.observe((each) => {
    observed.push(each);
    return () => {};
  });
  const handle = lockstep.project(project.id);
  await until(() => isLive(handle));
  const [{ store } = { store: null }] = observed;
  if (!store) throw new Error("The project is open.");
  const random = createRandom(seed);
  const tasksIn = (filter: TaskFilter | undefined) =>
    [...(store.confirmed?.tasks.values() ?? [])]
      .filter(({ status }) => !filter || filter.status?.includes(status))
      .sort((one, other) => byColumn.compare(keysOf(one), keysOf(other)));

  for (const history of range(1, 40)) {
    const cache = new InMemoryCache();
    const client = new ApolloClient({ link: createLockstepLink(lockstep), cache });
    const disconnect = connectCache(lockstep, client);
    await until(() => isInStep(cache, project.id));
    /** End of the loaded part of each list: an item, or the whole list is loaded. Absent: nothing is. */
    const loaded = new Map<TaskFilter | undefined, Keys | "whole">();
    for (const step of range(1, 25)) {
      if (random.chance(0.5)) load(cache, random, loaded);
      else change(random);
      for (const [filter, end] of loaded) {
        const all = tasksIn(filter);
        const expected = all
          .filter((task) => end === "whole" || byColumn.compare(keysOf(task), end) <= 0)
          .map(({ id }) => id);
        const read = (query: ListDocument) => {
          const variables = { projectId: project.id, ...(filter && { filter }) };
          return cache.readQuery({ query, variables })?.project.tasks;
        };
        const [byNodes, byEdges] = [read(nodesDocument)?.nodes, read(edgesDocument)?.edges];
        const label = `history ${history}, step ${step}`;
        expect(byNodes ?? byEdges, label).toBeDefined();
        if (byNodes)
          expect(
            byNodes.map(({ id }) => id),
            label,
          ).toEqual(expected);
        if (byEdges)
          expect(
            byEdges.map(({ node }) => node.id),
            label,
          ).toEqual(expected);
        expect(byEdges?.map(({ cursor }) => fromCursor(cursor, byColumn)?.at(-1)) ?? expected, label).toEqual(expected);
        expect(read(totalDocument)?.totalCount ?? all.length, label).toBe(all.length);
      }
    }
    disconnect();
    client.stop();
  }
  lockstep.close();

  /** Writes a page as the server answers it: from the beginning, from within what is loaded, or from behind it. */
  function load(cache: InMemoryCache, { pick, chance }: Random, loaded: Map<TaskFilter | undefined, Keys | "whole">) {
    const [query, filter, first] = [pick(documents), filters[pick([0, 1])], pick([1, 3, 5, 50])];
    const all = tasksIn(filter);
    const known = loaded.get(filter);
    const from = known && chance(0.5) && all.length > 0 ? keysOf(pick(all)) : null;
    const behind = all.filter((task) => !from || byColumn.compare(keysOf(task), from) > 0);
    const page = behind.slice(0, first);
    const last = page.at(-1);
    const after = from && toCursor(from);
    const isCut = page.length < behind.length;
    const text = query.loc?.source.body ?? "";
    const tasks = {
      __typename: "TaskConnection",
      nodes: page.map(({ id }) => ({ __typename: "Task", id })),
      edges: page.map((task) => ({
        __typename: "TaskEdge",
        cursor: toCursor(keysOf(task)),
        node: { __typename: "Task", id: task.id },
      })),
      pageInfo: { __typename: "PageInfo", hasNextPage: isCut, endCursor: last ? toCursor(keysOf(last)) : null },
      totalCount: all.length,
    };
    const variables = { projectId: project.id, first, ...(after && { after }), ...(filter && { filter }) };
    const data = { project: { __typename: "Project", id: project.id, tasks } };
    cache.writeQuery({ query, variables, data });
    const isBehind = known && known !== "whole" && from && byColumn.compare(from, known) > 0;
    if (isBehind) return;
    // Without `pageInfo` and total, a full page may have another one behind it.
    const isTold = text.includes("pageInfo") || text.includes("totalCount");
    const end = (isTold ? isCut : page.length >= first) && last ? keysOf(last) : "whole";
    const isFurther = known === "whole" || (known && end !== "whole" && byColumn.compare(known, end) > 0);
    loaded.set(filter, isFurther ? known : end);
  }

  /** An event: a task is made, moved or deleted. */
  function change(random: Random) {
    if (!store) return;
    const seq = store.state.seq + 1;
    const at = new Date(seq).toISOString();
    const fields = { seq, at, projectId: project.id, clientMutationId: null, actor: ada };
    const task = random.pick(tasksIn(undefined));
    const place = { status: random.pick(statuses), position: `a${random.integer(100_000, 999_999)}` };
    const deed = random.integer(1, 4);
    const event =
      deed === 1
        ? { ...fields, __typename: "TaskCreated", task: { ...task, ...place, id: `task-${seq}`, version: 0 } }
        : deed === 2 && tasksIn(undefined).length > 5
          ? { ...fields, __typename: "TaskDeleted", taskId: task.id }
          : { ...fields, __typename: "TaskUpdated", task: { ...task, ...place, version: task.version + 1 } };
    store.receive({ kind: "events", events: [event as ProjectEvent], seq, cursor: `project.${seq}.0` });
  }
});
