import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { WebSocketServer } from "ws";
import { createTasks } from "../../../support/board.ts";
import { findFreePort } from "../../../support/find-free-port.ts";
import { startInstance } from "../../../support/instance.ts";
import { range } from "../../../support/range.ts";
import { signToken } from "../../../support/sign-token.ts";
import { setCoreScene } from "./core-scene.ts";

const scene = setCoreScene();

it.each(["visible", "resumed", "online"] as const)(
  "a half-open socket is noticed and replaced within 5 s of the signal %s",
  async (signal) => {
    const { ada, projectId, proxy, connect } = scene;
    const link = connect({ speed: 0 });
    const followed = link.follow();
    await followed.until(() => followed.kinds.includes("ready"));
    proxy.abandon();
    await createTasks(ada, projectId, 2);
    link.signal(signal);
    link.elapse(4_999);
    await followed.until(() => followed.seqs.length === 2 && followed.kinds.at(-1) === "ready");
    expect(link.statuses).toEqual(["connecting", "live", "offline", "live"]);
    expect(followed.seqs).toEqual([2, 3]);
  },
);

it("a signal leaves a socket that works alone", async () => {
  const { ada, projectId, connect } = scene;
  const link = connect();
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  for (const signal of ["hidden", "visible", "offline", "online", "resumed"] as const) link.signal(signal);
  await createTasks(ada, projectId, 1);
  await followed.until(() => followed.seqs.length === 1);
  expect(link.statuses).toEqual(["connecting", "live"]);
  expect(followed.kinds).not.toContain("interrupted");
});

it("a connection that was silent for long is not called live before the server has answered", async () => {
  const { proxy, connect } = scene;
  const link = connect();
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  proxy.turn({ kind: "stalled" });
  // As after a sleep, in which no timer runs.
  link.skip(60_000);
  link.signal("resumed");
  expect(link.statuses.at(-1)).toBe("connecting");
  proxy.turn({ kind: "fair" });
  await link.until(() => link.statuses.at(-1) === "live");
  expect(followed.kinds).not.toContain("interrupted");
});

it("a server that stops answering is noticed without a signal", async () => {
  const { proxy, connect } = scene;
  const link = connect({ speed: 20 });
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  proxy.turn({ kind: "stalled" });
  await link.until(() => link.statuses.at(-1) === "offline");
  proxy.turn({ kind: "fair" });
  await link.until(() => link.statuses.at(-1) === "live");
  // Where all timers run faster, a busy machine may need a second attempt at the start.
  expect(link.statuses.slice(-3)).toEqual(["live", "offline", "live"]);
  expect(link.states.at(-2)).toMatchObject({ reason: "The server does not answer." });
});

it("reconnect replaces the socket without an interruption, and ends the wait for the next attempt", async () => {
  const { ada, projectId, proxy, connect } = scene;
  const link = connect();
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  link.connection.reconnect();
  await followed.until(() => followed.kinds.filter((kind) => kind === "ready").length === 2);
  await createTasks(ada, projectId, 1);
  await followed.until(() => followed.seqs.length === 1);
  expect(link.statuses).toEqual(["connecting", "live"]);
  expect(followed.kinds).not.toContain("interrupted");

  link.signal("hidden");
  proxy.turn({ kind: "refusing" });
  proxy.cut();
  await link.until(() => link.statuses.at(-1) === "offline");
  proxy.turn({ kind: "fair" });
  link.connection.reconnect();
  await followed.until(() => followed.kinds.at(-1) === "ready");
  expect(link.statuses).toEqual(["connecting", "live", "offline", "live"]);
});

it("a subscription beyond a limit waits, says so, and leaves the others live", async () => {
  const { ada, projectId, connect } = scene;
  const link = connect({ transports: ["websocket"] });
  const others = range(1, 100).map(() => link.follow());
  await Promise.all(others.map((other) => other.until(() => other.kinds.includes("ready"))));
  // On a busy machine the first attempt may have counted as lost.
  const statuses = [...link.statuses];
  expect(statuses.at(-1)).toBe("live");
  const late = link.follow();
  await late.until(() => late.states.some(({ kind }) => kind === "waiting"));
  expect(late.states.find(({ kind }) => kind === "waiting")).toEqual({
    kind: "waiting",
    reason: "A connection may have 100 operations under way.",
  });
  expect(link.statuses).toEqual(statuses);
  await createTasks(ada, projectId, 1);
  await Promise.all(others.map((other) => other.until(() => other.seqs.length === 1)));
  others[0]?.close();
  await late.until(() => late.kinds.includes("ready"));
  expect(late.states.at(-1)).toEqual({ kind: "following", isLive: true });
  expect(link.statuses).toEqual(statuses);
});

it("a server that cannot be reached at load is waited for", async () => {
  const { database, connect } = scene;
  const port = await findFreePort();
  const link = connect({ url: `http://127.0.0.1:${port}/graphql` });
  const followed = link.follow();
  await followed.until(() => followed.states.some(({ kind }) => kind === "waiting"));
  const late = await startInstance(database.url, { PORT: String(port) });
  await followed.until(() => followed.kinds.includes("ready"));
  expect(followed.kinds).toEqual(["board", "ready"]);
  followed.close();
  await late.close();
});

it("a restarted server is returned to, and nothing is missed", async () => {
  const { database, ada, projectId, connect } = scene;
  const port = await findFreePort();
  const first = await startInstance(database.url, { PORT: String(port) });
  const link = connect({ url: `http://127.0.0.1:${port}/graphql` });
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  await first.close();
  await link.until(() => link.statuses.at(-1) === "offline");
  await createTasks(ada, projectId, 2);
  const second = await startInstance(database.url, { PORT: String(port) });
  await followed.until(() => followed.seqs.length === 2);
  expect(followed.seqs).toEqual([2, 3]);
  expect(followed.kinds.filter((kind) => kind === "board")).toHaveLength(1);
  expect(link.states.find(({ status }) => status === "offline")).toMatchObject({
    reason: "The server restarts; reconnect.",
  });
  followed.close();
  await second.close();
});

it("pauses grow where a server takes each connection and ends it at once", async () => {
  const { connect } = scene;
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => server.close());
  await once(server, "listening");
  server.on("connection", (peer) => {
    peer.on("message", () => {
      peer.send('{"type":"connection_ack"}');
      peer.close(4500, "Internal server error");
    });
  });
  const speed = 5;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const link = connect({ url, transports: ["websocket"], speed, random: () => 1 });
  const losses: number[] = [];
  const opened: number[] = [];
  server.on("connection", () => opened.push(performance.now()));
  link.connection.subscribe(({ status }) => status === "offline" && losses.push(performance.now()));
  link.connection.open(null);
  await link.until(() => losses.length === 4);
  await once(server, "connection");
  const pauses = losses.map((time, index) => ((opened[index + 1] ?? 0) - time) * speed);
  // A timer may fire a moment early.
  for (const [index, least] of [0, 2_000, 4_000, 5_000].entries()) expect(pauses[index]).toBeGreaterThan(least * 0.9);
});

it("a token is renewed before it expires, and nothing is interrupted", async () => {
  const { ada, projectId, connect } = scene;
  /** Times at which a token was asked for, by the clock of the link. */
  const asked: number[] = [];
  const getToken = () => {
    asked.push(link.now());
    return signToken("ada", { iat: Math.floor(Date.now() / 1_000), exp: Math.floor(link.now() / 1_000) + 60 });
  };
  const link = connect({ getToken, speed: 0 });
  // The server, whose clock is an hour behind, takes each of the tokens for an hour longer.
  link.skip(3_600_000);
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  while (link.sockets.closed < 3) {
    const known = asked.length;
    link.elapse(9_000);
    const last = await createTasks(ada, projectId, 1);
    await followed.until(() => followed.seqs.at(-1) === last);
    // The old socket is closed once the new one has taken over.
    if (asked.length > known) await link.until(() => link.sockets.closed === known);
  }
  const lifetimes = asked.slice(1).map((time, index) => time - (asked[index] ?? 0));
  expect(lifetimes.map((lifetime) => lifetime > 40_000 && lifetime < 60_000)).toEqual([true, true, true]);
  expect(link.statuses).toEqual(["connecting", "live"]);
  expect(followed.kinds).not.toContain("interrupted");
  expect(followed.seqs).toEqual(range(2, followed.seqs.length + 1));
});

it("an expired token that the app gives again and again leaves the connection trying", async () => {
  const { connect } = scene;
  const now = Math.floor(Date.now() / 1_000);
  let token = await signToken("ada", { iat: now - 100, exp: now - 50 });
  const link = connect({ getToken: () => token, speed: 10 });
  link.follow({ from: { seq: 1, cursor: "project.1.0" } });
  await link.until(() => link.statuses.includes("offline"));
  token = scene.ada.token;
  await link.until(() => link.statuses.at(-1) === "live");
});

it("a refused token parks the connection until there is another", async () => {
  const { connect } = scene;
  const good = await signToken("ada");
  const bad = `${good.slice(0, good.lastIndexOf("."))}.AAAA`;
  let token = bad;
  let asked = 0;
  const link = connect({
    getToken() {
      asked += 1;
      return token;
    },
  });
  const followed = link.follow({ from: { seq: 1, cursor: "project.1.0" } });
  await link.until(() => link.statuses.at(-1) === "parked");
  const before = asked;
  for (const round of range(1, 3)) {
    link.signal("visible");
    await expect.poll(() => asked - before, { interval: 5 }).toBe(round);
    expect(link.statuses.at(-1)).toBe("parked");
  }
  expect(followed.kinds).toEqual([]);

  token = good;
  link.connection.reconnect();
  await link.until(() => link.statuses.at(-1) === "live");
});

it("a token of another person is never used", async () => {
  const { ada, projectId, instance, proxy, connect } = scene;
  const grace = await instance.person("grace");
  let token = ada.token;
  const used: (string | null)[] = [];
  const noting: typeof fetch = (input, init) => {
    used.push(new Headers(init?.headers).get("authorization"));
    return fetch(input, init);
  };
  const link = connect({ getToken: () => token, fetch: noting });
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  token = grace.token;
  await link.session.renew();
  proxy.cut();
  await link.until(() => link.statuses.at(-1) === "parked");
  expect(await link.send({ document: "{ me { id } }", variables: {} })).toEqual({ kind: "no-token" });
  await createTasks(ada, projectId, 1);
  token = ada.token;
  link.connection.reconnect();
  await followed.until(() => followed.seqs.length === 1);
  expect(new Set(used)).toEqual(new Set([`Bearer ${ada.token}`]));
});

it("requests: an answer that is no GraphQL, and no answer, are outcomes", async () => {
  const { connect } = scene;
  const server = createServer((request, response) => {
    const answers: Record<string, () => void> = {
      "/502": () => response.writeHead(502, { "retry-after": "3" }).end("<h1>Bad Gateway</h1>"),
      "/later": () => response.writeHead(503, { "retry-after": "3000000" }).end(),
      "/next-year": () => response.writeHead(503, { "retry-after": "Fri, 01 Jan 2100 00:00:00 GMT" }).end(),
      "/portal": () => response.end("<h1>Welcome to the hotel</h1>"),
      "/json": () => response.end('{"status":"ok"}'),
      "/redirect": () => response.writeHead(302, { location: "/portal" }).end(),
      "/cut": () => request.socket.destroy(),
      "/silent": () => {},
      "/busy": () => response.writeHead(503).end('{"errors":[{"message":"Busy"}]}'),
    };
    answers[request.url ?? ""]?.();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = (path: string, signal?: AbortSignal) =>
    connect({ url: url + path, speed: path === "/silent" && !signal ? 100 : 1 }).send({
      document: "{ me { id } }",
      variables: {},
      ...(signal && { signal }),
    });
  expect(await ask("/502")).toEqual({ kind: "http", status: 502, retryAfter: 3 });
  // Nothing on the way may silence the client for longer.
  for (const path of ["/later", "/next-year"]) {
    expect(await ask(path)).toEqual({ kind: "http", status: 503, retryAfter: 300 });
  }
  expect(await ask("/portal")).toEqual({ kind: "http", status: 200 });
  expect(await ask("/json")).toEqual({ kind: "http", status: 200 });
  expect(await ask("/redirect")).toEqual({ kind: "http", status: 302 });
  expect(await ask("/cut")).toEqual({ kind: "unreachable" });
  expect(await ask("/silent")).toEqual({ kind: "timeout" });
  expect(await ask("/silent", AbortSignal.timeout(50))).toEqual({ kind: "aborted" });
  expect(await ask("/busy")).toEqual({ kind: "errors", status: 503, errors: [{ message: "Busy" }] });
  server.close();
  server.closeAllConnections();
});

it("a project behind a captive portal is followed once the portal is gone", async () => {
  const { connect } = scene;
  let isOpen = false;
  const portal: typeof fetch = (input, init) =>
    isOpen ? fetch(input, init) : Promise.resolve(new Response("<h1>Welcome to the hotel</h1>"));
  const link = connect({ fetch: portal });
  const followed = link.follow();
  await followed.until(() => followed.states.some(({ kind }) => kind === "waiting"));
  expect(followed.kinds).toEqual([]);
  isOpen = true;
  link.signal("online");
  await followed.until(() => followed.kinds.includes("ready"));
});
