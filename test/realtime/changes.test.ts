import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { scrape, total } from "../metrics/scrape.ts";
import { createAccount } from "../support/account.ts";
import { administer } from "../support/administer.ts";
import { addMember, backfill, createProject, createTasks, required } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import {
  BoardDocument,
  ChangesDocument,
  type ChangesQueryVariables,
  CreateTaskDocument,
  DeleteProjectDocument,
  RemoveMemberDocument,
} from "../support/generated/graphql.ts";
import { holdTimers } from "../support/hold-timers.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { openPerson, type Person, post, requireData } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { signToken } from "../support/sign-token.ts";
import { transports } from "../support/transports.ts";

const replayLimit = 200;

let database: TestDatabase;
let one: Instance;
let two: Instance;
/** The owner, on instance one. */
let ada: Person;
let adaThere: Person;
let grace: Person;
let projectId: string;

const start = (variables: Readonly<Record<string, string>> = {}) =>
  startInstance(
    database.url,
    { REDIS_URL: inject("redisUrl"), REPLAY_LIMIT: String(replayLimit), ...variables },
    { profileInterval: 100 },
  );

beforeAll(async () => {
  database = await createTestDatabase();
  [one, two] = await Promise.all([start(), start()]);
  [ada, adaThere, grace] = await Promise.all([one.person("ada"), two.person("ada"), two.person("grace")]);
});

afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await database.close();
});

beforeEach(async () => {
  projectId = await createProject(ada);
});

describe.each(Object.entries(transports))("Project.changes over %s", (_transport, over) => {
  it("answers what came after the cursor, in pages, and then nothing", async () => {
    const after = await cursorOf(ada);
    await createTasks(ada, projectId, 5);
    const first = await read(over(adaThere), { after, first: 3 });
    expect(first).toMatchObject({ nodes: [{ seq: 2 }, { seq: 3 }, { seq: 4 }], resync: null });
    const second = await read(over(ada), { after: first.cursor, first: 3, wait: 30 });
    expect(second).toMatchObject({ nodes: [{ seq: 5 }, { seq: 6, actor: { id: ada.id } }], resync: null });
    expect(second.cursor).toBe(await cursorOf(ada));
    const third = await read(over(adaThere), { after: second.cursor });
    expect(third).toEqual({ nodes: [], cursor: second.cursor, resync: null });
  });

  it("waits for a change, whichever instance makes it, without a connection", async () => {
    const after = await cursorOf(ada);
    const answers = [ada, adaThere].map((person) => read(over(person), { after, wait: 30 }));
    for (const { url } of [one, two]) await untilWaiting(url, 1);
    // The instance asks for itself now and then.
    await vi.waitFor(async () => {
      const busy = await scrape(one.url);
      expect(total(busy, "lockstep_database_waiting")).toBe(0);
      for (const pool of ["changes", "queries", "replays"]) {
        expect([pool, busy.get(`lockstep_database_connections{pool="${pool}",state="busy"}`)]).toEqual([pool, 0]);
      }
    });
    await createTasks(adaThere, projectId, 1);
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ nodes: [{ __typename: "TaskCreated", seq: 2 }], resync: null });
    }
    for (const { url } of [one, two]) await untilWaiting(url, 0);
  });

  it("ends with nothing when nothing happens, and goes on after its cursor", async () => {
    const after = await cursorOf(ada);
    const { cursor, ...rest } = await read(over(ada), { after, wait: 1 });
    expect(rest).toEqual({ nodes: [], resync: null });
    await createTasks(ada, projectId, 1);
    expect(await read(over(ada), { after: cursor, wait: 30 })).toMatchObject({ nodes: [{ seq: 2 }] });
  });

  it("misses and doubles nothing while writers on both instances go on", async () => {
    const last = 81;
    const readAll = async (person: Person) => {
      const seen: number[] = [];
      for (let after = await cursorOf(ada, 1); seen.at(-1) !== last; ) {
        const { nodes, cursor } = await read(over(person), { after, first: 7, wait: 30 });
        seen.push(...nodes.map(({ seq }) => seq));
        after = cursor;
      }
      return seen;
    };
    const readers = [ada, adaThere, ada, adaThere].map(readAll);
    await Promise.all([ada, adaThere].map((writer) => createTasks(writer, projectId, 40)));
    for (const seen of await Promise.all(readers)) expect(seen).toEqual(range(2, last));
  });

  it("tells a resync with its reason in place of changes", async () => {
    const begin = await cursorOf(ada);
    await backfill(database.url, projectId, 2, 2);
    const unreadable = await read(over(ada), { after: begin, first: 5 });
    expect(unreadable).toMatchObject({ nodes: [], resync: { seq: 3, reason: "UNREADABLE" } });
    expect(unreadable.cursor).toBe(unreadable.resync?.cursor);
    await backfill(database.url, projectId, replayLimit + 1);
    const tooOld = { nodes: [], resync: { seq: replayLimit + 4, reason: "TOO_OLD" } };
    expect(await read(over(adaThere), { after: begin, wait: 30 })).toMatchObject(tooOld);
    const cursor = await cursorOf(ada);
    expect(await read(over(adaThere), { after: cursor })).toEqual({ nodes: [], cursor, resync: null });
    const another = await createProject(ada);
    expect(await read(over(ada), { after: cursor }, another)).toMatchObject({
      nodes: [],
      resync: { seq: 1, reason: "OTHER_HISTORY" },
    });
  });

  it("tells of another history and of a pruned one, also while it waits", async () => {
    await createTasks(ada, projectId, 3);
    const [middle, head] = [await cursorOf(ada, 3), await cursorOf(ada)];
    const waiting = read(over(adaThere), { after: head, wait: 30 });
    await untilWaiting(two.url, 1);
    await administer(database.url, `UPDATE activities SET token = token + 1 WHERE project_id = '${projectId}'`);
    const other = { nodes: [], resync: { seq: 4, reason: "OTHER_HISTORY" } };
    expect(await waiting).toMatchObject(other);
    expect(await read(over(adaThere), { after: middle })).toMatchObject(other);

    const kept = await cursorOf(adaThere, 2);
    await administer(database.url, `DELETE FROM activities WHERE project_id = '${projectId}' AND seq <= 3`);
    await administer(
      database.url,
      `UPDATE project_heads SET pruned_through = 3, pruned_token = 1 WHERE project_id = '${projectId}'`,
    );
    const third = await start();
    const fresh = await third.person("ada");
    const pruned = { nodes: [], resync: { seq: 4, reason: "TOO_OLD" } };
    expect(await read(over(fresh), { after: kept, wait: 30 })).toMatchObject(pruned);
    await third.close();
  });

  it("is for members alone, from the change on that added them again", async () => {
    const after = await cursorOf(ada);
    expect(codeOf(await ask(over(grace), { after, wait: 30 }))).toBe("NOT_FOUND");
    await addMember(ada, projectId, grace);
    await createTasks(ada, projectId, 1);
    expect((await read(over(grace), { after })).nodes.map(({ seq }) => seq)).toEqual([2, 3]);
    await ada.expect(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
    expect(codeOf(await ask(over(grace), { after }))).toBe("NOT_FOUND");
    await addMember(ada, projectId, grace);
    expect(await read(over(grace), { after })).toMatchObject({ nodes: [], resync: { seq: 5, reason: "TOO_OLD" } });
  });

  it("ends with FORBIDDEN for a member who is removed while waiting", async () => {
    await addMember(ada, projectId, grace);
    const waiting = ask(over(grace), { after: await cursorOf(ada), wait: 30 });
    await untilWaiting(two.url, 1);
    await ada.expect(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
    expect(codeOf(await waiting)).toBe("FORBIDDEN");
  });

  it("tells of the project's deletion, and then that it is not there", async () => {
    const waiting = read(over(adaThere), { after: await cursorOf(ada), wait: 30 });
    await untilWaiting(two.url, 1);
    await ada.expect(DeleteProjectDocument, { input: { projectId } });
    const { nodes, cursor } = await waiting;
    expect(nodes).toMatchObject([{ __typename: "ProjectDeleted", seq: 2 }]);
    expect(codeOf(await ask(over(adaThere), { after: cursor }))).toBe("NOT_FOUND");
  });

  it.each([
    [{ wait: -1 }, ["wait"]],
    [{ wait: 31 }, ["wait"]],
    [{ first: 0 }, ["first"]],
    [{ first: 101 }, ["first"]],
    [{ after: "project.1" }, ["after"]],
    [{ after: "viewer.1.a" }, ["after"]],
    [{ after: "" }, ["after"]],
    [{ after: "\u0000" }, ["after"]],
  ])("refuses %j", async (variables, path) => {
    const answer = await ask(over(ada), { after: await cursorOf(ada), ...variables });
    expect(codeOf(answer)).toBe("BAD_USER_INPUT");
    expect(answer.errors?.[0]?.extensions?.["issues"]).toMatchObject([{ path }]);
  });

  it("has erased people's names in no answer, whether or not the change is remembered", async () => {
    const leaving = await createAccount(one.url, "Erased Person");
    await addMember(ada, projectId, leaving);
    const after = await cursorOf(ada, 1);
    const { createTask } = await leaving.expect(CreateTaskDocument, { input: { projectId, title: "Mine" } });
    required(createTask);
    const before = await read(over(adaThere), { after });
    expect(JSON.stringify(before)).toContain("Erased Person");
    expect((await leaving.remove()).ok).toBe(true);
    await vi.waitFor(
      async () => {
        const { nodes } = await read(over(adaThere), { after });
        expect(JSON.stringify(nodes)).not.toContain("Erased Person");
        expect(JSON.stringify(nodes)).toContain("Deleted user");
      },
      { interval: 50 },
    );
  });

  it("lets a user wait as often as have connections, and frees a place when the client has left", async () => {
    const narrow = await start({ MAX_CONNECTIONS_PER_USER: "2" });
    const [person, other] = await Promise.all([narrow.person("ada"), narrow.person("grace")]);
    await addMember(ada, projectId, other);
    const after = await cursorOf(ada);
    const waiting = range(1, 2).map(() => ask(over(person), { after, wait: 30 }));
    await untilWaiting(narrow.url, 2);
    const refused = await ask(over(person), { after, wait: 30 });
    expect(codeOf(refused)).toBe("RATE_LIMITED");
    expect(refused.errors?.[0]?.extensions?.["retryAfter"]).toBe(1);
    const refusals = (await scrape(narrow.url)).get('lockstep_refusals_total{limit="MAX_CONNECTIONS_PER_USER"}');
    expect(refusals).toBe(1);
    expect(await read(over(person), { after })).toMatchObject({ nodes: [] });
    const others = read(over(other), { after, wait: 30 });
    await untilWaiting(narrow.url, 3);
    await createTasks(ada, projectId, 1);
    expect((await others).nodes).toHaveLength(1);
    await Promise.all(waiting);
    await untilWaiting(narrow.url, 0);
    await narrow.close();
  });

  it("is answered at once when the server stops", async () => {
    const waits = holdTimers(30_000);
    const stopping = await start();
    const person = await stopping.person("ada");
    const waiting = ask(over(person), { after: await cursorOf(ada), wait: 30 });
    await untilWaiting(stopping.url, 1);
    expect(waits.count).toBeGreaterThan(0);
    const [answer] = await Promise.all([waiting, stopping.close()]);
    expect(answer.data).toMatchObject({ project: { changes: { nodes: [], resync: null } } });
  });
});

it("Project.changes: a client that hangs up, completes or closes its socket waits no more", async () => {
  const after = await cursorOf(ada);
  const variables = { projectId, after, wait: 30 };
  const abort = new AbortController();
  const hungUp = fetch(`${one.url}/graphql`, {
    method: "POST",
    signal: abort.signal,
    headers: { "content-type": "application/json", authorization: `Bearer ${ada.token}` },
    body: JSON.stringify({ query, variables }),
  }).catch(() => "aborted");
  const stop = ada.socket.subscribe({ query, variables }, { next() {}, error() {}, complete() {} });
  const leaving = await openPerson(one.url, await signToken("ada"));
  leaving.socket.subscribe({ query, variables }, { next() {}, error() {}, complete() {} });
  await untilWaiting(one.url, 3);
  abort.abort();
  expect(await hungUp).toBe("aborted");
  await untilWaiting(one.url, 2);
  stop();
  await untilWaiting(one.url, 1);
  await leaving.leave();
  await untilWaiting(one.url, 0);
});

it("Project.changes: a token that expires while it waits ends it with UNAUTHENTICATED", async () => {
  // Tokens are taken for 5 s longer, as clocks differ.
  const exp = Math.floor(Date.now() / 1_000) - 2;
  const expiring = await openPerson(one.url, await signToken("ada", { exp }));
  const answer = await ask(expiring, { after: await cursorOf(ada), wait: 30 });
  expect(answer.errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED", expired: true } }]);
});

it("Project.changes: who signed out while it waits gets UNAUTHENTICATED and no change", async () => {
  const account = await createAccount(one.url, "Signing Out");
  await addMember(ada, projectId, account);
  const waiting = ask(account, { after: await cursorOf(ada), wait: 30 });
  await untilWaiting(one.url, 1);
  expect((await account.post("/sign-out", {})).ok).toBe(true);
  // A token is taken unchecked for four seconds.
  await vi.waitFor(async () => expect(codeOf(await ask(account, { after: "project.0.0" }))).toBe("UNAUTHENTICATED"));
  await createTasks(ada, projectId, 1);
  const answer = await waiting;
  expect(codeOf(answer)).toBe("UNAUTHENTICATED");
  expect(JSON.stringify(answer.data)).not.toContain("TaskCreated");
});

it("Project.changes: the answer to a mutation does not wait", async () => {
  const rename = async (name: string, after: string) => {
    const answer = await post<object>(one.url, ada.token, {
      query: waitingMutation,
      variables: { projectId, name, after },
    });
    return requireData(answer);
  };
  const renamed = await rename("Landing", await cursorOf(ada));
  expect(renamed).toMatchObject({ updateProject: { project: { changes: { nodes: [{ seq: 2 }] } } } });
  // A wait would not end.
  holdTimers(30_000);
  const unchanged = await rename("Landing", await cursorOf(ada));
  expect(unchanged).toMatchObject({ updateProject: { project: { changes: { nodes: [] } } } });
});

const query = `query Changes($projectId: ID!, $after: String!, $wait: Int) {
  project(id: $projectId) { changes(after: $after, wait: $wait) { cursor } }
}`;

const waitingMutation = `mutation ($projectId: ID!, $name: String!, $after: String!) {
  updateProject(input: { projectId: $projectId, name: $name }) {
    ... on UpdateProjectPayload { project { changes(after: $after, wait: 30) { nodes { seq } } } }
  }
}`;

type Variables = Omit<ChangesQueryVariables, "projectId">;

async function ask(person: Person, variables: Variables, ofProject = projectId) {
  return person.request(ChangesDocument, { projectId: ofProject, ...variables });
}

async function read(person: Person, variables: Variables, ofProject = projectId) {
  const { project } = await person.expect(ChangesDocument, { projectId: ofProject, ...variables });
  return required(project).changes;
}

/** Cursor of the change with that number (default: the newest). */
async function cursorOf(person: Person, seq?: number): Promise<string> {
  if (seq !== undefined) return (await read(person, { after: "project.0.0", first: seq })).cursor;
  return required((await person.expect(BoardDocument, { projectId, first: 0 })).project).cursor;
}

/** Resolves when so many queries wait on an instance. */
async function untilWaiting(url: string, count: number): Promise<void> {
  await vi.waitFor(async () => expect(total(await scrape(url), "lockstep_waiting_queries")).toBe(count), {
    interval: 10,
  });
}
