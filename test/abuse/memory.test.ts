import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { print } from "graphql";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { createProject } from "../support/board.ts";
import { ProjectActivityDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { isLongRun } from "../support/long-run.ts";
import { post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { openConnection, type RawSocket } from "../support/raw-socket.ts";
import { startServerProcess } from "../support/server-process.ts";
import { jwtSecret, signToken } from "../support/sign-token.ts";
import { startBystander } from "./bystander.ts";
import { withoutLimits } from "./without-limits.ts";

let database: TestDatabase;
let instance: Instance;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, withoutLimits);
});
afterAll(async () => {
  await instance.close();
  await database.close();
});

const megabyte = 1024 * 1024;

/** Those that are measured, beside the 90 that fill the caches. */
const subscriptions = isLongRun ? 450 : 180;

it(`${subscriptions} subscriptions keep nothing of the junk that was sent with them, a megabyte each`, async () => {
  const ada = await instance.person("ada");
  const projectId = await createProject(ada);
  const query = print(ProjectActivityDocument);
  const junk: Readonly<Record<string, (text: string) => object>> = {
    "an undeclared variable": (text) => ({ query, variables: { projectId, announce: false, junk: text } }),
    extensions: (text) => ({ query, variables: { projectId, announce: false }, extensions: { junk: text } }),
    "a comment": (text) => ({ query: `# ${text}\n${query}`, variables: { projectId, announce: false } }),
    "another operation": (text) => ({
      query: `${query} query Other { project(id: "${text}") { id } }`,
      operationName: "ProjectActivity",
      variables: { projectId, announce: false },
    }),
    "many undeclared variables": (text) => ({
      query,
      variables: { projectId, announce: false, junk: Array.from({ length: 10_000 }, () => text.slice(0, 90)) },
    }),
  };
  const makers = Object.values(junk);
  // Sends every kind of subscription and junk once: caches are bounded, and filled.
  const sockets: RawSocket[] = [];
  const subscribe = async (number: number) => {
    // So many different documents may a socket keep.
    if (number % 60 === 0) sockets.push(await openConnection(instance.url, ada.token));
    const socket = sockets.at(-1);
    const text = `${number}`.padEnd(0.9 * megabyte, `${number} junk `);
    socket?.send({ id: `${number}`, type: "subscribe", payload: makers[number % makers.length]?.(text) });
    expect(await socket?.next()).toMatchObject({ type: "next", payload: { data: { projectActivity: { seq: 1 } } } });
  };
  for (const number of range(0, 89)) await subscribe(number);
  const before = collectGarbage();
  for (const number of range(90, 89 + subscriptions)) await subscribe(number);
  const grown = collectGarbage() - before;
  expect(grown / subscriptions).toBeLessThan(60 * 1024);
  for (const socket of sockets) socket.terminate();
});

it("sixteen bad megabytes at once, of several kinds, do not end a process with a heap of 256 MB", async () => {
  const server = await startServerProcess({
    PORT: "0",
    DATABASE_URL: database.url,
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
    NODE_OPTIONS: "--max-old-space-size=256",
    ...withoutLimits,
  });
  onTestFinished(async () => void (await server.stop("SIGKILL")));
  const token = await signToken("mallory");
  const bystander = await startBystander(server.url, "memory");
  const big = "x".repeat(megabyte - 1_000);
  const keys = Object.fromEntries(range(1, 15_000).map((index) => [`key${index}`, "x".repeat(50)]));
  const board = "query ($id: ID!, $filter: TaskFilter) { project(id: $id) { tasks(filter: $filter) { totalCount } } }";
  const requests = [
    { query: board, variables: { id: "1", filter: keys } },
    { query: board, variables: { id: "1", filter: { status: range(1, 15_000).map(() => "x".repeat(50)) } } },
    { query: board, variables: { id: "1", filter: { status: [big] } } },
    { query: `{ ${range(1, 90).map((n) => `a${n}: projects(first: "${"x".repeat(9_000)}") { totalCount }`)} }` },
  ];
  const lengths: number[] = [];
  for (const request of requests) {
    const answers = await Promise.all(range(1, 16).map(() => post(server.url, token, request)));
    lengths.push(...answers.map((answer) => JSON.stringify(answer).length));
  }
  expect(Math.max(...lengths)).toBeLessThan(64 * 1024);
  await bystander.expectUnharmed();
  await server.stop("SIGTERM");
  expect(server.output.filter((line) => line.includes('"level":50'))).toEqual([]);
});

/** Bytes of the heap and of buffers in use, once nothing is left to collect. */
function collectGarbage(): number {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  for (const _time of range(1, 3)) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
