import { once } from "node:events";
import { request as requestOverHttp } from "node:http";
import { connect, type Socket } from "node:net";
import { print } from "graphql";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readConfig } from "../../../src/config/config.ts";
import { createMemoryBus } from "../../../src/engine/bus/memory-bus.ts";
import { bind } from "../../../src/server/http/bind.ts";
import { administer } from "../../support/administer.ts";
import { CreateProjectDocument, CreateTaskDocument } from "../../support/generated/graphql.ts";
import { holdProject } from "../../support/held-lock.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import { type Person, post } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { openConnection } from "../../support/raw-socket.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** Well above what it may take, well below every timeout that would end a hang. */
const within = 8_000;

describe("an instance that is closed", () => {
  let instance: Instance;
  let ada: Person;
  let projectId: string;
  beforeEach(async () => {
    instance = await startInstance(database.url);
    ada = await instance.person("ada");
    const { createProject } = await ada.expect(CreateProjectDocument, { input: { name: "Launch" } });
    projectId = String(createProject?.project.id);
  });
  // Again, which does no harm, for when a test failed before it.
  afterEach(() => instance.close());

  it("sends open sockets elsewhere: 1012", { timeout: within }, async () => {
    const sockets = await Promise.all([1, 2, 3].map(() => openConnection(instance.url, ada.token)));
    const watching = ada.watch({ projectId });
    await watching.next();
    await instance.close();
    for (const socket of sockets) expect(await socket.closed).toMatchObject({ code: 1012 });
  });

  it("cuts a peer that does not answer the close", { timeout: within }, async () => {
    const socket = await upgradeByHand(instance.url);
    const ended = once(socket, "end");
    await instance.close();
    await ended;
    socket.destroy();
  });

  it("does not wait for connections on which nothing happens", { timeout: within }, async () => {
    const { port, hostname } = new URL(instance.url);
    const silent = connect(Number(port), hostname).resume();
    await once(silent, "connect");
    const keptAlive = requestOverHttp(`${instance.url}/healthz`, { headers: { connection: "keep-alive" } }).end();
    const [response] = await once(keptAlive, "response");
    const closed = Promise.all([once(silent, "close"), once(response.socket, "close")]);
    await once(response.resume(), "end");
    await instance.close();
    await closed;
  });

  it("answers the requests under way and takes no more", { timeout: within }, async () => {
    const lock = await holdProject(database.url, projectId);
    const answer = ada.request(CreateTaskDocument, { input: { projectId, title: "In time" } });
    await lock.waiting(1);
    const closing = instance.close();
    await refusesConnections(instance.url);
    await lock.release();
    expect(await answer).toMatchObject({ data: { createTask: { task: { title: "In time" } } } });
    await closing;
  });

  it("answers a mutation under way over a WebSocket before it closes the socket", { timeout: within }, async () => {
    const [busy, idle] = await Promise.all([1, 2].map(() => openConnection(instance.url, ada.token)));
    if (!busy || !idle) throw new Error("There are two.");
    const lock = await holdProject(database.url, projectId);
    const variables = { input: { projectId, title: "In time" } };
    busy.send({ id: "1", type: "subscribe", payload: { query: print(CreateTaskDocument), variables } });
    await lock.waiting(1);
    const closing = instance.close();
    expect(await idle.closed).toMatchObject({ code: 1012 });
    await lock.release();
    const answer = { data: { createTask: { task: { title: "In time" } } } };
    expect(await busy.next()).toMatchObject({ id: "1", type: "next", payload: answer });
    expect(await busy.next()).toMatchObject({ id: "1", type: "complete" });
    expect(await busy.closed).toMatchObject({ code: 1012 });
    await closing;
  });
});

describe("an instance that may take its time to close", () => {
  it("sends its sockets away one after the other, takes no new ones, and answers who has not heard of it", async () => {
    const instance = await startInstance(database.url, { DRAIN_SECONDS: "6" });
    const ada = await instance.person("ada");
    const { createProject } = await ada.expect(CreateProjectDocument, { input: { name: "Launch" } });
    const projectId = String(createProject?.project.id);
    const sockets = await Promise.all([1, 2, 3].map(() => openConnection(instance.url, ada.token)));
    const lock = await holdProject(database.url, projectId);
    const answer = ada.request(CreateTaskDocument, { input: { projectId, title: "In time" } });
    await lock.waiting(1);

    const closing = instance.close();
    await Promise.race(sockets.map(({ closed }) => closed));
    expect(await (await fetch(`${instance.url}/readyz`)).json()).toMatchObject({ status: "stopping", database: "up" });
    expect((await fetch(`${instance.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${instance.url}/healthz`)).status).toBe(200);
    expect(await post(instance.url, undefined, { query: "{ __typename }" })).toEqual({ data: { __typename: "Query" } });
    expect((await fetch(`${instance.url}/auth/token`)).status).toBe(401);
    await expect(openConnection(instance.url, ada.token)).rejects.toThrow("503");
    await lock.release();
    expect(await answer).toMatchObject({ data: { createTask: { task: { title: "In time" } } } });

    const open = new Set(sockets);
    while (open.size > 0) {
      const left = await Promise.race([...open].map((socket) => socket.closed.then(() => socket)));
      expect(await left.closed).toMatchObject({ code: 1012 });
      open.delete(left);
      for (const socket of open) {
        socket.send({ type: "ping" });
        expect(await socket.next()).toEqual({ type: "pong" });
      }
    }
    await closing;
  });

  it("does not wait for sockets that are not there", { timeout: within }, async () => {
    const instance = await startInstance(database.url, { DRAIN_SECONDS: "3600" });
    const ada = await instance.person("ada");
    const [first, second] = [
      await openConnection(instance.url, ada.token),
      await openConnection(instance.url, ada.token),
    ];
    const closing = instance.close();
    await first.closed;
    second.terminate();
    await closing;

    const lonely = await startInstance(database.url, { DRAIN_SECONDS: "3600" });
    await lonely.close();
  });
});

it("an instance of which one part fails to close closes the others, and tells", { timeout: within }, async () => {
  const own = await createTestDatabase();
  const removal = () => {
    throw new Error("It is stuck.");
  };
  const bus = { ...createMemoryBus({ logger: pino({ level: "silent" }) }), onReconnect: () => removal };
  const instance = await startInstance(own.url, {}, { bus });
  await instance.person("ada");
  await expect(instance.close()).rejects.toThrow("It is stuck.");
  await refusesConnections(instance.url);
  const others = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
  await vi.waitFor(async () => expect(await administer(own.url, others)).toEqual([]));
  await own.close();
});

describe("a bound server that is closed", () => {
  const listener = {
    onError: (error: Error) => expect.unreachable(error.message),
    onTooMany: (address: string) => expect.unreachable(address),
  };

  it("tells clients that the connection ends with the answer", async () => {
    const bound = await bind("127.0.0.1", 0, readConfig({}).limits, listener);
    const arrived = new Promise<() => void>((resolve) => {
      bound.serve((_request, response) => resolve(() => response.end("late")));
    });
    const response = fetch(bound.url);
    const respond = await arrived;
    const closing = bound.close();
    respond();
    expect((await response).headers.get("connection")).toBe("close");
    expect(await (await response).text()).toBe("late");
    await closing;
  });

  it("cuts a request that does not end in time", { timeout: within }, async () => {
    const bound = await bind("127.0.0.1", 0, readConfig({}).limits, listener);
    const arrived = new Promise<void>((resolve) => bound.serve(() => resolve()));
    const refused = expect(fetch(bound.url)).rejects.toThrow();
    await arrived;
    await bound.close(50);
    await refused;
  });

  it("may be closed again", async () => {
    const bound = await bind("127.0.0.1", 0, readConfig({}).limits, listener);
    await bound.close();
    await bound.close();
  });
});

/** A WebSocket that reads but never says anything, not even that it was closed. */
async function upgradeByHand(url: string): Promise<Socket> {
  const { port, hostname } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  const headers = {
    host: hostname,
    connection: "upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": Buffer.alloc(16).toString("base64"),
    "sec-websocket-protocol": "graphql-transport-ws",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write(["GET /graphql HTTP/1.1", ...lines, "", ""].join("\r\n"));
  socket.on("error", () => undefined);
  const [head] = await once(socket, "data");
  expect(String(head)).toMatch(/^HTTP\/1.1 101/);
  return socket;
}

async function refusesConnections(url: string): Promise<void> {
  const { port, hostname } = new URL(url);
  for (;;) {
    const socket = connect(Number(port), hostname);
    const refused = await once(socket, "connect").then(
      () => false,
      () => true,
    );
    socket.destroy();
    if (refused) return;
  }
}
