import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type DocumentNode, parse } from "graphql";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startDisturbingRelay } from "../cli/disturbing-relay.ts";
import { createTasks } from "../support/board.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { BoardDocument, ProjectActivityDocument } from "../support/generated/graphql.ts";
import { startInstance } from "../support/instance.ts";
import { range } from "../support/range.ts";
import { follow } from "./follow.ts";
import { portOf, setLinkScene } from "./link-scene.ts";
import { startRelay } from "./relay.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const scene = setLinkScene();

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a subscription to projectActivity", () => {
  it.each<[string, DocumentNode, Record<string, unknown>]>([
    ["everything, from a number", ProjectActivityDocument, { since: 1 }],
    ["everything, from a cursor", ProjectActivityDocument, { after: "the board's" }],
    [
      "only __typename",
      parse("subscription ($projectId: ID!) { projectActivity(projectId: $projectId) { __typename } }"),
      {},
    ],
    [
      "under other names",
      parse(`subscription ($projectId: ID!, $from: Int!) {
        news: projectActivity(projectId: $projectId, since: $from) { ... on Activity { at } }
      }`),
      { from: 1 },
    ],
    [
      "from a literal on",
      parse("subscription ($projectId: ID!) { projectActivity(projectId: $projectId, since: 1) { __typename } }"),
      {},
    ],
    [
      "with variables that must be given",
      parse(`subscription ($projectId: ID!, $lockstep: Boolean!, $after: String!) {
        projectActivity(projectId: $projectId, announce: $lockstep, after: $after) { __typename ... on Ready { seq } }
      }`),
      { lockstep: false, after: "the board's" },
    ],
    [
      "without a start",
      parse(`subscription ($projectId: ID!) {
        projectActivity(projectId: $projectId, after: null, since: null) { __typename ... on Ready { seq } }
      }`),
      {},
    ],
  ])("selecting %s resumes after each loss where it stopped", async (_name, document, variables) => {
    const { ada, proxy, projectId, connect } = scene;
    const { client } = connect();
    const { project } = await ada.expect(BoardDocument, { projectId });
    const start = "after" in variables ? { ...variables, after: project?.cursor } : variables;
    const followed = follow(client, document, { projectId, ...start });
    await followed.until(() => followed.data.length > 0);
    // Lost before the first change was heard, and then after some.
    for (const last of [3, 7, 12]) {
      proxy.turn({ kind: "refusing" });
      proxy.cut();
      await createTasks(ada, projectId, last - 1 - (followed.seqs.at(-1) ?? 1));
      proxy.turn({ kind: "fair" });
      await createTasks(ada, projectId, 1);
      await followed.until(() => followed.seqs.at(-1) === last);
    }
    expect(followed.seqs).toEqual(range(2, 12));
    expect(JSON.stringify(followed.data)).not.toContain("lockstep_");
  });

  it("goes on when graphql-ws itself reconnects, after a normal closure", async () => {
    const { pair, ada, projectId, connect } = scene;
    const relay = await startRelay(pair.one.url);
    const { client } = connect({ url: relay.url });
    const followed = follow(client, ProjectActivityDocument, { projectId, since: 1, announce: false });
    await followed.until(() => followed.data.length === 1);
    for (const last of [3, 5]) {
      await createTasks(ada, projectId, 2);
      await followed.until(() => followed.seqs.at(-1) === last);
      relay.closeSockets(1000);
    }
    await createTasks(ada, projectId, 1);
    await followed.until(() => followed.seqs.at(-1) === 6);
    expect(followed.seqs).toEqual(range(2, 6));
    expect(relay.count).toBe(3);
    await relay.close();
  });

  it("hands on once what comes twice", async () => {
    const { pair, ada, projectId, connect } = scene;
    const double = (message: string) => (message.includes('"type":"next"') ? [message, message] : [message]);
    const relay = await startDisturbingRelay(pair.one.url, { alterMessages: () => double });
    const { client } = connect({ url: `${relay.url}/graphql` });
    const followed = follow(client, ProjectActivityDocument, { projectId, since: 1, announce: false });
    await createTasks(ada, projectId, 3);
    await followed.until(() => followed.seqs.at(-1) === 4);
    expect(followed.seqs).toEqual([2, 3, 4]);
    await relay.close();
  });

  it("goes on from a Resync, also from one further back", async () => {
    const { ada, proxy, projectId, connect } = scene;
    const { client } = connect();
    const followed = follow(client, ProjectActivityDocument, { projectId, since: 100, announce: false });
    await followed.until(() => followed.data.length === 2);
    expect(followed.data).toMatchObject([
      { projectActivity: { __typename: "Resync", seq: 1, reason: "AHEAD_OF_PROJECT" } },
      { projectActivity: { __typename: "Ready", seq: 1 } },
    ]);
    proxy.cut();
    await createTasks(ada, projectId, 2);
    await followed.until(() => followed.seqs.length === 2);
    expect(followed.seqs).toEqual([2, 3]);
    expect(JSON.stringify(followed.data.slice(2))).not.toContain("Resync");
  });

  it("goes on at another instance when its own is restarted", async () => {
    const { pair, ada, target, projectId, connect } = scene;
    const own = await startInstance(pair.databaseUrl, {});
    target.port = portOf(own);
    const { client, states } = connect();
    const followed = follow(client, ProjectActivityDocument, { projectId, since: 1 });
    await followed.until(() => followed.data.length === 1);
    target.port = portOf(pair.two);
    await own.close();
    await createTasks(ada, projectId, 2);
    await followed.until(() => followed.seqs.length === 2);
    expect(followed.seqs).toEqual([2, 3]);
    expect(states).toEqual([
      { status: "idle" },
      { status: "connecting" },
      { status: "live" },
      { status: "offline", since: expect.any(Date), reason: "The server restarts; reconnect." },
      { status: "live" },
    ]);
  });

  it("begins when a server comes that was not there at first", async () => {
    const { pair, projectId, connect } = scene;
    const port = await findFreePort();
    const { client, states } = connect({ url: `http://127.0.0.1:${port}/graphql` });
    const followed = follow(client, ProjectActivityDocument, { projectId, since: 0 });
    await expect.poll(() => states.at(-1)?.status).toBe("offline");
    const late = await startInstance(pair.databaseUrl, { PORT: String(port) });
    await followed.until(() => followed.data.length === 2);
    expect(followed.seqs).toEqual([1]);
    const statuses = states.map(({ status }) => status);
    expect(statuses.slice(0, 2)).toEqual(["idle", "connecting"]);
    expect(statuses.at(-1)).toBe("live");
    // Since the first refusal, however many followed.
    const times = states.flatMap((state) => (state.status === "offline" ? state.since.getTime() : []));
    expect(new Set(times).size).toBe(1);
    followed.stop();
    expect(states.at(-1)).toEqual({ status: "idle" });
    await late.close();
  });

  it("is tried again after an error that passes", { timeout: 60_000 }, async () => {
    const { projectId, connect } = scene;
    const { client, states } = connect();
    const others = range(1, 100).map(() => follow(client, ProjectActivityDocument, { projectId, announce: false }));
    const query = parse("subscription Late($projectId: ID!) { projectActivity(projectId: $projectId) { __typename } }");
    const late = follow(client, query, { projectId });
    await expect
      .poll(() => states.at(-1))
      .toMatchObject({
        status: "offline",
        reason: "A connection may have 100 operations under way.",
      });
    for (const other of others) other.stop();
    await late.until(() => late.data.length === 1);
    expect(states.at(-1)).toEqual({ status: "live" });
  });

  it("is complete when the link is closed, also while it waits to reconnect", async () => {
    const { proxy, projectId, connect } = scene;
    const { client, link, states } = connect();
    const followed = follow(client, ProjectActivityDocument, { projectId });
    await followed.until(() => followed.data.length === 1);
    proxy.turn({ kind: "refusing" });
    proxy.cut();
    await expect.poll(() => states.at(-1)?.status).toBe("offline");
    link.close();
    await followed.until(() => followed.isComplete);
    expect(followed.error).toBeUndefined();
    expect(states.at(-1)).toEqual({ status: "idle" });
  });
});

it("a server that accepts and never answers is given up", { timeout: 60_000 }, async () => {
  const { ada, proxy, projectId, connect } = scene;
  const { client, states } = connect();
  const followed = follow(client, ProjectActivityDocument, { projectId, since: 1, announce: false });
  await followed.until(() => followed.data.length === 1);
  proxy.turn({ kind: "stalled" });
  await expect.poll(() => states.at(-1), { timeout: 25_000 }).toMatchObject({ reason: "The server does not answer." });
  // Nor does it answer a new socket.
  const given = states.length;
  await createTasks(ada, projectId, 1);
  proxy.turn({ kind: "fair" });
  await expect.poll(() => states.at(-1), { timeout: 15_000 }).toEqual({ status: "live" });
  await followed.until(() => followed.seqs.length === 1);
  expect(states.length).toBe(given + 1);
});

it("a browser that is offline says so at once, and keeps nothing of a link that nobody uses", async () => {
  const { projectId, connect } = scene;
  const page = stubPage();
  const { client, link, states } = connect();
  expect(page.count).toBe(0);
  const followed = [1, 2].map(() => follow(client, ProjectActivityDocument, { projectId, announce: false }));
  for (const each of followed) await each.until(() => each.data.length === 1);
  expect(page.count).toBe(1);
  page.dispatchEvent(new Event("offline"));
  expect(states.at(-1)).toMatchObject({ status: "offline", reason: "The browser is offline." });
  page.dispatchEvent(new Event("online"));
  await expect.poll(() => states.at(-1)).toEqual({ status: "live" });
  for (const each of followed) each.stop();
  expect(page.count).toBe(0);
  link.close();
  link.close();
});

it("nothing is kept of subscriptions that are over", { timeout: 60_000 }, async () => {
  const { projectId, connect } = scene;
  const { client, states } = connect();
  const stays = follow(client, ProjectActivityDocument, { projectId, announce: false });
  await stays.until(() => stays.data.length === 1);
  const subscribeOften = async () => {
    for (const _ of range(1, 100)) {
      const passing = follow(client, ProjectActivityDocument, { projectId, since: 0, announce: false });
      await passing.until(() => passing.data.length === 2);
      passing.stop();
    }
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  await subscribeOften();
  const before = await subscribeOften();
  const after = await subscribeOften();
  // A kept document alone would be 10 KB.
  expect((after - before) / 100).toBeLessThan(5_000);
  expect(states.map(({ status }) => status)).toEqual(["idle", "connecting", "live"]);
});

/** A browser's window, as far as the link listens to it. */
function stubPage() {
  const listening = new Set<unknown>();
  const page = new (class extends EventTarget {
    get count() {
      return listening.size;
    }
  })();
  vi.stubGlobal("addEventListener", (name: string, listener: () => void) => {
    listening.add(listener);
    page.addEventListener(name, listener);
  });
  vi.stubGlobal("removeEventListener", (name: string, listener: () => void) => {
    listening.delete(listener);
    page.removeEventListener(name, listener);
  });
  return page;
}
