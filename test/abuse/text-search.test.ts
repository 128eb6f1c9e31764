import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard } from "../support/board.ts";
import { BoardDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type Person, post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { openConnection } from "../support/raw-socket.ts";
import { startBystander } from "./bystander.ts";

let database: TestDatabase;
let instance: Instance;
let mallory: Person;
let board: Board;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { DATABASE_POOL_SIZE: "12" });
  mallory = await instance.person("mallory");
  board = await createBoard(mallory);
  await board.createTask({ description: "x" });
  // As many long texts as one project may have in an afternoon, which almost match all along.
  await administer(
    database.url,
    `INSERT INTO tasks (id, project_id, title, description, status, priority, position, created_by_id, created_at, updated_at)
     SELECT gen_random_uuid(), project_id, title, repeat('a', 60000), status, priority, position || n, created_by_id, now(), now()
     FROM tasks, generate_series(1, 400) n`,
  );
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

/** Each of them takes seconds: the word fails only at its end, at every place of every text. */
const almost = `${"a".repeat(400)}b`;
const search = (place: number) => `s${place}: tasks(first: 1, filter: { text: "${almost}${place}" }) { nodes { id } }`;
const attack = () => ({ query: `{ project(id: "${board.projectId}") { ${range(1, 45).map(search).join(" ")} } }` });

const countSearches = async () => {
  const sql = `SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' AND query LIKE '%AS parent(id, number)%'`;
  return (await administer(database.url, sql)).length;
};

it("refuses a hundred searches in one request", async () => {
  const query = `{ project(id: "${board.projectId}") { ${range(1, 100).map(search).join(" ")} } }`;
  expect(await post(instance.url, mallory.token, { query })).toMatchObject({
    errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }],
  });
});

it("runs few searches of a user at a time, fails no write of others, and ends them when the user leaves", async () => {
  const bystander = await startBystander(instance.url, "searched");
  const leaving = new AbortController();
  const requests = range(1, 6).map(() =>
    fetch(`${instance.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${mallory.token}` },
      body: JSON.stringify(attack()),
      signal: leaving.signal,
    }).catch(() => null),
  );
  const socket = await openConnection(instance.url, mallory.token);
  for (const number of range(1, 3)) socket.send({ id: `${number}`, type: "subscribe", payload: attack() });
  await vi.waitFor(async () => expect(await countSearches()).toBeGreaterThan(0));
  let most = 0;
  for (const _round of range(1, 10)) {
    await bystander.untilWrites(3);
    most = Math.max(most, await countSearches());
  }
  expect(most).toBeLessThanOrEqual(4);
  // One whose searches are under way leaves by a message, the others by hanging up.
  for (const number of range(1, 3)) socket.send({ id: `${number}`, type: "complete" });
  leaving.abort();
  await Promise.all(requests);
  await vi.waitFor(async () => expect(await countSearches()).toBe(0));
  socket.terminate();
  await bystander.expectUnharmed();
});

it("ends the searches of a socket that closes", async () => {
  const socket = await openConnection(instance.url, mallory.token);
  socket.send({ id: "1", type: "subscribe", payload: attack() });
  await vi.waitFor(async () => expect(await countSearches()).toBeGreaterThan(0));
  socket.terminate();
  await vi.waitFor(async () => expect(await countSearches()).toBe(0));
});

it("answers the boards of others while many users search at once, and fails no write", async () => {
  const bystander = await startBystander(instance.url, "searched by many");
  const reader = await instance.person("reader");
  const own = await createBoard(reader);
  for (const _task of range(1, 20)) await own.createTask();
  const attackers = await Promise.all(range(1, 10).map((number) => instance.person(`searcher-${number}`)));
  for (const attacker of attackers) await board.addMember(attacker, "VIEWER");

  let isOver = false;
  const underWay = new Set<symbol>();
  let count = 0;
  const attackOn = async ({ token }: Person) => {
    while (!isOver) {
      const id = Symbol();
      underWay.add(id);
      // Readers who ask the same share an execution.
      const searches = range(1, 3).map(() => search(++count));
      const query = `{ project(id: "${board.projectId}") { ${searches.join(" ")} } }`;
      await post(instance.url, token, { query }).catch(() => null);
      underWay.delete(id);
    }
  };
  const attacks = attackers.flatMap((attacker) => range(1, 4).map(() => attackOn(attacker)));
  await vi.waitFor(async () => expect(await countSearches()).toBeGreaterThan(0));
  const answers: unknown[] = [];
  for (const _round of range(1, 20)) {
    const before = [...underWay];
    answers.push((await reader.request(BoardDocument, { projectId: own.projectId })).errors);
    expect(
      before.some((id) => underWay.has(id)),
      "answered before all that were asked before it",
    ).toBe(true);
    // A third of the connections for reads, of which there are six.
    expect(await countSearches()).toBeLessThanOrEqual(2);
  }
  expect(answers).toEqual(Array(20).fill(undefined));
  isOver = true;
  await bystander.expectUnharmed();
  await Promise.all(attacks);
});

it("never refuses an ordinary board, however many somebody opens at once", async () => {
  const ada = await instance.person("ada");
  const own = await createBoard(ada);
  for (const _task of range(1, 20)) await own.createTask();
  const answers = await Promise.all(range(1, 60).map(() => ada.request(BoardDocument, { projectId: own.projectId })));
  expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([]);
});
