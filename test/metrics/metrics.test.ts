import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it, vi } from "vitest";
import { projectRoot, version } from "../../src/config/project-root.ts";
import { askRedis } from "../support/ask-redis.ts";
import { addMember, backfill, createProject, createTasks, required, take } from "../support/board.ts";
import { collect } from "../support/collect.ts";
import { MeDocument, ProjectActivityDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createSocket, type Person, post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { createTestRedis } from "../support/redis.ts";
import { createStallingReader } from "../support/stalling-reader.ts";
import { transports } from "../support/transports.ts";
import { type Scrape, scrape, total } from "./scrape.ts";

let database: TestDatabase;
let one: Instance;
/** Another instance in the same process, on the same database and Redis. */
let two: Instance;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  const variables = { REDIS_URL: inject("redisUrl"), REPLAY_LIMIT: "100", MAX_SOCKET_BACKLOG: "200000" };
  [one, two] = await Promise.all([startInstance(database.url, variables), startInstance(database.url, variables)]);
  [ada, grace] = await Promise.all([one.person("ada"), one.person("grace")]);
});

afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await database.close();
});

/** By how much series have grown. */
async function grown(before: Scrape, url: string): Promise<(name: string) => number> {
  const now = await scrape(url);
  return (name) => total(now, name) - total(before, name);
}

it("tells of sockets, subscriptions, feeds and deliveries while they are there, on the instance where they are", async () => {
  const projects = [await createProject(ada), await createProject(ada)];
  await addMember(ada, required(projects[0]), grace);
  const [before, there] = [await scrape(one.url), await scrape(two.url)];
  for (const name of ["lockstep_sockets", "lockstep_subscriptions", "lockstep_feeds"])
    expect(total(before, name)).toBe(0);

  const socket = createSocket(one.url, grace.token);
  const [first = "", second = ""] = projects;
  const streams = [
    ada.watch({ projectId: first }),
    ada.watch({ projectId: second }),
    collect(socket, ProjectActivityDocument, { projectId: first, announce: false }),
  ];
  for (const stream of streams) await stream.next();
  const begunAt = performance.now();
  await createTasks(ada, first, 3);
  await createTasks(ada, second, 2);
  for (const [index, count] of [3, 2, 3].entries()) await take(required(streams[index]), count);

  const now = await scrape(one.url);
  expect(total(now, "lockstep_sockets")).toBe(2);
  expect(total(now, "lockstep_subscriptions")).toBe(3);
  expect(total(now, "lockstep_feeds")).toBe(2);
  const more = await grown(before, one.url);
  expect(more("lockstep_deliveries_total")).toBe(streams.flatMap(({ received }) => received).length);
  expect(more("lockstep_deliveries_total")).toBe(3 + 8);
  expect(more("lockstep_delivery_lag_seconds_count")).toBe(8);
  expect(more("lockstep_delivery_lag_seconds_sum")).toBeGreaterThan(0);
  expect(more("lockstep_delivery_lag_seconds_sum")).toBeLessThan((8 * (performance.now() - begunAt)) / 1_000);
  expect(await grown(there, two.url).then((moreThere) => moreThere("lockstep_deliveries_total"))).toBe(0);

  streams[1]?.stop();
  await vi.waitFor(async () => expect(total(await scrape(one.url), "lockstep_subscriptions")).toBe(2));
  await Promise.all([ada.leave(), socket.dispose()]);
  await vi.waitFor(async () => {
    const after = await scrape(one.url);
    expect([total(after, "lockstep_sockets"), total(after, "lockstep_subscriptions")]).toEqual([0, 0]);
  });
  // Feeds stay for clients that reconnect.
  await vi.waitFor(async () => expect(total(await scrape(one.url), "lockstep_feeds")).toBe(0));
});

it("tells of replays, and how long they were", async () => {
  ada = await one.person("ada");
  const projectId = await createProject(ada);
  await createTasks(ada, projectId, 11);
  const before = await scrape(one.url);
  const sinces = [12, 11, 4, 0];
  for (const since of sinces) {
    const stream = ada.watch({ projectId, since });
    await take(stream, 12 - since + 1);
    stream.stop();
  }
  await take(ada.watch({ projectId }), 1);
  const now = await scrape(one.url);
  const bucket = (end: string) => `lockstep_replay_changes_bucket{le="${end}"}`;
  const more = await grown(before, one.url);
  expect(more("lockstep_replay_changes_count")).toBe(sinces.length);
  expect(more("lockstep_replay_changes_sum")).toBe(0 + 1 + 8 + 12);
  expect(["0", "1", "10", "100"].map((end) => (now.get(bucket(end)) ?? 0) - (before.get(bucket(end)) ?? 0))).toEqual([
    1, 2, 3, 4,
  ]);
  // Replayed events have no lag.
  expect(more("lockstep_delivery_lag_seconds_count")).toBe(0);
});

it("tells of resyncs by their reasons", async () => {
  const projectId = await createProject(ada);
  await backfill(database.url, projectId, 101);
  const before = await scrape(one.url);
  const madeUp = { after: "project.5.abc" };
  for (const variables of [{ since: 900 }, { since: 0 }, { since: 0 }, madeUp, madeUp]) {
    const stream = ada.watch({ projectId, ...variables });
    await take(stream, 2);
    stream.stop();
  }
  const now = await scrape(one.url);
  const reasons = ["AHEAD_OF_STREAM", "TOO_OLD", "OTHER_HISTORY", "UNREADABLE"];
  const series = reasons.map((reason) => `lockstep_resyncs_total{reason="${reason}"}`);
  expect(series.map((name) => (now.get(name) ?? 0) - (before.get(name) ?? 0))).toEqual([1, 2, 2, 0]);
  const histories = ["instance", "client"].map((by) => `lockstep_other_histories_total{noticed_by="${by}"}`);
  // A client that repeats its cursor tells nothing more.
  expect(histories.map((name) => (now.get(name) ?? 0) - (before.get(name) ?? 0))).toEqual([0, 1]);
  expect(await grown(before, one.url).then((more) => more("lockstep_replay_changes_count"))).toBe(0);
});

it("counts gaps that were read from the log, noticed by the next message or by a check", async () => {
  const projectId = await createProject(ada);
  const stream = ada.watch({ projectId });
  await take(stream, 1);
  const before = await scrape(one.url);
  await backfill(database.url, projectId, 3);
  expect(await take(stream, 3)).toEqual([2, 3, 4]);
  await createTasks(ada, projectId, 1);
  expect(await take(stream, 1)).toEqual([5]);
  const byCheck = await scrape(one.url);
  const byCheckName = 'lockstep_gaps_filled_total{noticed_by="check"}';
  expect((byCheck.get(byCheckName) ?? 0) - (before.get(byCheckName) ?? 0)).toBe(1);
  expect(total(byCheck, "lockstep_gap_changes_total") - total(before, "lockstep_gap_changes_total")).toBe(3);

  // A check may come in between and find the first of the gaps: there are five of them, each of two changes.
  for (const seq of range(1, 5).map((index) => 5 + index * 3)) {
    await backfill(database.url, projectId, 2);
    await createTasks(ada, projectId, 1);
    expect(await take(stream, 3)).toEqual([seq - 2, seq - 1, seq]);
  }
  const byMessage = await scrape(one.url);
  const byMessageName = 'lockstep_gaps_filled_total{noticed_by="message"}';
  expect(total(byMessage, "lockstep_gaps_filled_total") - total(byCheck, "lockstep_gaps_filled_total")).toBe(5);
  expect(total(byMessage, "lockstep_gap_changes_total") - total(byCheck, "lockstep_gap_changes_total")).toBe(10);
  expect((byMessage.get(byMessageName) ?? 0) - (byCheck.get(byMessageName) ?? 0)).toBeGreaterThanOrEqual(1);
  stream.stop();
});

it("tells of clients that read too slowly", async () => {
  const projectId = await createProject(ada);
  await addMember(ada, projectId, grace);
  const before = await scrape(one.url);
  const stalled = await createStallingReader(one.url, grace, { projectId });
  const description = "a".repeat(60_000);
  await vi.waitFor(async () => {
    await createTasks(ada, projectId, 1, description);
    const more = await grown(before, one.url);
    expect(more("lockstep_slow_consumers_closed_total")).toBe(1);
  });
  stalled.readOn();
  expect(await stalled.closed).toBe(1013);
  // Events refused for the backlog were not delivered.
  const more = await grown(before, one.url);
  expect(more("lockstep_deliveries_total")).toBe(1 + stalled.received.length);
});

it("tells nothing that docs/operating.md does not explain, and everything that it does", async () => {
  const text = await readFile(join(projectRoot, "docs", "operating.md"), "utf8");
  const explained = [...text.matchAll(/^\| `(lockstep_\w+)` \|/gm)].map(([, name]) => name);
  await post(one.url, undefined, { query: "mutation { deleteProject(input: { projectId: 1 }) { projectId } }" });
  const names = [...(await scrape(one.url)).keys()].map((series) => series.replace(/\{.*/, ""));
  const told = names
    .filter((name) => name.startsWith("lockstep_"))
    .map((name) => name.replace(/_(bucket|sum|count)$/, ""));
  expect(new Set(told)).toEqual(new Set(explained));
});

it("says how long ago all feeds were held against the log, and what else an operator looks at", async () => {
  const scraped = await scrape(one.url);
  expect(total(scraped, "lockstep_reconciler_lag_seconds")).toBeGreaterThan(0);
  // Seconds and no milliseconds; rounds are two seconds apart.
  expect(total(scraped, "lockstep_reconciler_lag_seconds")).toBeLessThan(30);
  expect(total(scraped, "lockstep_redis_connected")).toBe(1);
  expect(scraped.get('lockstep_database_connections_limit{pool="changes"}')).toBe(10);
  expect(scraped.get('lockstep_database_connections_limit{pool="queries"}')).toBe(10);
  expect(total(scraped, "process_resident_memory_bytes")).toBeGreaterThan(10_000_000);
  expect(total(scraped, "nodejs_eventloop_lag_p99_seconds")).toBeGreaterThan(0);
});

it("tells of requests over HTTP by route and status, of sign-ins, refusals, the version and PostgreSQL's clock", async () => {
  const limited = await startInstance(database.url, { FAILED_SIGN_INS: "2" });
  const before = await vi.waitFor(async () => {
    const first = await scrape(limited.url);
    // PostgreSQL has been asked since an earlier look. Both clocks are this machine's.
    expect(Math.abs(total(first, "lockstep_clock_skew_seconds"))).toBeLessThan(5);
    return first;
  });
  expect([...before.keys()].filter((key) => key.startsWith("lockstep_build_info"))).toEqual([
    `lockstep_build_info{version="${version}",node="${process.version}"}`,
  ]);
  await fetch(`${limited.url}/healthz`);
  await fetch(`${limited.url}/nothing/here`);
  const signIn = () =>
    fetch(`${limited.url}/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "nobody@example.com", password: "a password of nobody" }),
    });
  const statuses = [await signIn(), await signIn(), await signIn()].map(({ status }) => status);
  expect(statuses).toEqual([401, 401, 429]);

  await vi.waitFor(async () => {
    const now = await scrape(limited.url);
    const counts = [
      'lockstep_request_duration_seconds_count{route="/healthz",status="200"}',
      'lockstep_request_duration_seconds_count{route="none",status="404"}',
      'lockstep_sign_ins_total{status="401"}',
      'lockstep_sign_ins_total{status="429"}',
      'lockstep_refusals_total{limit="FAILED_SIGN_INS"}',
    ];
    expect(counts.map((key) => now.get(key))).toEqual([1, 1, 2, 1, 1]);
  });
  await limited.close();
});

it("tells how long queries and mutations take on all transports, and how large requests and answers are", async () => {
  const person = await one.person("ada");
  const projectId = await createProject(person);
  const before = await scrape(one.url);
  await createTasks(person, projectId, 1, "a".repeat(3_000));
  for (const way of [transports.HTTP(person), transports.WebSocket(person)]) await way.expect(MeDocument, {});
  await person.leave();
  const now = await scrape(one.url);
  const more = (series: string) => (now.get(series) ?? 0) - (before.get(series) ?? 0);
  expect(more('lockstep_operation_duration_seconds_count{type="mutation"}')).toBe(1);
  expect(more('lockstep_operation_duration_seconds_count{type="query"}')).toBe(2);
  for (const name of ["lockstep_request_size_bytes", "lockstep_answer_size_bytes"]) {
    expect(more(`${name}_count{transport="websocket"}`)).toBe(1);
    expect(more(`${name}_sum{transport="websocket"}`)).toBeGreaterThan(50);
    expect(more(`${name}_sum{transport="http"}`)).toBeGreaterThan(3_000);
    expect(more(`${name}_bucket{le="1024",transport="http"}`)).toBeGreaterThan(0);
  }
});

it("counts failures of Redis by use and kind", async () => {
  const redis = await createTestRedis();
  const instance = await startInstance(database.url, { REDIS_URL: redis.url });
  const count = async (kind: string) => {
    const scraped = await scrape(instance.url);
    return ["bus", "presence", "limits"].map((use) =>
      total(scraped, `lockstep_redis_failures_total{use="${use}",kind="${kind}"}`),
    );
  };
  await vi.waitFor(async () => expect(total(await scrape(instance.url), "lockstep_redis_connected")).toBe(1));
  expect([await count("connection"), await count("command")]).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  await redis.kill();
  await vi.waitFor(async () => expect(Math.min(...(await count("connection")))).toBeGreaterThan(1));
  await redis.restart();
  await vi.waitFor(async () => expect(total(await scrape(instance.url), "lockstep_redis_connected")).toBe(1));
  const before = await count("command");
  // Redis refuses the script that a connection tries once a second.
  await askRedis(redis.url, (client) => client.acl("SETUSER", "default", "-eval"));
  await vi.waitFor(async () => {
    const after = await count("command");
    expect(after.every((value, index) => value > (before[index] ?? 0))).toBe(true);
  });
  await instance.close();
  await redis.close();
});

it("names metrics as OpenMetrics does", async () => {
  const text = await fetch(`${one.url}/metrics`).then((response) => response.text());
  const declared = [...text.matchAll(/^# TYPE (lockstep_\w+) (\w+)$/gm)].map(([, name = "", type = ""]) => ({
    name,
    type,
  }));
  expect(declared.length).toBeGreaterThan(20);
  const counters = declared.filter(({ type }) => type === "counter").map(({ name }) => name);
  expect(counters.filter((name) => !name.endsWith("_total"))).toEqual([]);
  const others = declared.filter(({ type }) => type !== "counter").map(({ name }) => name);
  expect(others.filter((name) => /_(total|count|sum|bucket|created)$/.test(name))).toEqual([]);
  // Base units alone.
  expect(declared.filter(({ name }) => /_(ms|milliseconds|minutes|kb|kilobytes|mb|percent)(_|$)/.test(name))).toEqual(
    [],
  );
  const timed = declared.filter(({ name }) => /(duration|lag|skew)/.test(name)).map(({ name }) => name);
  expect(timed.filter((name) => !name.endsWith("_seconds"))).toEqual([]);
});
