import { EventEmitter, once } from "node:events";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createBoard, seqOf } from "../support/board.ts";
import { UpdateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { openConnection } from "../support/raw-socket.ts";
import { createStallingReader } from "../support/stalling-reader.ts";

/** Above what the system's buffers take on their own, so many of them have to wait in the server. */
const description = "a".repeat(60_000);

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;
/** Emits each line of the server's log under its text. */
const log = new EventEmitter();
const tooSlow = "A client reads too slowly; its connection is closed.";

beforeAll(async () => {
  database = await createTestDatabase();
  const logger = pino({}, { write: (line: string) => log.emit(JSON.parse(line).msg, JSON.parse(line)) });
  instance = await startInstance(
    database.url,
    { MAX_CONNECTIONS_PER_USER: "1", MAX_SOCKET_BACKLOG: "200000" },
    {},
    logger,
  );
  ada = await instance.person("ada");
  grace = await instance.person("grace");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

/** A project of Ada's with Grace in it, one to stall and one to read. */
async function setUp() {
  const board = await createBoard(ada);
  await board.addMember(grace, "VIEWER");
  const task = await board.createTask();
  const stalled = await createStallingReader(instance.url, grace, { projectId: board.projectId, announce: true });
  const reading = ada.watch({ projectId: board.projectId });
  await reading.next();
  return { ...board, taskId: task.id, stalled, reading, since: await board.seq() };
}

/** Changes the task until the stalled client is found too slow; resolves with the number of changes. */
async function changeUntilTooSlow(taskId: string): Promise<number> {
  const found = once(log, tooSlow);
  let isFound = false;
  void found.then(() => {
    isFound = true;
  });
  let count = 0;
  for (; !isFound; count += 1) {
    await ada.expect(UpdateTaskDocument, { input: { taskId, description: `${count} ${description}` } });
  }
  const [line] = await found;
  expect(line).toMatchObject({ userId: grace.id });
  return count;
}

it("closes a socket whose client reads too slowly with 1013; nobody else waits, and the client resumes", async () => {
  const { projectId, taskId, stalled, reading, since } = await setUp();
  const count = await changeUntilTooSlow(taskId);
  // The backlog, and the system's buffers of both sockets.
  expect(count * description.length).toBeLessThan(15_000_000);
  stalled.readOn();
  expect(await stalled.closed).toBe(1013);
  expect(stalled.received).toEqual(range(since + 1, since + stalled.received.length));
  expect(stalled.received.length).toBeLessThan(count);

  const live = await reading.until(({ extensions }) => extensions?.["seq"] === since + count);
  expect(live.flatMap((message) => seqOf(message) ?? [])).toEqual(range(since + 1, since + count));

  const resumed = grace.watch({ projectId, since: since + stalled.received.length });
  const rest = await resumed.until(({ data }) => data?.projectActivity.__typename === "Ready");
  expect(rest.slice(0, -1).map(({ extensions }) => extensions?.["seq"])).toEqual(
    range(since + stalled.received.length + 1, since + count),
  );
  resumed.stop();
  await grace.leave();
  await ada.leave();
});

it("destroys the socket though its client never reads, and lets the client reconnect at once", async () => {
  ada = await instance.person("ada");
  grace = await instance.person("grace");
  const { taskId, stalled, reading } = await setUp();
  await changeUntilTooSlow(taskId);
  // A user may have one connection, and the closing one does not count.
  const again = await openConnection(instance.url, grace.token);
  await reading.until(({ data }) => data?.projectActivity.__typename === "PresenceLeft");
  stalled.readOn();
  expect(await stalled.closed).toBe(1006);
  again.terminate();
});
