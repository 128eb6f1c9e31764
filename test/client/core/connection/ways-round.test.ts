import { EventEmitter, once } from "node:events";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import type { ClientTransport } from "../../../../client/core/connection/transport.ts";
import { scrape, total } from "../../../metrics/scrape.ts";
import { createProject, createTasks } from "../../../support/board.ts";
import { DeleteProjectDocument } from "../../../support/generated/graphql.ts";
import { type HttpProxy, startHttpProxy } from "../../../support/http-proxy.ts";
import { startInstance } from "../../../support/instance.ts";
import { patience } from "../../../support/patience.ts";
import { range } from "../../../support/range.ts";
import { signToken } from "../../../support/sign-token.ts";
import { setCoreScene } from "./core-scene.ts";

const scene = setCoreScene();
let proxy: HttpProxy;

beforeEach(async () => {
  proxy = await startHttpProxy(scene.instance.url);
});

afterEach(() => proxy.close());

const networks = [
  { upgrades: "refuse", isBuffering: false, expected: "sse" },
  { upgrades: "swallow", isBuffering: false, expected: "sse" },
  { upgrades: "cut", isBuffering: false, expected: "sse" },
  { upgrades: "refuse", isBuffering: true, expected: "polling" },
  { upgrades: "cut", isBuffering: true, expected: "polling" },
] as const;

it.each(networks)("upgrades: $upgrades, buffering: $isBuffering: follows by $expected and returns", async (network) => {
  const { ada, projectId, connect } = scene;
  Object.assign(proxy, network);
  const link = connect({ url: `${proxy.url}/graphql` });
  const followed = link.follow();
  await link.until(() => isLiveBy(network.expected));
  await createTasks(ada, projectId, 3);
  await followed.until(() => followed.seqs.length === 3);

  // It stays on what works, and returns without an interruption once the network lets it.
  proxy.upgrades = "pass";
  const interruptions = count("interrupted");
  link.connection.reconnect();
  await createTasks(ada, projectId, 3);
  await link.until(() => isLiveBy("websocket"));
  await createTasks(ada, projectId, 3);
  await followed.until(() => followed.seqs.length === 9);
  expect(followed.seqs).toEqual(range(2, 10));
  expect(count("board")).toBe(1);
  expect(count("interrupted")).toBe(interruptions);

  // Lost for good while it works: down again, and nothing is missed.
  proxy.upgrades = network.upgrades;
  proxy.cutUpgrades();
  await createTasks(ada, projectId, 3);
  await link.until(() => isLiveBy(network.expected));
  await followed.until(() => followed.seqs.length === 12);
  expect(followed.seqs).toEqual(range(2, 13));
  expect(count("board")).toBe(1);

  function isLiveBy(transport: ClientTransport): boolean {
    const { state } = link.connection;
    return state.status === "live" && state.transport === transport;
  }

  function count(kind: (typeof followed.kinds)[number]): number {
    return followed.kinds.filter((each) => each === kind).length;
  }
});

/** Follows by SSE, since WebSockets are blocked. `used` has the tokens of the streams. */
async function followBySse(getToken: () => string | Promise<string>) {
  const used: (string | null)[] = [];
  const streamed = new EventEmitter();
  proxy.upgrades = "refuse";
  const link = scene.connect({
    url: `${proxy.url}/graphql`,
    getToken,
    fetch(input, init) {
      const headers = new Headers(init?.headers);
      if (headers.get("accept") === "text/event-stream") {
        used.push(headers.get("authorization"));
        streamed.emit("asked");
      }
      return fetch(input, init);
    },
  });
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  const untilUsed = async (token: string) => {
    const signal = AbortSignal.timeout(patience);
    while (used.at(-1) !== `Bearer ${token}`) await once(streamed, "asked", { signal });
  };
  return { link, followed, untilUsed };
}

it("reconnect takes a new token into use where the better transport is blocked", async () => {
  const { ada } = scene;
  let token = await signToken("ada", { iat: Math.floor(Date.now() / 1_000) - 100 });
  const { link, followed, untilUsed } = await followBySse(() => token);
  token = ada.token;
  link.connection.reconnect();
  await untilUsed(ada.token);
  expect(link.states.at(-1)).toEqual({ status: "live", transport: "sse" });
  expect(followed.kinds).not.toContain("interrupted");
});

it("a renewal goes on where an attempt by a better transport meets it and fails", async () => {
  const { ada } = scene;
  const now = Math.floor(Date.now() / 1_000);
  const brief = await signToken("ada", { iat: now, exp: now + 8 });
  const asked = new EventEmitter();
  let answer: (token: string) => void = () => {};
  let given = 0;
  const renewal = once(asked, "again");
  const { link, followed, untilUsed } = await followBySse(() => {
    given += 1;
    if (given === 1) return brief;
    asked.emit("again");
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  await renewal;
  // The attempt waits for the same answer.
  link.signal("visible");
  await new Promise((resolve) => setImmediate(resolve));
  answer(ada.token);
  await untilUsed(ada.token);
  expect(link.statuses).not.toContain("parked");
  expect(followed.kinds).not.toContain("interrupted");
});

it("tries the better transport by itself after a while", async () => {
  const { connect } = scene;
  proxy.upgrades = "refuse";
  const link = connect({ url: `${proxy.url}/graphql`, speed: 5 });
  link.follow();
  await link.until(() => link.statuses.at(-1) === "live");
  proxy.upgrades = "pass";
  await link.until(() => link.states.at(-1)?.status === "live" && transportOf(link.states.at(-1)) === "websocket");
  expect(link.statuses.slice(-2)).toEqual(["live", "live"]);
});

it("takes only the transports that the app names", async () => {
  const { ada, projectId, connect } = scene;
  const link = connect({ url: `${proxy.url}/graphql`, transports: ["polling"] });
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  await createTasks(ada, projectId, 2);
  await followed.until(() => followed.seqs.length === 2);
  expect(link.states.at(-1)).toEqual({ status: "live", transport: "polling" });

  proxy.upgrades = "refuse";
  const fixed = connect({ url: `${proxy.url}/graphql`, transports: ["websocket"] });
  fixed.follow();
  await fixed.until(() => fixed.statuses.includes("offline"));
  proxy.upgrades = "pass";
  fixed.connection.reconnect();
  await fixed.until(() => transportOf(fixed.states.at(-1)) === "websocket");
});

it.each(["sse", "polling"] as const)("%s: many projects share a few requests", async (transport) => {
  const { ada, connect } = scene;
  const projects = await Promise.all(range(1, 8).map(() => createProject(ada)));
  const link = connect({ url: `${proxy.url}/graphql`, transports: [transport] });
  const all = projects.map((projectId) => link.follow({ projectId }));
  await Promise.all(all.map((each) => each.until(() => each.kinds.includes("ready"))));
  for (const projectId of projects) await createTasks(ada, projectId, 2);
  await Promise.all(all.map((each) => each.until(() => each.seqs.length === 2)));
  expect(all.map(({ seqs }) => seqs)).toEqual(projects.map(() => [2, 3]));
  expect(proxy.answering).toBeLessThanOrEqual(5);
});

it.each([
  { status: 429, code: "RATE_LIMITED", retryAfter: 1 },
  { status: 503, code: "UNAVAILABLE" },
])("$code at the first stream says nothing about the network: it is tried again", async ({ status, ...extensions }) => {
  const { connect } = scene;
  const asked: number[] = [];
  const link = connect({
    url: `${proxy.url}/graphql`,
    transports: ["sse", "polling"],
    random: () => 0,
    fetch(input, init) {
      if (new Headers(init?.headers).get("accept") !== "text/event-stream") return fetch(input, init);
      asked.push(performance.now());
      if (asked.length > 1) return fetch(input, init);
      return Promise.resolve(Response.json({ errors: [{ message: "Not now.", extensions }] }, { status }));
    },
  });
  link.follow({ from: { seq: 1, cursor: "project.1.0" } });
  await link.until(() => link.statuses.at(-1) === "live");
  expect(link.states.at(-1)).toEqual({ status: "live", transport: "sse" });
  expect(link.states.find(({ status }) => status === "offline")).toMatchObject({ reason: "Not now." });
  const [first = 0, second = 0] = asked;
  // A timer may fire a moment early.
  expect(second - first).toBeGreaterThan((extensions.retryAfter ?? 0.2) * 990);
});

it("sse: a stream for which the server has no place is polled, and leaves the others alone", async () => {
  const { database, ada, connect } = scene;
  const narrow = await startInstance(database.url, { MAX_CONNECTIONS_PER_USER: "2" });
  onTestFinished(() => narrow.close());
  const projects = await Promise.all(range(1, 3).map(() => createProject(ada)));
  const link = connect({ url: `${narrow.url}/graphql`, transports: ["sse"] });
  const all = projects.map((projectId) => link.follow({ projectId }));
  await Promise.all(all.map((each) => each.until(() => each.kinds.includes("ready"))));
  for (const projectId of projects) await createTasks(ada, projectId, 2);
  await Promise.all(all.map((each) => each.until(() => each.seqs.length === 2)));
  expect(link.statuses).toEqual(["connecting", "live"]);
  expect(all.flatMap(({ kinds }) => kinds)).not.toContain("interrupted");
  for (const each of all) each.close();
});

it("sse: a stream that breaks off after a while is resumed alone, and nobody sees a loss", async () => {
  const { ada, projectId, connect } = scene;
  const link = connect({ url: `${proxy.url}/graphql`, transports: ["sse"] });
  const [one, other] = [link.follow(), link.follow({ projectId: await createProject(ada) })];
  for (const each of [one, other]) await each.until(() => each.kinds.includes("ready"));
  await createTasks(ada, projectId, 2);
  await one.until(() => one.seqs.length === 2);
  for (const total of [3, 4]) {
    link.skip(10_000);
    proxy.cutAnswers();
    await createTasks(ada, projectId, 1);
    await one.until(() => one.seqs.length === total);
  }
  expect(one.seqs).toEqual(range(2, 5));
  expect(link.statuses).toEqual(["connecting", "live"]);
  expect([...one.kinds, ...other.kinds].filter((kind) => kind === "interrupted" || kind === "board")).toHaveLength(2);
});

it("sse: a stream that the server breaks off at its age is resumed alone", async () => {
  const { database, ada, projectId, connect } = scene;
  const strict = await startInstance(database.url, { MAX_STREAM_SECONDS: "10" });
  onTestFinished(() => strict.close());
  const streamed = new EventEmitter();
  const link = connect({
    url: `${strict.url}/graphql`,
    transports: ["sse"],
    fetch(input, init) {
      if (new Headers(init?.headers).get("accept") === "text/event-stream") streamed.emit("asked");
      return fetch(input, init);
    },
  });
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  await once(streamed, "asked", { signal: AbortSignal.timeout(patience) });
  await createTasks(ada, projectId, 2);
  await followed.until(() => followed.seqs.length === 2);
  expect(followed.seqs).toEqual([2, 3]);
  expect(link.statuses).toEqual(["connecting", "live"]);
  expect(followed.kinds).not.toContain("interrupted");
  followed.close();
});

it("sse: a project that is polled gets the place of a stream that has ended", async () => {
  const { ada, connect } = scene;
  const projects = await Promise.all(range(1, 4).map(() => createProject(ada)));
  const streamed: string[] = [];
  const asked = new EventEmitter();
  const link = connect({
    url: `${proxy.url}/graphql`,
    transports: ["sse"],
    fetch(input, init) {
      if (new Headers(init?.headers).get("accept") === "text/event-stream") {
        streamed.push(JSON.parse(String(init?.body)).variables.projectId);
        asked.emit("stream");
      }
      return fetch(input, init);
    },
  });
  const all = projects.map((id) => link.follow({ projectId: id }));
  await Promise.all(all.map((each) => each.until(() => each.kinds.includes("ready"))));
  const polled = projects.findIndex((id) => !streamed.includes(id));
  const moved = once(asked, "stream", { signal: AbortSignal.timeout(patience) });
  const ended = all[polled === 0 ? 1 : 0];
  ended?.close();
  await moved;
  expect(streamed.at(-1)).toBe(projects[polled]);
  await createTasks(ada, String(projects[polled]), 2);
  await all[polled]?.until(() => all[polled]?.seqs.length === 2);
  expect(all[polled]?.seqs).toEqual([2, 3]);
  expect(all[polled]?.kinds).not.toContain("interrupted");
});

it.each(["websocket", "sse", "polling"] as const)("%s: ends, refusals and a new history are told alike", async (by) => {
  const { ada, instance, connect } = scene;
  const link = connect({ url: `${proxy.url}/graphql`, transports: [by] });
  const deleted = await createProject(ada);
  const followed = link.follow({ projectId: deleted });
  await followed.until(() => followed.kinds.includes("ready"));
  // A query that comes after the deletion finds no project.
  if (by === "polling") await vi.waitFor(async () => expect(await countWaiting()).toBe(1));
  await ada.expect(DeleteProjectDocument, { input: { projectId: deleted } });
  await followed.until(() => followed.kinds.includes("ended"));
  expect(followed.items.at(-1)).toEqual({ kind: "ended", reason: "deleted" });

  const grace = await instance.person("grace");
  const foreign = link.follow({ projectId: await createProject(grace), from: { seq: 1, cursor: "project.1.0" } });
  await foreign.until(() => foreign.kinds.includes("ended"));
  expect(foreign.items.at(-1)).toMatchObject({ kind: "ended", reason: "not-found" });

  const malformed = link.follow({ from: { seq: 1, cursor: "nonsense" } });
  await malformed.until(() => malformed.kinds.includes("ready"));
  expect(malformed.kinds.slice(-2)).toEqual(["board", "ready"]);

  const lost = link.follow({ from: { seq: 90, cursor: "project.90.00000000000000aa" } });
  await lost.until(() => lost.kinds.includes("ready"));
  expect(lost.items.find(({ kind }) => kind === "board")).toMatchObject({ startsOver: true });
  expect(transportOf(link.states.at(-1))).toBe(by);
});

it("polling: a project that was deleted between two requests is not found", async () => {
  const { ada, projectId, connect } = scene;
  let letGo = () => {};
  const deletion = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const link = connect({
    url: `${proxy.url}/graphql`,
    transports: ["polling"],
    async fetch(input, init) {
      if (JSON.parse(String(init?.body)).variables.wait > 0) await deletion;
      return fetch(input, init);
    },
  });
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  await ada.expect(DeleteProjectDocument, { input: { projectId } });
  letGo();
  await followed.until(() => followed.kinds.includes("ended"));
  expect(followed.items.at(-1)).toEqual({ kind: "ended", reason: "not-found" });
});

const signals = ["visible", "resumed", "online"] as const;
const halfOpen = (["sse", "polling"] as const).flatMap((by) => signals.map((signal) => [by, signal] as const));

it.each(halfOpen)("%s: what is half open is begun anew at the signal %s, and doubles nothing", async (by, signal) => {
  const { ada, projectId, connect } = scene;
  // Its time stands still, so no silence is noticed.
  const link = connect({ url: `${proxy.url}/graphql`, transports: [by], speed: 0 });
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  await createTasks(ada, projectId, 1);
  await followed.until(() => followed.seqs.length === 1);
  await vi.waitFor(() => expect(proxy.answering).toBe(1));
  proxy.abandon();
  await createTasks(ada, projectId, 2);
  link.signal(signal);
  await followed.until(() => followed.seqs.length === 3);
  await createTasks(ada, projectId, 1);
  await followed.until(() => followed.seqs.length === 4);
  expect(followed.seqs).toEqual(range(2, 5));
  expect(link.statuses.filter((status) => status !== "live" && status !== "connecting")).toEqual([]);
  expect(followed.kinds.filter((kind) => kind === "board" || kind === "interrupted")).toEqual(["board"]);
});

it.each(["websocket", "sse", "polling"] as const)(
  "%s: a token that expired is asked for until the app has a fresh one",
  async (by) => {
    const { ada, projectId, connect } = scene;
    // Clocks may differ by 5 s.
    const expiring = await signToken("ada", { exp: Math.floor(Date.now() / 1_000) - 2 });
    let token = expiring;
    const link = connect({ url: `${proxy.url}/graphql`, transports: [by], getToken: () => token });
    const followed = link.follow();
    await followed.until(() => followed.kinds.includes("ready"));
    // The app keeps its token longer than the server takes it.
    await link.until(() => link.statuses.includes("offline"));
    expect(await link.send({ document: "{ me { id } }", variables: {} })).toEqual({ kind: "unreachable" });
    token = ada.token;
    await link.until(() => link.statuses.at(-1) === "live");
    await createTasks(ada, projectId, 1);
    await followed.until(() => followed.seqs.length === 1);
    expect(link.statuses).not.toContain("parked");
  },
);

it.each(["sse", "polling"] as const)("%s: a token that is refused parks the connection", async (by) => {
  const token = scene.ada.token;
  const link = scene.connect({
    url: `${proxy.url}/graphql`,
    transports: [by],
    getToken: () => `${token.slice(0, token.lastIndexOf("."))}.AAAA`,
  });
  link.follow({ from: { seq: 1, cursor: "project.1.0" } });
  await link.until(() => link.statuses.at(-1) === "parked");
});

async function countWaiting(): Promise<number> {
  return total(await scrape(scene.instance.url), "lockstep_waiting_queries");
}

function transportOf(state: object | undefined): unknown {
  return state && "transport" in state ? state.transport : undefined;
}
