import { afterAll, beforeAll, expect, inject, it } from "vitest";
import {
  AddMemberDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let one: Instance;
let two: Instance;

beforeAll(async () => {
  database = await createTestDatabase();
  const variables = { REDIS_URL: inject("redisUrl") };
  [one, two] = await Promise.all([startInstance(database.url, variables), startInstance(database.url, variables)]);
});

afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await database.close();
});

it("shows each of two people on two instances what the other changes, live and in order", async () => {
  const ada = await one.person("ada");
  const grace = await two.person("grace");
  const { createProject } = await ada.expect(CreateProjectDocument, { input: { name: "Launch" } });
  const projectId = createProject?.project.id ?? "";
  await ada.expect(AddMemberDocument, { input: { projectId, email: grace.email, role: "MEMBER" } });

  const seen = [ada.watch({ projectId, since: 0 }), grace.watch({ projectId, since: 1 })];
  for (const stream of seen) await stream.until(({ data }) => data?.projectActivity.__typename === "Ready");

  const { createTask } = await ada.expect(CreateTaskDocument, { input: { projectId, title: "Book the room" } });
  const taskId = createTask?.task.id ?? "";
  await grace.expect(UpdateTaskDocument, { input: { taskId, title: "Book the hall", clientMutationId: "mine" } });

  for (const stream of seen) {
    const events = await stream.until(({ extensions }) => extensions?.["seq"] === 4);
    expect(events.map(({ data }) => data?.projectActivity)).toMatchObject([
      {
        __typename: "TaskCreated",
        seq: 3,
        actor: { id: ada.id },
        task: { id: taskId, title: "Book the room", version: 0 },
      },
      {
        __typename: "TaskUpdated",
        seq: 4,
        actor: { id: grace.id },
        clientMutationId: "mine",
        taskChanges: ["TITLE"],
        task: { id: taskId, title: "Book the hall", version: 1 },
      },
    ]);
  }
});
