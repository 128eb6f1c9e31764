import { once } from "node:events";
import { request as requestOverHttp } from "node:http";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bind } from "../../../src/server/bind.ts";
import { CreateProjectDocument, CreateTaskDocument } from "../../support/generated/graphql.ts";
import { holdProject } from "../../support/held-lock.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import type { Person } from "../../support/person.ts";
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
});

describe("a bound server that is closed", () => {
  it("tells clients that the connection ends with the answer", async () => {
    const bound = await bind("127.0.0.1", 0);
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
    const bound = await bind("127.0.0.1", 0);
    const arrived = new Promise<void>((resolve) => bound.serve(() => resolve()));
    const refused = expect(fetch(bound.url)).rejects.toThrow();
    await arrived;
    await bound.close(50);
    await refused;
  });

  it("may be closed again", async () => {
    const bound = await bind("127.0.0.1", 0);
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
