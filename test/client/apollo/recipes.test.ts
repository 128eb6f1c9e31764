import { gql, type TypedDocumentNode } from "@apollo/client";
import { expect, it } from "vitest";
import { CreateTaskDocument, UpdateTaskDocument } from "../../support/generated/graphql.ts";
import { setApolloScene, until } from "./apollo-scene.ts";
import { listTitles, readTitle, tasksDocument } from "./app-documents.ts";

const scene = setApolloScene();

const renameDocument: TypedDocumentNode<
  { updateTask: { __typename: "UpdateTaskPayload"; seq: number; task: object } },
  { taskId: string; title: string }
> = gql`
  mutation Rename($taskId: ID!, $title: String!) {
    updateTask(input: { taskId: $taskId, title: $title }) {
      ... on UpdateTaskPayload {
        seq
        task {
          id
          title
          version
        }
      }
    }
  }
`;

it("an app's own optimistic response shows at once, and its change once the server has made it", async () => {
  const task = await scene.board.createTask({ title: "First" });
  const { client, cache, open } = scene.connect();
  const handle = await open();
  const { version } = handle.task(task.id) ?? { version: 0 };
  const titles: (string | undefined)[] = [];
  const answer = client.mutate({
    mutation: renameDocument,
    variables: { taskId: task.id, title: "Second" },
    optimisticResponse: {
      updateTask: {
        __typename: "UpdateTaskPayload",
        seq: 0,
        task: { __typename: "Task", id: task.id, title: "Second", version },
      },
    },
  });
  titles.push(readTitle(cache, task.id));
  await answer;
  titles.push(readTitle(cache, task.id));
  await until(() => handle.task(task.id)?.title === "Second");
  titles.push(readTitle(cache, task.id, false));
  expect(titles).toEqual(["Second", "Second", "Second"]);
  expect(cache.extract(true)).toEqual(cache.extract(false));
});

it("the usual update() recipe adds a task once, whichever comes first: the answer or the event", async () => {
  await scene.board.createTask({ title: "a" });
  const { client, cache, open } = scene.connect();
  const handle = await open();
  const variables = { projectId: scene.projectId };
  await client.query({ query: tasksDocument, variables });
  for (const title of ["b", "c", "d"]) {
    await client.mutate({
      mutation: CreateTaskDocument,
      variables: { input: { projectId: scene.projectId, title } },
      update(store, { data }) {
        const task = data?.createTask?.task;
        if (!task) return;
        store.updateQuery({ query: tasksDocument, variables }, (known) => {
          if (!known?.project || known.project.tasks.nodes.some(({ id }) => id === task.id)) return known;
          const { tasks } = known.project;
          const nodes = [...tasks.nodes, { ...task, __typename: "Task" as const }];
          return { project: { ...known.project, tasks: { ...tasks, nodes, totalCount: tasks.totalCount + 1 } } };
        });
      },
    });
    expect(listTitles(cache, variables)?.filter((each) => each === title)).toEqual([title]);
  }
  const seq = await scene.board.seq();
  await until(() => handle.state.seq === seq);
  const { data } = await client.query({ query: tasksDocument, variables, fetchPolicy: "no-cache" });
  expect(cache.readQuery({ query: tasksDocument, variables })).toEqual(data);
});

it("fetchMore joins pages, which follow together", async () => {
  for (const title of ["a", "b", "c", "d"]) await scene.board.createTask({ title });
  const { client, cache, open } = scene.connect();
  const handle = await open();
  const variables = { projectId: scene.projectId, first: 2 };
  const query = client.watchQuery({ query: tasksDocument, variables });
  const subscription = query.subscribe(() => {});
  await until(() => query.getCurrentResult().data?.project !== undefined);
  const { endCursor = null } = query.getCurrentResult().data?.project?.tasks?.pageInfo ?? {};
  await query.fetchMore({ variables: { after: endCursor } });
  expect(listTitles(cache, variables)).toEqual(["a", "b", "c", "d"]);
  await scene.board.createTask({ title: "e" });
  const seq = await scene.board.seq();
  await until(() => handle.state.seq === seq);
  expect(cache.readQuery({ query: tasksDocument, variables })?.project?.tasks.totalCount).toBe(5);
  subscription.unsubscribe();
});

it("clearStore and resetStore empty the cache, which then holds the open projects again", async () => {
  const task = await scene.board.createTask({ title: "First" });
  const { client, cache, open } = scene.connect();
  const handle = await open();
  const variables = { projectId: scene.projectId };
  const query = client.watchQuery({ query: tasksDocument, variables });
  const subscription = query.subscribe(() => {});
  await until(() => listTitles(cache, variables) !== null);
  scene.proxy.turn({ kind: "slow", latency: 50 });
  handle.submit({ kind: "updateTask", input: { taskId: task.id, title: "Mine" } });
  await client.clearStore();
  expect(readTitle(cache, task.id)).toBe("Mine");
  await client.resetStore();
  expect(readTitle(cache, task.id)).toBe("Mine");
  await until(() => listTitles(cache, variables)?.[0] === "Mine" && readTitle(cache, task.id, false) === "Mine");
  await scene.grace.expect(UpdateTaskDocument, { input: { taskId: task.id, title: "Hers" } });
  await until(() => listTitles(cache, variables)?.[0] === "Hers");
  subscription.unsubscribe();
});

it("a second subscriber, and one that comes again, see the same", async () => {
  await scene.board.createTask({ title: "a" });
  const { client, open } = scene.connect();
  await open();
  const options = { query: tasksDocument, variables: { projectId: scene.projectId } };
  const seen = [new Set<number>(), new Set<number>()];
  const [one, two] = seen.map((counts) =>
    client.watchQuery(options).subscribe(({ data }) => counts.add(data?.project?.tasks?.totalCount ?? 0)),
  );
  await until(() => seen.every((counts) => counts.has(1)));
  one?.unsubscribe();
  await scene.board.createTask({ title: "b" });
  await until(() => seen[1]?.has(2) === true);
  const again = new Set<number>();
  const third = client.watchQuery(options).subscribe(({ data }) => again.add(data?.project?.tasks?.totalCount ?? 0));
  await until(() => again.has(2));
  expect(again.has(1)).toBe(false);
  two?.unsubscribe();
  third.unsubscribe();
});

it("another person who signs in finds nothing of the one before", async () => {
  const task = await scene.board.createTask({ title: "Ada's" });
  const linus = await scene.instance.person("linus");
  let token = scene.ada.token;
  const { client, cache, lockstep, open } = scene.connect({ getToken: () => token });
  await open();
  await client.query({ query: tasksDocument, variables: { projectId: scene.projectId } });
  expect(readTitle(cache, task.id)).toBe("Ada's");
  token = linus.token;
  lockstep.reconnect();
  await until(() => lockstep.account.current?.subject === linus.name);
  await until(() => !JSON.stringify(cache.extract(true)).includes("Ada's"));
});
