import { once } from "node:events";
import { connect, type Socket } from "node:net";
import process from "node:process";
import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { startBystander } from "../abuse/bystander.ts";
import { type Launched, launch } from "../support/launch.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { runAfterDeath } from "../support/run-after-death.ts";
import { jwtSecret } from "../support/sign-token.ts";

let database: TestDatabase;
let server: Launched;
let callOff: () => void;
let url: string;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  server.child.kill("SIGKILL");
  await server.ended;
  callOff();
  await database.close();
});

it("a limit of open files below MAX_CONNECTIONS keeps new connections out, and hurts nobody who is in", async () => {
  start(300);
  url = /http:\/\/[^\s/]+/.exec(await server.line(/http:\/\/\S+/))?.[0] ?? "";
  expect(await server.line(/The limit of open files is lower than MAX_CONNECTIONS needs/)).toContain('"openFiles":300');
  const bystander = await startBystander(url);
  const sockets = await Promise.all(range(1, 400).map(open));
  await bystander.untilWrites(20);
  expect(sockets.filter((socket) => socket.destroyed).length).toBeGreaterThan(200);
  expect(sockets.filter((socket) => !socket.destroyed).length).toBeGreaterThan(50);
  for (const socket of sockets) socket.destroy();
  await bystander.expectUnharmed();
  expect(server.output.filter((line) => /EMFILE|"level":50/.test(line))).toEqual([]);
});

it.each([120, 60])("a limit of %i open files ends the start with one sentence", async (files) => {
  start(files);
  await server.ended;
  expect(server.output).toEqual([
    `The limit of open files is ${files}, and the server needs 121 for the first client. Raise ulimit -n, or LimitNOFILE of its systemd unit, to 65536.`,
  ]);
});

/** Starts a server that may have so many files open. */
function start(files: number): void {
  // The shell takes the number's place, so that the limit is that of the server alone.
  server = launch(["/bin/sh", "-c", `ulimit -n ${files}; exec "$0" scripts/run.mjs start`, process.execPath], {
    cwd: projectRoot,
    env: {
      ...process.env,
      PORT: "0",
      DATABASE_URL: database.url,
      REDIS_URL: inject("redisUrl"),
      AUTH_SECRET: "a secret of tests that is long enough to be taken",
      AUTH_JWT_SECRET: jwtSecret,
      DATABASE_POOL_SIZE: "20",
      MAX_CONNECTIONS: "50000",
    },
  });
  callOff = runAfterDeath(`kill -9 ${server.child.pid}`);
}

/** A connection on which nothing is asked; resolves once the server has taken or ended it. */
async function open(): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect").catch(() => undefined);
  socket.resume();
  return socket;
}
