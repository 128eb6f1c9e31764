import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { type Account, createAccount } from "../support/account.ts";
import { administer } from "../support/administer.ts";
import { type Board, createBoard } from "../support/board.ts";
import { type Collected, collect } from "../support/collect.ts";
import {
  MarkNoticesReadDocument,
  NoticesDocument,
  UpdateProjectDocument,
  ViewerActivityDocument,
  type ViewerActivitySubscription,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type Line, lineKinds } from "../support/lines.ts";
import { patience } from "../support/patience.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";

type Inbox = Collected<ViewerActivitySubscription>;

const variables = { REDIS_URL: inject("redisUrl"), REPLAY_LIMIT: "100", MUTATIONS_PER_MINUTE: "0" };

let database: TestDatabase;
let one: Instance;
let two: Instance;
let ada: Person;
let board: Board;
/** A fresh member of Ada's project on the first instance. Ada is on the second one. */
let grace: Person;
const streams: Inbox[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const start = () => startInstance(database.url, variables, { profileInterval: 100 });
  [one, two] = await Promise.all([start(), start()]);
  ada = await two.person("ada");
  board = await createBoard(ada);
});

beforeEach(async () => {
  grace = await one.person(randomUUID());
  await board.addMember(grace, "MEMBER");
});

afterEach(() => {
  for (const stream of streams.splice(0)) stream.stop();
});

afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await database.close();
});

const assign = (count = 1) => Promise.all(range(1, count).map(() => board.createTask({ assigneeId: grace.id })));

function follow(line: Pick<Line, "subscribe">, after?: string): Inbox {
  const stream = collect(line, ViewerActivityDocument, { after });
  streams.push(stream);
  return stream;
}

/** Takes messages and tells each in short: the number of a notice, else its type with its numbers. */
async function take(stream: Inbox, count: number): Promise<(number | string)[]> {
  const taken: (number | string)[] = [];
  while (taken.length < count) {
    const event = (await stream.next()).data?.viewerActivity;
    if (event?.__typename === "ViewerReady") taken.push(`Ready ${event.seq}, ${event.unreadCount} unread`);
    else if (event?.__typename === "ViewerResync") taken.push(`Resync ${event.reason} ${event.seq}`);
    else if (event?.__typename === "ProjectRenamed") taken.push(`renamed ${event.project.name}`);
    else if (event) taken.push(event.seq);
  }
  return taken;
}

const cursorOf = (stream: Inbox) => String(stream.received.at(-1)?.extensions?.["cursor"]);

describe.each(Object.entries(lineKinds))("over %s", (_name, kind) => {
  const open = (person: Person, url = one.url) => kind.open(url, person.token);

  it("brings ViewerReady, then each notice once and in order, and resumes on another instance", async () => {
    const line = open(grace);
    const stream = follow(line);
    expect(await take(stream, 1)).toEqual(["Ready 1, 1 unread"]);
    await assign(5);
    expect(await take(stream, 5)).toEqual(range(2, 6));
    expect(stream.received.map(({ extensions }) => extensions)).toEqual(
      range(1, 6).map((seq) => ({ seq, cursor: expect.stringMatching(`^inbox\\.${seq}\\.`) })),
    );
    line.cut();
    expect(await stream.ended()).not.toBeNull();
    await assign(3);
    await grace.expect(MarkNoticesReadDocument, { input: { upTo: 4 } });
    const resumed = follow(open(grace, two.url), cursorOf(stream));
    expect(await take(resumed, 5)).toEqual([...range(7, 10), "Ready 10, 5 unread"]);
    await assign(1);
    expect(await take(resumed, 1)).toEqual([11]);
  });

  it("replaces a replay that cannot be by ViewerResync, with the number of unread notices", async () => {
    const start = follow(open(grace));
    await take(start, 1);
    const old = cursorOf(start);
    await assign(101);
    // So far the instance has to have come, to find the cursor too old.
    await take(start, 101);
    const late = follow(open(grace), old);
    expect(await take(late, 2)).toEqual(["Resync TOO_OLD 102", "Ready 102, 102 unread"]);
    const foreign = follow(open(grace), "inbox.3.a123456789abcdef");
    expect(await take(foreign, 2)).toEqual(["Resync OTHER_HISTORY 102", "Ready 102, 102 unread"]);
    await assign(1);
    for (const stream of [late, foreign]) expect(await take(stream, 1)).toEqual([103]);
  });

  it.each([
    ["a malformed cursor", "inbox.1"],
    ["a project's cursor", "project.1.a123456789abcdef"],
  ])("refuses %s with BAD_USER_INPUT", async (_what, after) => {
    const stream = follow(open(grace), after);
    expect(await stream.ended()).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
  });
});

it("Last-Event-ID resumes a person's stream over SSE, and is refused where it is a project's cursor", async () => {
  await assign(2);
  const open = (id: string) => lineKinds.SSE.open(one.url, grace.token, { "last-event-id": id });
  const { viewer } = await grace.expect(NoticesDocument, {});
  await assign(1);
  expect(await take(follow(open(viewer.cursor)), 2)).toEqual([4, "Ready 4, 4 unread"]);
  const refused = await follow(open("project.1.a123456789abcdef")).ended();
  expect(refused).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
});

it("a query and the stream after its cursor miss nothing and repeat nothing", async () => {
  const assigning = assign(30);
  const { viewer } = await grace.expect(NoticesDocument, { first: 100 });
  await assigning;
  const seq = Number(viewer.cursor.split(".")[1]);
  const stream = follow(grace.socket, viewer.cursor);
  expect(await take(stream, 31 - seq + 1)).toEqual([...range(seq + 1, 31), "Ready 31, 31 unread"]);
  expect(viewer.unreadCount).toBe(seq);
  expect(viewer.notices.nodes.length).toBeGreaterThanOrEqual(seq);
});

it("a notice whose message the bus loses arrives from the log", async () => {
  const stream = follow(grace.socket);
  await take(stream, 1);
  await assign(1);
  expect(await take(stream, 1)).toEqual([2]);
  await administer(
    database.url,
    `WITH head AS (UPDATE inbox_heads SET seq = seq + 1 WHERE person_id = '${grace.id}')
     INSERT INTO notices (person_id, seq, token, type, at, actor_id, body)
     SELECT person_id, seq + 1, 7, type, at, actor_id, body FROM notices WHERE person_id = '${grace.id}' AND seq = 2`,
  );
  expect(await take(stream, 1)).toEqual([3]);
});

it("all devices of a person hear of what was read, on whichever instance, and of renamed projects", async () => {
  const elsewhere = await two.person(grace.name);
  const devices = [follow(grace.socket), follow(elsewhere.socket)];
  for (const device of devices) expect(await take(device, 1)).toEqual(["Ready 1, 1 unread"]);
  await elsewhere.expect(MarkNoticesReadDocument, { input: { upTo: 1 } });
  for (const device of devices) expect(await take(device, 1)).toEqual([2]);
  const { projectId } = board;
  await ada.expect(UpdateProjectDocument, { input: { projectId, description: "Not told" } });
  await ada.expect(UpdateProjectDocument, { input: { projectId, name: "Landing" } });
  for (const device of devices) expect(await take(device, 1)).toEqual(["renamed Landing"]);
});

it("two tabs of a person share what is executed, and nobody else hears of it", async () => {
  const other = await one.person(randomUUID());
  const silent = follow(other.socket);
  expect(await take(silent, 1)).toEqual(["Ready 0, 0 unread"]);
  const tabs = [follow(grace.socket), follow(grace.socket)];
  for (const tab of tabs) await take(tab, 1);
  await assign(2);
  for (const tab of tabs) expect(await take(tab, 2)).toEqual([2, 3]);
  await board.addMember(other, "VIEWER");
  expect(await take(silent, 1)).toEqual([1]);
});

it("retention prunes old notices, and a cursor before them gets ViewerResync", async () => {
  await assign(3);
  await administer(
    database.url,
    `UPDATE notices SET at = now() - interval '9 days' WHERE person_id = '${grace.id}' AND seq <= 3`,
  );
  const pruning = await startInstance(database.url, { ...variables, ACTIVITY_RETENTION_DAYS: "7" });
  try {
    const reader = await pruning.person(grace.name);
    const count = async () => (await reader.expect(NoticesDocument, {})).viewer.notices.nodes.length;
    await expect.poll(count, { timeout: patience }).toBe(1);
    expect((await reader.expect(NoticesDocument, {})).viewer).toMatchObject({ unreadCount: 1 });
    const stream = follow(reader.socket, "inbox.0.0");
    expect(await take(stream, 2)).toEqual(["Resync TOO_OLD 4", "Ready 4, 1 unread"]);
    stream.stop();
  } finally {
    await pruning.close();
  }
});

describe("a deleted account", () => {
  it("loses its stream, and the notices of others name it no more, in replays too", async () => {
    const ann: Account = await createAccount(one.url, "Ann Unforgotten");
    await board.addMember(ann, "MEMBER");
    const hers = await createBoard(ann, "Hers");
    await hers.addMember(grace, "OWNER");
    const annStream = ann.watchInbox();
    streams.push(annStream);
    await take(annStream, 1);
    const stream = follow(grace.socket, "inbox.0.0");
    await take(stream, 3);
    expect(JSON.stringify(stream.received)).toContain("Ann Unforgotten");
    expect((await ann.remove()).ok).toBe(true);
    await expect.poll(() => administer(database.url, "SELECT FROM profile_changes"), { timeout: patience }).toEqual([]);
    expect(await administer(database.url, `SELECT FROM inbox_heads WHERE person_id = '${ann.id}'`)).toEqual([]);
    expect(await administer(database.url, `SELECT FROM notices WHERE person_id = '${ann.id}'`)).toEqual([]);
    for (const instance of [one, two]) {
      const reader = await instance.person(grace.name);
      const { viewer } = await reader.expect(NoticesDocument, {});
      expect(viewer.notices.nodes[0]).toMatchObject({ actor: { id: ann.id, name: "Deleted user", email: null } });
      // Each instance drops what it has in memory once it has looked for erasures.
      await vi.waitFor(async () => {
        const replay = follow(reader.socket, "inbox.0.0");
        await take(replay, 3);
        replay.stop();
        expect(JSON.stringify(replay.received)).not.toContain("Unforgotten");
      });
    }
    // The account is still a member by name. Nothing is written for it.
    await board.createTask({ assigneeId: ann.id });
    expect(await administer(database.url, `SELECT FROM notices WHERE person_id = '${ann.id}'`)).toEqual([]);
  });
});
