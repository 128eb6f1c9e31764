import { once } from "node:events";
import { request } from "node:http";
import { expect, it, onTestFinished, vi } from "vitest";
import { createRecordingLogger } from "../engine/bus/recording-logger.ts";
import { scrape, total } from "../metrics/scrape.ts";
import { administer } from "../support/administer.ts";
import { createProject } from "../support/board.ts";
import { holdProject } from "../support/held-lock.ts";
import { startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { openConnection } from "../support/raw-socket.ts";
import { recordStatements } from "../support/record-statements.ts";

/** Begins an operation; resolves with what has its client hang up. */
type Begin = (url: string, person: Person, operation: object) => Promise<() => Promise<void>>;

const overHttp: Begin = async (url, { token }, operation) => {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const asking = request(`${url}/graphql`, { method: "POST", headers }).end(JSON.stringify(operation));
  await once(asking, "finish");
  return async () => {
    asking.destroy();
    await expect(once(asking, "close")).rejects.toThrow("socket hang up");
  };
};

const overWebSocket: Begin = async (url, { token }, operation) => {
  const socket = await openConnection(url, token);
  socket.send({ id: "1", type: "subscribe", payload: operation });
  return async () => {
    socket.terminate();
    await vi.waitFor(async () => expect(total(await scrape(url), "lockstep_sockets")).toBe(0));
  };
};

it.each([
  ["HTTP", overHttp],
  ["WebSocket", overWebSocket],
])("finishes what was begun over %s before it ends, also when the client has hung up", async (_, begin) => {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const { logger, lines } = createRecordingLogger();
  const instance = await startInstance(database.url, {}, {}, logger);
  const ada = await instance.person("ada");
  const projectId = await createProject(ada);
  const lock = await holdProject(database.url, projectId);
  onTestFinished(() => lock.release());

  const hangUp = await begin(instance.url, ada, {
    query: "mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { comments { totalCount } } } }",
    variables: { input: { projectId, title: "Left behind" } },
  });
  await lock.waiting(1);
  await hangUp();
  const closed = instance.close();
  await vi.waitFor(() => expect(fetch(instance.url)).rejects.toThrow("fetch failed"));
  await lock.waiting(1);
  const statements = await recordStatements(async () => {
    await lock.release();
    await closed;
  });

  // The change is finished. The rest of the answer has no reader and is not read.
  expect(statements.slice(-2)).toEqual(["project-append", "COMMIT"]);
  expect(lines.filter(({ level }) => level > 30)).toEqual([]);
  expect(await administer(database.url, "SELECT title FROM tasks")).toEqual([{ title: "Left behind" }]);
});
