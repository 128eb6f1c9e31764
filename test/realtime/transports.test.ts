import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { scrape, total } from "../metrics/scrape.ts";
import { addMember, createBoard, createProject, createTasks, seqOf, take } from "../support/board.ts";
import { type Collected, collect } from "../support/collect.ts";
import {
  DeleteProjectDocument,
  ProjectActivityDocument,
  type ProjectActivitySubscription,
  RemoveMemberDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type Line, lineKinds } from "../support/lines.ts";
import { openPerson, type Person, type WatchVariables } from "../support/person.ts";
import { openPollingLine, pollingKind } from "../support/polling-line.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { signToken } from "../support/sign-token.ts";

/** The ways to subscribe. A further one that passes these tests is a row. */
const streamKinds = Object.entries(lineKinds);

/** The ways to follow a project. */
const kinds = [...streamKinds, ["polling", pollingKind] as const];

const variables = { REDIS_URL: inject("redisUrl"), REPLAY_LIMIT: "100", MAX_CONNECTIONS_PER_USER: "20" };

let database: TestDatabase;
let one: Instance;
let two: Instance;
let ada: Person;
let grace: Person;
const streams: Collected<ProjectActivitySubscription>[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  [one, two] = await Promise.all([startInstance(database.url, variables), startInstance(database.url, variables)]);
  [ada, grace] = await Promise.all([one.person("ada"), one.person("grace")]);
});

afterEach(() => {
  for (const stream of streams.splice(0)) stream.stop();
});

afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await database.close();
});

function follow(line: Line, variables: WatchVariables): Collected<ProjectActivitySubscription> {
  const stream = collect(line, ProjectActivityDocument, { announce: false, ...variables });
  streams.push(stream);
  return stream;
}

const cursorOf = (stream: Collected<ProjectActivitySubscription>) =>
  String(stream.received.at(-1)?.extensions?.["cursor"]);

describe.each(kinds)("%s", (_name, kind) => {
  const isStream = kind !== pollingKind;
  const open = (person: Person, url = one.url) => kind.open(url, person.token);

  it("brings Ready, then every change in order, each once, with its cursor", async () => {
    const projectId = await createProject(ada);
    const stream = follow(open(ada), { projectId });
    expect(await take(stream, 1)).toEqual(["Ready 1"]);
    await createTasks(ada, projectId, 20);
    expect(await take(stream, 20)).toEqual(range(2, 21));
    for (const { extensions } of stream.received) {
      expect(extensions).toEqual({ seq: expect.any(Number), cursor: expect.stringMatching(/^project\./) });
    }
    const replayed = follow(open(ada, two.url), { projectId, since: 1 });
    expect(await take(replayed, 21)).toEqual([...range(2, 21), "Ready 21"]);
    // A page has the cursor of its last change alone.
    const tell = (message: (typeof stream.received)[number]) => (isStream ? message : message.data);
    expect(replayed.received.slice(0, -1).map(tell)).toEqual(stream.received.slice(1).map(tell));
  });

  it.each(kinds)("resumes on another instance what %s brought before it was cut", async (_other, before) => {
    const projectId = await createProject(ada);
    const line = before.open(two.url, ada.token);
    const stream = follow(line, { projectId });
    expect(await take(stream, 1)).toEqual(["Ready 1"]);
    await createTasks(ada, projectId, 5);
    expect(await take(stream, 5)).toEqual(range(2, 6));
    line.cut();
    expect(await stream.ended()).not.toBeNull();
    await createTasks(ada, projectId, 5);
    const resumed = follow(open(ada), { projectId, after: cursorOf(stream) });
    expect(await take(resumed, 6)).toEqual([...range(7, 11), "Ready 11"]);
    await createTasks(ada, projectId, 1);
    expect(await take(resumed, 1)).toEqual([12]);
  });

  it("replaces a replay that cannot be by Resync, and goes on", async () => {
    const [projectId, other] = await Promise.all([createProject(ada), createProject(ada)]);
    const elsewhere = follow(open(ada), { projectId: other });
    const start = follow(open(ada), { projectId });
    for (const stream of [elsewhere, start]) expect(await take(stream, 1)).toEqual(["Ready 1"]);
    const first = cursorOf(start);
    await createTasks(ada, projectId, 101);
    const foreign = follow(open(ada), { projectId, after: cursorOf(elsewhere) });
    expect(await take(foreign, 2)).toEqual(["Resync OTHER_HISTORY 102", "Ready 102"]);
    const old = follow(open(ada), { projectId, after: first });
    expect(await take(old, 2)).toEqual(["Resync TOO_OLD 102", "Ready 102"]);
    const beyond = follow(open(ada), { projectId, after: "project.1000.a1b2c3d4e5f60718" });
    expect(await take(beyond, 2)).toEqual(["Resync OTHER_HISTORY 102", "Ready 102"]);
    await createTasks(ada, projectId, 1);
    for (const stream of [foreign, old, beyond]) expect(await take(stream, 1)).toEqual([103]);
  });

  it.each<[string, string, (projectId: string) => WatchVariables]>([
    ["an unknown project", "NOT_FOUND", () => ({ projectId: randomUUID() })],
    ["a malformed id", "NOT_FOUND", () => ({ projectId: "x" })],
    ["a malformed cursor", "BAD_USER_INPUT", (projectId) => ({ projectId, after: "project.1" })],
    ["a cursor of another kind", "BAD_USER_INPUT", (projectId) => ({ projectId, after: "person.1.0123456789abcdef" })],
  ])("refuses %s with %s", async (_what, code, choose) => {
    const stream = follow(open(ada), choose(await createProject(ada)));
    // A query answers null for a project that is not there, which is no error.
    const request = isStream || code !== "NOT_FOUND" ? { requestId: expect.any(String) } : {};
    expect(await stream.ended()).toMatchObject([{ extensions: { code, ...request } }]);
    expect(stream.received).toEqual([]);
  });

  it("shows a removed member its removal and nothing after it, and completes with the project", async () => {
    const projectId = await createProject(ada);
    await addMember(ada, projectId, grace);
    const [hers, kept] = [follow(open(grace), { projectId }), follow(open(ada), { projectId })];
    for (const stream of [hers, kept]) expect(await take(stream, 1)).toEqual(["Ready 2"]);
    if (!isStream) await untilWaiting(2);
    await ada.expect(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
    await createTasks(ada, projectId, 1);
    expect(await hers.ended()).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    // Over a stream also the change that says so.
    expect(hers.received.slice(1).map(seqOf)).toEqual(isStream ? [3] : []);
    expect(await take(kept, 2)).toEqual([3, 4]);
    if (!isStream) await untilWaiting(1);
    await ada.expect(DeleteProjectDocument, { input: { projectId } });
    expect(await kept.ended()).toBeNull();
    expect(await take(kept, 1)).toEqual([5]);
  });

  it("ends when the token expires", async () => {
    const projectId = await createProject(ada);
    // Clocks may differ by 5 s.
    const expiring = await signToken("ada", { exp: Math.floor(Date.now() / 1_000) - 2 });
    const stream = follow(kind.open(one.url, expiring), { projectId });
    expect(await take(stream, 1)).toEqual(["Ready 1"]);
    expect(await stream.ended()).toEqual(kind.ending("TOKEN_EXPIRED"));
    const expired = await signToken("ada", { exp: Math.floor(Date.now() / 1_000) - 60 });
    expect(await follow(kind.open(one.url, expired), { projectId }).ended()).toEqual(kind.ending("TOKEN_EXPIRED"));
    expect(await follow(kind.open(one.url, "a.b.c"), { projectId }).ended()).toEqual(kind.ending("UNAUTHENTICATED"));
  });

  it("ends when the session is signed out on another instance", async () => {
    const ann = await signUp(two.url);
    const projectId = await createProject(ann.person);
    // A query that waits tells of it when it is answered.
    const line = isStream ? open(ann.person) : openPollingLine(one.url, ann.person.token, 5);
    const stream = follow(line, { projectId });
    expect(await take(stream, 1)).toEqual(["Ready 1"]);
    await ann.signOut();
    expect(await stream.ended()).toEqual(kind.ending("UNAUTHENTICATED"));
    await ann.person.leave();
  });

  it("breaks off when the instance restarts, and takes no new subscriber there", async () => {
    const leaving = await startInstance(database.url, { ...variables, DRAIN_SECONDS: "1" });
    const projectId = await createProject(ada);
    const lines = range(1, 4).map(() => open(ada, leaving.url));
    const all = lines.map((line) => follow(line, { projectId }));
    for (const stream of all) expect(await take(stream, 1)).toEqual(["Ready 1"]);
    const closing = leaving.close();
    const failures = await Promise.all(all.map((stream) => stream.ended()));
    expect(failures).toEqual(all.map(() => kind.ending("RESTART")));
    await closing;
    await createTasks(ada, projectId, 1);
    const resumed = follow(open(ada), { projectId, after: cursorOf(all[0] as (typeof all)[number]) });
    expect(await take(resumed, 2)).toEqual([2, "Ready 2"]);
  });
});

describe.each(streamKinds)("%s", (_name, kind) => {
  const open = (person: Person, url = one.url) => kind.open(url, person.token);

  it("takes a bare number, and refuses one beside a cursor", async () => {
    const projectId = await createProject(ada);
    const beyond = follow(open(ada), { projectId, since: 1_000 });
    expect(await take(beyond, 2)).toEqual(["Resync AHEAD_OF_PROJECT 1", "Ready 1"]);
    const both = follow(open(ada), { projectId, after: "project.0.0", since: 0 });
    expect(await both.ended()).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", requestId: expect.any(String) } },
    ]);
  });

  it("refuses documents that do not fit", async () => {
    const line = open(ada);
    const failures = ["subscription { nothing }", "subscription {", "subscription { projectActivity }"].map(
      (query) =>
        new Promise((resolve) =>
          line.subscribe({ query }, { next: resolve, complete: () => resolve("complete"), error: resolve }),
        ),
    );
    const codes = ["GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"];
    expect(await Promise.all(failures)).toMatchObject(
      codes.map((code) =>
        expect.arrayContaining([expect.objectContaining({ extensions: expect.objectContaining({ code }) })]),
      ),
    );
  });

  it("shows its viewer as present for as long as it lasts", async () => {
    const projectId = await createProject(ada);
    await addMember(ada, projectId, grace);
    const looking = follow(lineKinds.WebSocket.open(two.url, ada.token), { projectId });
    expect(await take(looking, 1)).toEqual(["Ready 2"]);
    const line = open(grace);
    const hers = follow(line, { projectId, announce: true });
    expect(await take(looking, 1)).toEqual(["PresenceJoined"]);
    await hers.until(({ data }) => data?.projectActivity.__typename === "Ready");
    line.cut();
    expect(await take(looking, 1)).toEqual(["PresenceLeft"]);
  });
});

it.each(["SSE", "multipart"] as const)("%s: Last-Event-ID wins over after, and is judged as after is", async (name) => {
  const [projectId, other] = await Promise.all([createProject(ada), createProject(ada)]);
  const stream = follow(lineKinds.WebSocket.open(one.url, ada.token), { projectId });
  const elsewhere = follow(lineKinds.WebSocket.open(one.url, ada.token), { projectId: other });
  for (const each of [stream, elsewhere]) expect(await take(each, 1)).toEqual(["Ready 1"]);
  await createTasks(ada, projectId, 2);
  expect(await take(stream, 2)).toEqual([2, 3]);
  const cursors = stream.received.map(({ extensions }) => String(extensions?.["cursor"]));
  const resume = (id: string) =>
    follow(lineKinds[name].open(one.url, ada.token, { "last-event-id": id }), { projectId, after: "project.0.0" });
  expect(await take(resume(String(cursors[1])), 2)).toEqual([3, "Ready 3"]);
  expect(await take(resume(""), 4)).toEqual([1, 2, 3, "Ready 3"]);
  expect(await take(resume(cursorOf(elsewhere)), 2)).toEqual(["Resync OTHER_HISTORY 3", "Ready 3"]);
  for (const id of ["project.1", "person.1.0123456789abcdef"]) {
    const refused = resume(id);
    expect(await refused.ended()).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    expect(refused.received).toEqual([]);
  }
});

describe.each(streamKinds)("the limits of %s", (_name, kind) => {
  let limited: Instance;
  let reader: Person;
  beforeAll(async () => {
    const few = { ...variables, MAX_CONNECTIONS_PER_USER: "2", MAX_SOCKET_BACKLOG: "200000" };
    limited = await startInstance(database.url, few);
    reader = await limited.person("reader");
  });
  afterAll(() => limited.close());

  it.each(streamKinds)("count with connections of %s: one more gets TOO_MANY", async (_other, others) => {
    const projectId = await createProject(reader);
    const [first, second] = range(1, 2).map(() => others.open(limited.url, reader.token));
    for (const line of [first, second]) expect(await take(follow(line as Line, { projectId }), 1)).toEqual(["Ready 1"]);
    const again = () => follow(kind.open(limited.url, reader.token), { projectId });
    expect(await again().ended()).toEqual(kind.ending("TOO_MANY"));
    (first as Line).cut();
    await vi.waitFor(async () => expect(await take(again(), 1)).toEqual(["Ready 1"]));
    for (const stream of streams.splice(0)) stream.stop();
    (second as Line).cut();
    await reader.leave();
  });

  it("do not concern queries, which neither count nor are refused", async () => {
    const projectId = await createProject(reader);
    const lines = range(1, 2).map(() => kind.open(limited.url, reader.token));
    for (const line of lines) expect(await take(follow(line, { projectId }), 1)).toEqual(["Ready 1"]);
    for (const accept of ["application/json", "text/event-stream", "multipart/mixed;subscriptionSpec=1.0"]) {
      const answer = await fetch(`${limited.url}/graphql`, {
        method: "POST",
        headers: { authorization: `Bearer ${reader.token}`, "content-type": "application/json", accept },
        body: JSON.stringify({ query: "{ me { id } }" }),
      });
      expect(await answer.text()).toContain(`{"data":{"me":{"id":"${reader.id}"}}}`);
    }
    for (const stream of streams.splice(0)) stream.stop();
    for (const line of lines) line.cut();
    await reader.leave();
  });

  it("end a client that reads too slowly, which then resumes without a loss; nobody else waits", async () => {
    const board = await createBoard(ada);
    await board.addMember(reader, "VIEWER");
    const { projectId } = board;
    const task = await board.createTask();
    const since = await board.seq();
    const line = kind.open(limited.url, reader.token);
    const stalled = follow(line, { projectId });
    const fast = follow(lineKinds.SSE.open(limited.url, ada.token), { projectId });
    for (const stream of [stalled, fast]) expect(await take(stream, 1)).toEqual([`Ready ${since}`]);
    line.stall();
    let isOver = false;
    const left = vi.waitFor(async () => expect(await countSlow(limited.url)).toBeGreaterThan(0), { interval: 100 });
    const stop = () => {
      isOver = true;
    };
    left.then(stop, stop);
    let last = since;
    for (; !isOver; last += 1) {
      // Compression cannot shorten it by much.
      const description = randomBytes(45_000).toString("base64");
      await ada.expect(UpdateTaskDocument, { input: { taskId: task.id, description } });
    }
    await left;
    line.readOn();
    expect(await stalled.ended()).toEqual(kind.ending("TOO_SLOW"));
    const received = stalled.received.flatMap((message) => seqOf(message) ?? []);
    expect(received).toEqual(range(since + 1, since + received.length));
    expect(await take(fast, last - since)).toEqual(range(since + 1, last));
    const resumed = follow(kind.open(limited.url, reader.token), { projectId, after: cursorOf(stalled) });
    expect(await take(resumed, last - since - received.length + 1)).toEqual([
      ...range(since + received.length + 1, last),
      `Ready ${last}`,
    ]);
  });
});

/** Resolves when so many queries wait on the first instance. */
async function untilWaiting(count: number): Promise<void> {
  await vi.waitFor(async () => expect(total(await scrape(one.url), "lockstep_waiting_queries")).toBe(count));
}

async function countSlow(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(/^lockstep_slow_consumers_closed_total\S* (\d+)$/gm)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
}

/** Somebody with an account of the server's own. */
async function signUp(url: string) {
  const send = async (path: string, body: object | null, session = "") => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${session}` };
    const response = await fetch(`${url}/auth/${path}`, {
      method: body ? "POST" : "GET",
      headers,
      body: body && JSON.stringify(body),
    });
    const { token } = (await response.json()) as { token: string };
    return { token, session: response.headers.get("set-auth-token") ?? "" };
  };
  const account = { name: "Ann", email: `${randomUUID()}@example.com`, password: "correct horse" };
  const { session } = await send("sign-up/email", account);
  const { token } = await send("token", null, session);
  return { person: await openPerson(url, token), signOut: () => send("sign-out", {}, session) };
}
