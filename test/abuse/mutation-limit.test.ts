import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { createProject } from "../support/board.ts";
import { document } from "../support/document.ts";
import { ApplyChangesDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { transports } from "../support/transports.ts";

let database: TestDatabase;
let instance: Instance;
beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { MUTATIONS_PER_MINUTE: "20" });
});
afterAll(async () => {
  await instance.close();
  await database.close();
});

const limited = {
  message: expect.stringMatching(/^This user changes too much, and nothing was changed; try again in \d+ s\.$/),
  extensions: { code: "RATE_LIMITED", retryAfter: expect.any(Number) },
};

const seqDocument = document<{ project: { seq: number } }, object>(
  "query ($projectId: ID!) { project(id: $projectId) { seq } }",
);

describe.each(Object.entries(transports))("over %s", (name, byTransport) => {
  it("a user may change so much in a minute, however it is asked for, and others are not concerned", async () => {
    const flooder = await instance.person(`flooder over ${name}`);
    const person = byTransport(flooder);
    const projectId = await createProject(person);
    expect(await createTasks(person, projectId, 9)).not.toHaveProperty("errors");
    const { data, errors = [] } = await createTasks(person, projectId, 12);
    // The project itself was one of the twenty.
    expect(Object.values(data ?? {}).filter(Boolean)).toHaveLength(10);
    expect(errors).toMatchObject([
      { ...limited, path: ["a11"] },
      { ...limited, path: ["a12"] },
    ]);
    const { retryAfter } = Object(errors[0]?.extensions);
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(await person.expect(seqDocument, { projectId })).toEqual({ project: { seq: 20 } });

    const neighbour = await instance.person(`neighbour over ${name}`);
    expect(await createProject(byTransport(neighbour))).toBeDefined();
  });
});

it("a batch above the limit is refused with the budget of one request, and is not counted", async () => {
  const ada = await instance.person("sender of batches");
  const projectId = await createProject(ada);
  const batchOf = (count: number) => ({
    input: { projectId, changes: range(1, count).map((number) => ({ createTask: { projectId, title: `${number}` } })) },
  });
  const { errors = [] } = await ada.request(ApplyChangesDocument, batchOf(21));
  expect(errors).toMatchObject([
    {
      message: expect.stringContaining("one request may ask for 20 at most (got 21)"),
      extensions: { code: "RATE_LIMITED", retryAfter: 1, budget: 20 },
    },
  ]);
  expect(await ada.request(ApplyChangesDocument, batchOf(19))).not.toHaveProperty("errors");
  const later = await ada.request(ApplyChangesDocument, batchOf(20));
  expect(later.errors).toMatchObject([limited]);
  expect(later.errors?.[0]?.extensions).not.toHaveProperty("budget");
});

it("changes over HTTP and WebSocket count together, and a header says when to try again", async () => {
  const ada = await instance.person("ada");
  const projectId = await createProject(ada);
  for (const [index, byTransport] of Object.values(transports).entries()) {
    expect(await createTasks(byTransport(ada), projectId, index === 0 ? 10 : 9)).not.toHaveProperty("errors");
  }
  const response = await fetch(`${instance.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${ada.token}` },
    body: JSON.stringify({ query: mutationOf(2), variables: { projectId } }),
  });
  const { data, errors } = (await response.json()) as {
    data: unknown;
    errors: { extensions: { retryAfter: number } }[];
  };
  expect(data).toEqual({ a1: null, a2: null });
  expect(errors).toHaveLength(2);
  expect(response.headers.get("retry-after")).toBe(String(errors[0]?.extensions.retryAfter));
});

it("a batch counts each of its changes, and one that is too large changes nothing", async () => {
  const alan = await instance.person("alan");
  const projectId = await createProject(alan);
  const apply = (count: number) => {
    const changes = range(1, count).map(() => ({ createTask: { projectId, title: "One" } }));
    return alan.request(ApplyChangesDocument, { input: { projectId, changes } });
  };
  expect(await apply(12)).not.toHaveProperty("errors");
  expect(await apply(8)).toMatchObject({ data: { applyChanges: null }, errors: [limited] });
  expect(await alan.expect(seqDocument, { projectId })).toEqual({ project: { seq: 13 } });
});

it("replicas count together", async () => {
  const variables = { MUTATIONS_PER_MINUTE: "40", REDIS_URL: inject("redisUrl") };
  const [one, two] = await Promise.all([
    startInstance(database.url, variables),
    startInstance(database.url, variables),
  ]);
  const [here, there] = await Promise.all([one.person("grace"), two.person("grace")]);
  const projectId = await createProject(here);
  await createTasks(here, projectId, 39);
  let more = 0;
  while (!(await createTasks(there, projectId, 1)).errors) more += 1;
  // Every second one is told to the others, and its answer is not waited for.
  expect(more).toBeLessThan(20);
  await Promise.all([one.close(), two.close()]);
});

it("0 sets no limit, and the one that is set by itself leaves room for whoever works fast", async () => {
  const unlimited = await startInstance(database.url, { MUTATIONS_PER_MINUTE: "0" });
  const linus = await unlimited.person("linus");
  const projectId = await createProject(linus);
  for (const _ of range(1, 3)) expect(await createTasks(linus, projectId, 50)).not.toHaveProperty("errors");
  await unlimited.close();
  expect(readConfig({}).limits.mutationsPerMinute).toBeGreaterThanOrEqual(60 * 100);
});

/** So many changes in one request. */
function createTasks(person: Person, projectId: string, count: number) {
  return person.request(document<Record<string, unknown>, object>(mutationOf(count)), { projectId });
}

function mutationOf(count: number): string {
  const fields = range(1, count).map(
    (index) => `a${index}: createTask(input: { projectId: $projectId, title: "One" }) { seq }`,
  );
  return `mutation ($projectId: ID!) { ${fields.join(" ")} }`;
}
