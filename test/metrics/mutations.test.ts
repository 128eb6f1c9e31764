import { parse } from "graphql";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { CreateTaskDocument, DeleteProjectDocument, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { holdProject } from "../support/held-lock.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type Person, post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { transports } from "../support/transports.ts";
import { scrape } from "./scrape.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;
let board: Board;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { DATABASE_POOL_SIZE: "4" });
  [ada, grace] = await Promise.all([instance.person("ada"), instance.person("grace")]);
  board = await createBoard(ada);
  await board.addMember(grace, "VIEWER");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

/** Number of mutations by `field outcome`. */
async function countMutations(): Promise<Record<string, number>> {
  const pattern = /^lockstep_mutation_duration_seconds_count\{operation="(\w+)",outcome="(\w+)"\}$/;
  const counts: Record<string, number> = {};
  for (const [series, value] of await scrape(instance.url)) {
    const [, operation, outcome] = pattern.exec(series) ?? [];
    if (operation) counts[`${operation} ${outcome}`] = value;
  }
  return counts;
}

describe.each(Object.entries(transports))("mutations over %s", (_name, over) => {
  it("are told by field and outcome, whatever clients call them", async () => {
    const before = await countMutations();
    const [asAda, asGrace] = [over(ada), over(grace)];
    const { projectId } = board;
    const { id: taskId } = await board.createTask();
    const update = (title: string) =>
      asAda.expect(UpdateTaskDocument, { input: { taskId, title, expectedVersion: 0 } });
    expect((await update("One")).updateTask?.__typename).toBe("UpdateTaskPayload");
    expect((await update("Two")).updateTask?.__typename).toBe("TaskConflict");
    const failures = [
      await asGrace.request(CreateTaskDocument, { input: { projectId, title: "Mine" } }),
      await asAda.request(CreateTaskDocument, { input: { projectId, title: "" } }),
      await asAda.request(DeleteProjectDocument, { input: { projectId: taskId } }),
    ];
    expect(failures.map(codeOf)).toEqual(["FORBIDDEN", "BAD_USER_INPUT", "NOT_FOUND"]);
    const named = parse(`mutation Evil($projectId: ID!) {
      evilAlias: updateProject(input: { projectId: $projectId, name: "Evil name" }) { __typename }
    }`);
    expect(await asAda.request(named, { projectId })).toMatchObject({
      data: { evilAlias: { __typename: "UpdateProjectPayload" } },
    });
    await administer(database.url, "ALTER TABLE comments RENAME TO away");
    const fault = parse(`mutation { deleteComment(input: { commentId: "${taskId}" }) { seq } }`);
    expect(codeOf(await asAda.request(fault, {}))).toBe("INTERNAL_SERVER_ERROR");
    await administer(database.url, "ALTER TABLE away RENAME TO comments");

    const after = await countMutations();
    const ended = Object.fromEntries(
      Object.entries(after).flatMap(([key, count]) =>
        count === before[key] ? [] : [[key, count - (before[key] ?? 0)]],
      ),
    );
    expect(ended).toEqual({
      "createTask ok": 1,
      "updateTask ok": 1,
      "updateTask conflict": 1,
      "createTask FORBIDDEN": 1,
      "createTask BAD_USER_INPUT": 1,
      "deleteProject NOT_FOUND": 1,
      "updateProject ok": 1,
      "deleteComment INTERNAL_SERVER_ERROR": 1,
    });
    const text = await (await fetch(`${instance.url}/metrics`)).text();
    for (const word of [/evil/i, projectId, taskId, ada.id]) expect(text).not.toMatch(word);
  });
});

it("counts no mutation without a token: it is refused before it is one", async () => {
  const before = await countMutations();
  const input = { projectId: board.projectId, title: "A task" };
  const query = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { seq } }";
  await post(instance.url, undefined, { query, variables: { input } });
  expect(await countMutations()).toEqual(before);
});

it("counts what nobody foresaw", async () => {
  expect((await scrape(instance.url)).get("lockstep_internal_errors_total")).toBe(2);
});

it("tells what waits for the database, and how long mutations took that waited", async () => {
  const boards = [board, await createBoard(ada), await createBoard(ada)];
  const before = await scrape(instance.url);
  const locks = await Promise.all(boards.slice(0, 2).map(({ projectId }) => holdProject(database.url, projectId)));
  const begunAt = performance.now();
  const writing = boards.map((each) => each.createTask());
  const connections = (scraped: ReadonlyMap<string, number>) => [
    scraped.get('lockstep_database_connections{pool="changes",state="busy"}'),
    scraped.get('lockstep_database_connections{pool="changes",state="idle"}'),
    scraped.get('lockstep_database_waiting{pool="changes"}'),
    scraped.get('lockstep_database_connections_limit{pool="changes"}'),
  ];
  await vi.waitFor(async () => expect(connections(await scrape(instance.url))).toEqual([2, 0, 1, 2]));
  const waited = (performance.now() - begunAt) / 1_000;
  await Promise.all(locks.map((lock) => lock.release()));
  await Promise.all(writing);
  const after = await scrape(instance.url);
  expect(connections(after)).toEqual([0, 2, 0, 2]);
  const sum = 'lockstep_mutation_duration_seconds_sum{operation="createTask",outcome="ok"}';
  const took = (after.get(sum) ?? 0) - (before.get(sum) ?? 0);
  expect(took).toBeGreaterThan(0);
  expect(took).toBeLessThan(3 * (waited + (performance.now() - begunAt) / 1_000));
});
