import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createRecordingLogger } from "../../engine/bus/recording-logger.ts";
import { CreateProjectDocument, CreateTaskDocument, MeDocument } from "../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import { type Person, post } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { openConnection, openRawSocket } from "../../support/raw-socket.ts";
import { signToken } from "../../support/sign-token.ts";

const { logger, lines } = createRecordingLogger();
let database: TestDatabase;
let instance: Instance;
let ada: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, {}, {}, logger);
  ada = await instance.person("ada");
});

afterEach(async () => {
  expect(await ada.expect(MeDocument, {})).toMatchObject({ me: { id: ada.id } });
  // A socket that is closed for a malformed message is worth a line of information.
  expect(lines.filter(({ level }) => level > 30)).toEqual([]);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

const init = { type: "connection_init" };
const subscribe = { id: "1", type: "subscribe", payload: { query: "{ me { id } }" } };

describe("before the connection is acknowledged, a socket is closed", () => {
  it("with 4408 when it never asks to connect", async () => {
    const socket = await openRawSocket(instance.url);
    expect(await socket.closed).toEqual({ code: 4408, reason: "Connection initialisation timeout" });
  });

  it("with 4401 when it asks for something", async () => {
    const socket = await openRawSocket(instance.url);
    socket.send(subscribe);
    expect(await socket.closed).toEqual({ code: 4401, reason: "Unauthorized" });
  });

  it("with 4406 when it speaks no protocol, or asks for none that is known", async () => {
    const transports = "graphql-transport-ws, text/event-stream, multipart/mixed;subscriptionSpec=1.0";
    const reason = `Subprotocol not acceptable. Use ${transports}.`;
    expect(await (await openRawSocket(instance.url, "/graphql", [])).closed).toEqual({ code: 4406, reason });
    await expect(openRawSocket(instance.url, "/graphql", ["graphql-ws"])).rejects.toThrow(/no subprotocol/);
  });

  it.each(["/", "/graphql/", "/other", "/auth/token"])("never opens at %s: 404", async (path) => {
    await expect(openRawSocket(instance.url, path)).rejects.toThrow("Unexpected server response: 404");
    const transports = ["graphql-transport-ws", "text/event-stream", "multipart/mixed;subscriptionSpec=1.0"];
    expect(await upgrade(path)).toMatchObject({ errors: [{ extensions: { code: "NOT_FOUND", transports } }] });
  });

  it("never opens for a page of another origin, and says so: 403", async () => {
    const answer = await upgrade("/graphql", { origin: "https://evil.example" });
    expect(answer).toMatchObject({ errors: [{ message: expect.any(String), extensions: { code: "FORBIDDEN" } }] });
  });
});

it.each(["/graphql", "/other"])(
  "a peer that resets its connection while it asks for a socket at %s does no harm",
  async (path) => {
    const { port, hostname } = new URL(instance.url);
    const head = ["connection: upgrade", "upgrade: websocket", "", ""].join("\r\n");
    for (let time = 0; time < 20; time += 1) {
      const peer = connect(Number(port), hostname).on("error", () => undefined);
      await once(peer, "connect");
      peer.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\n${head}`);
      peer.resetAndDestroy();
    }
  },
);

describe("a message that is none closes the socket", () => {
  it.each([
    ["no JSON", "{"],
    ["nothing", ""],
    ["no object", "null"],
    ["no type", {}],
    ["an unknown type", { type: "start" }],
    ["no id", { type: "subscribe", payload: subscribe.payload }],
    ["no query", { ...subscribe, payload: { variables: {} } }],
    ["a query that is no text", { ...subscribe, payload: { query: { kind: "Document" } } }],
    ["variables that are no object", { ...subscribe, payload: { query: "{ me { id } }", variables: "{}" } }],
    ["a name of an operation that is no text", { ...subscribe, payload: { query: "{ me { id } }", operationName: 1 } }],
    ["what only servers send", { type: "connection_ack" }],
    ["a list", [subscribe, { ...subscribe, id: "2" }]],
    ["a list of requests", { ...subscribe, payload: [subscribe.payload] }],
    ["a result", { id: "1", type: "next", payload: { data: null } }],
  ])("with %s: 4400", async (_what, message) => {
    const socket = await openConnection(instance.url, ada.token);
    socket.send(message);
    expect(await socket.closed).toMatchObject({ code: 4400, reason: expect.stringMatching(/\S/) });
  });

  it("above 1 MiB: 1009", async () => {
    const socket = await openConnection(instance.url, ada.token);
    socket.send({ ...subscribe, payload: { query: "{ me { id } }", variables: { text: "x".repeat(1024 * 1024) } } });
    expect(await socket.closed).toMatchObject({ code: 1009 });
  });

  it("but one of 1 MiB is taken", async () => {
    const socket = await openConnection(instance.url, ada.token);
    const request = (text: string) => ({ ...subscribe, payload: { query: "{ me { id } }", variables: { text } } });
    const rest = 1024 * 1024 - JSON.stringify(request("")).length;
    socket.send(request("x".repeat(rest)));
    expect(await socket.next()).toEqual({ id: "1", type: "next", payload: { data: { me: { id: ada.id } } } });
    socket.terminate();
  });

  it("asking to connect a second time: 4429", async () => {
    const socket = await openConnection(instance.url, ada.token);
    socket.send(init);
    expect(await socket.closed).toEqual({ code: 4429, reason: "Too many initialisation requests" });
  });

  it("sending many messages before it asks to connect: 4429", async () => {
    const socket = await openRawSocket(instance.url);
    for (let time = 0; time < 8; time += 1) socket.send({ type: "ping" });
    for (let time = 0; time < 8; time += 1) expect(await socket.next()).toEqual({ type: "pong" });
    socket.send({ type: "ping" });
    expect(await socket.closed).toEqual({ code: 4429, reason: "Too many messages before the acknowledgement" });
  });

  it.each(["1", "x".repeat(1_024), "漢".repeat(100)])("with an id in use: 4409 (case %#)", async (id) => {
    const { createProject } = await ada.expect(CreateProjectDocument, { input: { name: "Launch" } });
    const query = `subscription { projectActivity(projectId: "${createProject?.project.id}") { __typename } }`;
    const socket = await openConnection(instance.url, ada.token);
    for (let time = 0; time < 2; time += 1) socket.send({ id, type: "subscribe", payload: { query } });
    expect(await socket.closed).toMatchObject({ code: 4409, reason: expect.stringMatching(/^Subscriber for/) });
  });

  it.each(["__proto__", "constructor", "\0", "\ud800"])("but the id %j is one like others", async (id) => {
    const socket = await openConnection(instance.url, ada.token);
    socket.send({ ...subscribe, id });
    expect(await socket.next()).toMatchObject({ id, type: "next", payload: { data: { me: { id: ada.id } } } });
    socket.terminate();
  });
});

describe("an id that is taken again at once", () => {
  it("is the new subscription's alone, and nothing of the old one is left", async () => {
    const { createProject } = await ada.expect(CreateProjectDocument, { input: { name: "Launch" } });
    const projectId = String(createProject?.project.id);
    const query = `subscription { projectActivity(projectId: "${projectId}") { __typename } }`;
    const begin = { id: "1", type: "subscribe", payload: { query } };
    const end = { id: "1", type: "complete" };
    const socket = await openConnection(instance.url, ada.token);
    for (const message of [begin, end, begin, end, begin]) socket.send(message);
    expect(await socket.next()).toMatchObject({ id: "1", payload: { data: { projectActivity: ready } } });
    // Once more while it runs, with nothing in between.
    for (const message of [end, begin]) socket.send(message);
    expect(await socket.next()).toMatchObject({ id: "1", payload: { data: { projectActivity: ready } } });

    for (const title of ["first", "second"]) await ada.expect(CreateTaskDocument, { input: { projectId, title } });
    for (const seq of [2, 3])
      expect(await socket.next()).toMatchObject({ type: "next", payload: { extensions: { seq } } });
    expect(await present(projectId)).toEqual([{ user: { id: ada.id } }]);
    socket.terminate();
    await vi.waitFor(async () => expect(await present(projectId)).toEqual([]));
  });

  const ready = { __typename: "Ready" };

  async function present(projectId: string): Promise<unknown> {
    const query = `{ project(id: "${projectId}") { present { user { id } } } }`;
    const { data } = await post<{ project: { present: unknown } }>(instance.url, ada.token, { query });
    return data?.project.present;
  }
});

describe("too much of it is refused", () => {
  it("100 operations are under way on a connection: RATE_LIMITED for one more", async () => {
    const { createProject } = await ada.expect(CreateProjectDocument, { input: { name: "Launch" } });
    const query = `subscription { projectActivity(projectId: "${createProject?.project.id}") { __typename } }`;
    const socket = await openConnection(instance.url, ada.token);
    for (let id = 1; id <= 101; id += 1) socket.send({ id: String(id), type: "subscribe", payload: { query } });
    const messages = [];
    for (let count = 1; count <= 101; count += 1) messages.push(await socket.next());
    expect(messages.filter((message) => Object(message).type !== "next")).toMatchObject([
      { id: "101", type: "error", payload: [{ extensions: { code: "RATE_LIMITED" } }] },
    ]);
    socket.send({ id: "1", type: "complete" });
    socket.send({ ...subscribe, id: "102" });
    expect(await socket.next()).toMatchObject({ id: "102", payload: { data: { me: { id: ada.id } } } });
    socket.terminate();
  });

  it("50 connections of a user are open: 4429 for one more, and others may come", async () => {
    const [grace, linus] = [await signToken("grace"), await signToken("linus")];
    const sockets = await Promise.all(Array.from({ length: 50 }, () => openConnection(instance.url, grace)));
    const one = await openRawSocket(instance.url);
    one.send({ ...init, payload: { authorization: `Bearer ${grace}` } });
    expect(await one.closed).toEqual({ code: 4429, reason: "A user may have 50 connections." });
    (await openConnection(instance.url, linus)).terminate();
    for (const socket of sockets) socket.terminate();
  });
});

describe("a token", () => {
  it("on expiry closes its socket with 4403, and one of years does not", async () => {
    const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
    // More milliseconds than a timer counts.
    const lasting = await openConnection(instance.url, await signToken("grace", { exp: inSeconds(10 * 365 * 86_400) }));
    const brief = await openConnection(instance.url, await signToken("grace", { exp: inSeconds(-1) }));
    expect(await brief.closed).toEqual({ code: 4403, reason: "The token has expired." });
    lasting.send(subscribe);
    expect(await lasting.next()).toMatchObject({ type: "next" });
    lasting.terminate();
  });

  it("after a sign-out or the deletion of the account closes its socket: 4401", async () => {
    const [leaving, deleted, staying] = await Promise.all([signUp(), signUp(), signUp()]);
    const sockets = await Promise.all(
      [leaving, deleted, staying].map(({ token }) => openConnection(instance.url, token)),
    );
    await leaving.post("/auth/sign-out", {});
    await deleted.post("/auth/delete-user", { password });
    const reason = "The viewer has signed out, the access token was revoked, or the account was deleted or disabled.";
    for (const socket of sockets.slice(0, 2)) expect(await socket.closed).toEqual({ code: 4401, reason });
    sockets[2]?.send(subscribe);
    expect(await sockets[2]?.next()).toMatchObject({ type: "next" });
    sockets[2]?.terminate();
  });

  const password = "correct horse";

  async function signUp() {
    const post = async (path: string, body: object, session?: string) => {
      const response = await fetch(instance.url + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...(session && { authorization: `Bearer ${session}` }) },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(200);
      return response.headers.get("set-auth-token") ?? "";
    };
    const account = { name: "Ann", email: `${randomUUID()}@example.com`, password };
    const session = await post("/auth/sign-up/email", account);
    const issued = await fetch(`${instance.url}/auth/token`, { headers: { authorization: `Bearer ${session}` } });
    const { token } = (await issued.json()) as { token: string };
    return { token, post: (path: string, body: object) => post(path, body, session) };
  }
});

describe("the authorization of connection_init", () => {
  it.each(["authorization", "Authorization", "AUTHORIZATION"])("may be called %s", async (name) => {
    const socket = await openRawSocket(instance.url);
    socket.send({ ...init, payload: { [name]: `bearer ${ada.token}` } });
    expect(await socket.next()).toEqual({ type: "connection_ack" });
    socket.terminate();
  });

  it.each([
    { payload: undefined },
    { payload: null },
    { payload: {} },
    { payload: { authorization: null } },
    { payload: { authorization: "" } },
    { payload: { token: "x" } },
  ])("is missed in $payload: 4401", async ({ payload }) => {
    const socket = await openRawSocket(instance.url);
    socket.send({ ...init, payload });
    const reason = "connection_init needs an authorization: Bearer <JWT>.";
    expect(await socket.closed).toEqual({ code: 4401, reason });
  });

  it.each([
    { authorization: 5 },
    { authorization: true },
    { authorization: ["Bearer x"] },
    { authorization: { toString: null } },
  ])("is no text: 4401 for %j", async (payload) => {
    const socket = await openRawSocket(instance.url);
    socket.send({ ...init, payload });
    expect(await socket.closed).toEqual({ code: 4401, reason: 'The authorization must read "Bearer <token>".' });
  });
});

/** Returns the body of the answer that refuses a WebSocket. */
async function upgrade(path: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const handshake = { connection: "upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
  const key = { "sec-websocket-key": Buffer.alloc(16).toString("base64") };
  const request = get(instance.url + path, { headers: { ...handshake, ...key, ...headers } });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
  return JSON.parse(await text(response));
}
