import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { administer } from "../support/administer.ts";
import { createProject, createTasks } from "../support/board.ts";
import { type PersistentWriter, writeOverHttp, writeOverWebSocket } from "../support/persistent-writer.ts";
import { createPerson } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { type ResumingSubscriber, subscribeResuming } from "../support/resuming-subscriber.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { jwtSecret, signToken } from "../support/sign-token.ts";

let database: TestDatabase;
/** Those that run, or ran last, in the two places. */
let servers: [ServerProcess, ServerProcess];
let subscribers: ResumingSubscriber[] = [];
let writers: PersistentWriter[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  servers = await Promise.all([start(), start()]);
});

afterEach(async () => {
  for (const writer of writers) writer.abandon();
  await Promise.all(subscribers.map((subscriber) => subscriber.leave()));
  await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  await database.close();
});

it("loses nothing while two instances are restarted one after the other under load", async () => {
  const ada = await createPerson(servers[0].url, "ada");
  const projectId = await createProject(ada);
  const token = await signToken("ada");
  subscribers = range(1, 10).map(() =>
    subscribeResuming({ projectId, since: 1, findUrl: takeTurns(), findToken: async () => token }),
  );
  writers = range(1, 2).flatMap((number) => [
    writeOverHttp({ name: `HTTP ${number}`, projectId, token, findUrl: takeTurns() }),
    writeOverWebSocket({ name: `WebSocket ${number}`, projectId, token, findUrl: takeTurns() }),
  ]);
  await Promise.all(subscribers.map((subscriber) => subscriber.reach(20)));

  for (const place of [0, 1] as const) {
    const drained = servers[place];
    const affected = subscribers.filter((subscriber) => subscriber.isAt(drained.url));
    expect(affected.length).toBeGreaterThan(2);
    const throughOther = await createPerson(servers[place === 0 ? 1 : 0].url, "ada");
    const ended = drained.stop("SIGTERM");
    await Promise.race(affected.map((subscriber) => subscriber.untilClosed(subscriber.closings.length + 1)));
    // A change that began after the first socket was closed reaches others through the same instance.
    const seq = await createTasks(throughOther, projectId, 1);
    await throughOther.leave();
    expect(await ended).toBe(0);
    const closings = affected.map((subscriber) => subscriber.closings.find(({ url }) => url === drained.url));
    expect(closings.map((closing) => closing?.code)).toEqual(affected.map(() => 1012));
    expect(Math.max(...closings.map((closing) => closing?.seq ?? 0))).toBeGreaterThanOrEqual(seq);
    expect(drained.output.filter(isComplaint)).toEqual([]);
    servers[place] = await start();
    await Promise.all(affected.map((subscriber) => subscriber.reach(seq)));
  }

  await Promise.all(writers.map((writer) => writer.stop()));
  expect(writers.flatMap((writer) => writer.otherAnswers)).toEqual([]);
  const log = await readLog(projectId);
  const acknowledged = new Map(writers.flatMap((writer) => [...writer.acknowledged]));
  const written = log.flatMap(({ seq, clientMutationId }) => (clientMutationId ? [[clientMutationId, seq]] : []));
  expect(written).toHaveLength(acknowledged.size);
  expect(new Map(written as [string, number][])).toEqual(acknowledged);
  for (const subscriber of subscribers) {
    await subscriber.reach(log.length);
    expect(subscriber.seqs).toEqual(range(2, log.length));
    expect(subscriber.resyncs).toEqual([]);
    expect(subscriber.closings.length).toBeGreaterThan(0);
  }
});

function start(): Promise<ServerProcess> {
  return startServerProcess({
    PORT: "0",
    DATABASE_URL: database.url,
    REDIS_URL: inject("redisUrl"),
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
    DRAIN_SECONDS: "5",
  });
}

let turns = 0;

/** Knows both addresses and tries them by turns, whether they answer or not. Each beginner begins with the next. */
function takeTurns(): () => string {
  let turn = turns;
  turns += 1;
  return () => {
    const server = servers[(turn % 2) as 0 | 1];
    turn += 1;
    return server.url;
  };
}

interface LogRow {
  readonly seq: number;
  readonly clientMutationId: string | null;
}

async function readLog(projectId: string): Promise<LogRow[]> {
  const rows = await administer(
    database.url,
    `SELECT seq, client_mutation_id FROM activities WHERE project_id = '${projectId}' ORDER BY seq`,
  );
  return rows.map((row) => ({
    seq: Number(row["seq"]),
    clientMutationId: row["client_mutation_id"] as string | null,
  }));
}

/**
 * Tells if a line of the server's log is a warning or worse. A message that takes a second on its way through Redis is
 * the load's doing, not the stop's.
 */
function isComplaint(line: string): boolean {
  if (!line.startsWith("{")) return false;
  const { level, reason } = JSON.parse(line) as { readonly level?: number; readonly reason?: string };
  return level !== 30 && reason !== "what is published does not come back";
}
