import { randomBytes } from "node:crypto";
import { print } from "graphql";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { administer } from "../support/administer.ts";
import { createBoard } from "../support/board.ts";
import { dropDatabase } from "../support/drop-database.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { CreateTaskDocument, ProjectsDocument } from "../support/generated/graphql.ts";
import { startInstance } from "../support/instance.ts";
import { type Nginx, startNginx } from "../support/nginx.ts";
import { writeOverHttp } from "../support/persistent-writer.ts";
import { createPerson, type Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { openConnection } from "../support/raw-socket.ts";
import { subscribeResuming } from "../support/resuming-subscriber.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { jwtSecret } from "../support/sign-token.ts";

let database: TestDatabase;
let staying: ServerProcess;
let leaving: ServerProcess;
let nginx: Nginx;
let ada: Person;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  staying = await start();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

afterAll(async () => {
  await staying.stop("SIGKILL");
  await database.close();
});

describe.each([
  ["is stopped", "SIGTERM"],
  ["crashes", "SIGKILL"],
] as const)("while an instance behind nginx %s", (_how, signal) => {
  it("every GET and every upgrade succeeds, and people write and read: nothing is lost, nothing twice", async () => {
    await begin();
    const { projectId } = await createBoard(ada);
    const findUrl = () => nginx.url;
    const readers = range(1, 4).map(() =>
      subscribeResuming({ projectId, since: 1, findUrl, findToken: async () => ada.token }),
    );
    const writer = writeOverHttp({ name: "writer", projectId, token: ada.token, findUrl });
    await Promise.all(readers.map((reader) => reader.reach(10)));

    const gets: number[] = [];
    const upgrades: unknown[] = [];
    let hasEnded = false;
    void leaving.stop(signal).then(() => {
      hasEnded = true;
    });
    for (let after = 0; after < 10; after += hasEnded ? 1 : 0) {
      gets.push(await get());
      const socket = await openConnection(nginx.url, ada.token).catch((error: unknown) => error);
      upgrades.push(socket instanceof Error ? socket.message : "open");
      if (!(socket instanceof Error)) (socket as { terminate(): void }).terminate();
    }
    expect(new Set(gets)).toEqual(new Set([200]));
    // One that was taken over as its instance went is the client's to open again, as any that breaks.
    expect(upgrades.filter((outcome) => outcome !== "open").length).toBeLessThanOrEqual(1);

    const movedAt = Math.max(...readers.flatMap(({ seqs }) => seqs));
    await Promise.all(readers.map((reader) => reader.reach(movedAt + 10)));
    await writer.stop();
    const last = Math.max(...writer.acknowledged.values());
    await Promise.all(readers.map((reader) => reader.reach(last)));
    for (const { seqs, resyncs } of readers) expect([seqs, resyncs]).toEqual([range(2, last), []]);
    await Promise.all(readers.map((reader) => reader.leave()));
  });

  it("with non_idempotent every POST that carries a clientMutationId is answered, and done once", async () => {
    await begin({ nonIdempotent: true });
    const board = await createBoard(ada);
    let hasEnded = false;
    void leaving.stop(signal).then(() => {
      hasEnded = true;
    });
    const statuses: number[] = [];
    for (let index = 1, after = 0; after < 10; index += 1) {
      if (hasEnded) after += 1;
      const input = { projectId: board.projectId, title: `Task ${index}`, clientMutationId: `${signal} ${index}` };
      statuses.push(await post({ query: print(CreateTaskDocument), variables: { input } }));
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await board.seq()).toBe(1 + statuses.length);
  });
});

it("while an instance starts, GET and upgrades go to the other one, and a POST is refused rather than sent twice", async () => {
  const name = `lockstep_test_${randomBytes(8).toString("hex")}`;
  const { url: adminUrl } = inject("postgres");
  await administer(adminUrl, `CREATE DATABASE ${name}`);
  closers.push(() => dropDatabase(adminUrl, name));
  const url = Object.assign(new URL(adminUrl), { pathname: name }).href;
  const migrating = new Client(url);
  await migrating.connect();
  await migrating.query("BEGIN; SELECT pg_advisory_xact_lock(hashtext('lockstep migrations'))");
  const port = await findFreePort();
  const starting = startInstance(url, { PORT: String(port) });
  closers.push(async () => {
    await migrating.end();
    await (await starting).close();
  });
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(isUp).toBe(200);
  nginx = await startNginx([`http://127.0.0.1:${port}`, staying.url]);
  closers.push(() => nginx.close());
  ada = await createPerson(staying.url, "ada");
  closers.push(() => ada.leave());

  const posts: number[] = [];
  for (const _ of range(1, 10)) {
    posts.push(await post({ query: "{ __typename }" }));
    expect(await get()).toBe(200);
    (await openConnection(nginx.url, ada.token)).terminate();
  }
  expect(new Set(posts)).toContain(200);
  expect(posts.filter((status) => status !== 200 && status !== 503)).toEqual([]);
});

it("tells clients when to ask again while all instances are down", async () => {
  const [one, two] = [await findFreePort(), await findFreePort()].map((port) => `http://127.0.0.1:${port}`);
  nginx = await startNginx([one ?? "", two ?? ""]);
  closers.push(() => nginx.close());
  // The first finds out, the second meets no instance that nginx would try.
  for (const _ of range(1, 2)) {
    const { status, headers } = await fetch(`${nginx.url}/graphql?query=%7B__typename%7D`);
    expect([status, headers.get("retry-after")]).toEqual([502, "2"]);
  }
});

it("tells nobody of metrics, and lets no client name its request", async () => {
  await begin();
  for (const path of ["/metrics", "/metrics/", "/metrics/a"]) {
    const answer = await fetch(nginx.url + path);
    expect([path, answer.status, await answer.text()]).toEqual([path, 404, expect.stringContaining("nginx")]);
    expect(answer.headers.get("retry-after")).toBeNull();
  }
  const named = await fetch(`${nginx.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-request-id": "from-a-client" },
    body: JSON.stringify({ query: "{ __typename }" }),
  });
  expect([named.status, named.headers.get("x-request-id")]).toEqual([200, expect.not.stringContaining("client")]);
});

it("takes as many WebSockets as its own limit says, whatever limit of open files the system begins with", async () => {
  await begin({ openFiles: 64 });
  const sockets = await Promise.all(range(1, 80).map(() => openConnection(nginx.url, ada.token)));
  for (const socket of sockets) socket.terminate();
});

async function begin(options: Parameters<typeof startNginx>[1] = {}): Promise<void> {
  leaving = await start();
  closers.push(() => leaving.stop("SIGKILL"));
  nginx = await startNginx([leaving.url, staying.url], options);
  closers.push(() => nginx.close());
  ada = await createPerson(nginx.url, "ada");
  closers.push(() => ada.leave());
}

async function get(): Promise<number> {
  const query = new URLSearchParams({ query: print(ProjectsDocument) });
  const headers = { authorization: `Bearer ${ada.token}`, "apollo-require-preflight": "true" };
  const response = await fetch(`${nginx.url}/graphql?${query}`, { headers });
  await response.text();
  return response.status;
}

async function post(body: object): Promise<number> {
  const response = await fetch(`${nginx.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${ada.token}` },
    body: JSON.stringify(body),
  });
  await response.text();
  return response.status;
}

function start(): Promise<ServerProcess> {
  return startServerProcess({
    PORT: "0",
    DATABASE_URL: database.url,
    REDIS_URL: inject("redisUrl"),
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
    DRAIN_SECONDS: "1",
    TRUSTED_PROXIES: "loopback",
  });
}
