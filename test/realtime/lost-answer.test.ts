import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { createBoard, take } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { ApplyChangesDocument, CreateTaskDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createPerson, type Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy.ts";
import { range } from "../support/range.ts";
import { startServerProcess } from "../support/server-process.ts";
import { jwtSecret } from "../support/sign-token.ts";

let database: TestDatabase;
let proxy: PostgresProxy;
/** Only the first is behind the proxy. */
let instances: readonly [Instance, Instance];
let people: readonly [Person, Person];

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startPostgresProxy(database.url);
  const variables = { REDIS_URL: inject("redisUrl") };
  instances = await Promise.all([startInstance(proxy.url, variables), startInstance(database.url, variables)]);
  people = [await instances[0].person("ada"), await instances[1].person("ada")];
});

afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.close()));
  await proxy.close();
  await database.close();
});

it.each([
  ["the other instance", 1],
  ["the same instance", 0],
] as const)(
  "remembers a commit whose answer got lost, for a retry on %s, and tells everybody once",
  async (_where, retry) => {
    const board = await createBoard(people[0]);
    const task = await board.createTask({ title: "Before" });
    const { projectId } = board;
    const streams = people.map((person) => person.watch({ projectId }));
    for (const stream of streams) expect(await take(stream, 1)).toEqual(["Ready 2"]);

    const input = { taskId: task.id, title: "After", clientMutationId: `after-${retry}` };
    const lost = proxy.loseNextCommit();
    const unknown = await people[0].request(UpdateTaskDocument, { input });
    await lost;
    expect(codeOf(unknown)).toBe("UNAVAILABLE");
    expect(unknown.errors).toMatchObject([
      {
        message: "The database cannot be reached. The outcome is unknown; try again.",
        extensions: { outcome: "UNKNOWN" },
      },
    ]);
    // The process that made the change told nobody of it.
    for (const stream of streams) expect(await take(stream, 1)).toEqual([3]);

    const { updateTask } = await people[retry].expect(UpdateTaskDocument, { input });
    expect(updateTask).toMatchObject({ seq: 3, clientMutationId: input.clientMutationId, task: { title: "After" } });
    expect(await board.changesAfter(2)).toMatchObject([{ seq: 3, clientMutationId: input.clientMutationId }]);
    await people[0].expect(CreateTaskDocument, { input: { projectId, title: "Next" } });
    for (const stream of streams) expect(await take(stream, 1)).toEqual([4]);
  },
);

it("answers a batch whose commit got no answer once more, as a whole or by the ids of its changes", async () => {
  const board = await createBoard(people[0]);
  const { projectId } = board;
  const stream = people[1].watch({ projectId });
  expect(await take(stream, 1)).toEqual(["Ready 1"]);
  const changes = range(1, 5).map((n) => ({
    createTask: { projectId, title: `Task ${n}`, clientMutationId: `batched-${n}` },
  }));
  const input = { projectId, changes, clientMutationId: "batch" };
  const lost = proxy.loseNextCommit();
  const unknown = people[0].request(ApplyChangesDocument, { input });
  await lost;
  expect(codeOf(await unknown)).toBe("UNAVAILABLE");
  expect(await take(stream, 5)).toEqual(range(2, 6));

  const { applyChanges } = await people[1].expect(ApplyChangesDocument, { input });
  expect(applyChanges).toMatchObject({ seq: 6, clientMutationId: "batch" });
  expect(applyChanges?.results).toMatchObject(
    changes.map(({ createTask }, index) => ({
      seq: index + 2,
      clientMutationId: createTask.clientMutationId,
    })),
  );
  const parts = await people[0].expect(ApplyChangesDocument, { input: { projectId, changes: changes.slice(1) } });
  expect(parts.applyChanges?.results).toEqual(applyChanges?.results.slice(1));
  expect(await board.seq()).toBe(6);
});

it("answers a retry that comes before anybody has heard of the change", async () => {
  const board = await createBoard(people[0]);
  const { projectId } = board;
  const streams = people.map((person) => person.watch({ projectId }));
  for (const stream of streams) expect(await take(stream, 1)).toEqual(["Ready 1"]);
  const input = { projectId, title: "Once", clientMutationId: "once" };
  const lost = proxy.loseNextCommit();
  const unknown = people[0].request(CreateTaskDocument, { input });
  await lost;
  const { createTask } = await people[1].expect(CreateTaskDocument, { input });
  expect(codeOf(await unknown)).toBe("UNAVAILABLE");
  expect(createTask).toMatchObject({ seq: 2, task: { title: "Once", version: 0 } });
  await people[1].expect(CreateTaskDocument, { input: { projectId, title: "Next" } });
  for (const stream of streams) expect(await take(stream, 2)).toEqual([2, 3]);
});

it("remembers the last commit of a process that was killed before it could tell of it", async () => {
  const process = await startServerProcess({
    PORT: "0",
    DATABASE_URL: proxy.url,
    REDIS_URL: inject("redisUrl"),
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
  });
  try {
    const board = await createBoard(people[1]);
    const { projectId } = board;
    const stream = people[1].watch({ projectId });
    expect(await take(stream, 1)).toEqual(["Ready 1"]);
    const input = { projectId, title: "Once", clientMutationId: "killed" };
    const doomed = await createPerson(process.url, "ada");
    const lost = proxy.loseNextCommit();
    const unanswered = doomed.request(CreateTaskDocument, { input }).catch(() => "no answer");
    await lost;
    await process.stop("SIGKILL");
    await unanswered;
    await doomed.leave();
    expect(await take(stream, 1)).toEqual([2]);
    const { createTask } = await people[1].expect(CreateTaskDocument, { input });
    expect(createTask).toMatchObject({ seq: 2, clientMutationId: "killed" });
    expect(await board.changesAfter(1)).toHaveLength(1);
  } finally {
    await process.stop("SIGKILL");
  }
});
