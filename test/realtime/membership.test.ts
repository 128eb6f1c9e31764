import { afterAll, beforeAll, beforeEach, expect, inject, it } from "vitest";
import { addMember, createProject, createTasks, required, take } from "../support/board.ts";
import { DeleteProjectDocument, RemoveMemberDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

const forbidden = [{ extensions: { code: "FORBIDDEN" } }];
const notFound = [{ extensions: { code: "NOT_FOUND" } }];

let database: TestDatabase;
let one: Instance;
let two: Instance;
/** The owner, on instance one. */
let ada: Person;
/** A member to be, on instance two. */
let grace: Person;
/** Grace on instance one. */
let graceThere: Person;
let projectId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const variables = { REDIS_URL: inject("redisUrl") };
  [one, two] = await Promise.all([startInstance(database.url, variables), startInstance(database.url, variables)]);
  [ada, grace, graceThere] = await Promise.all([one.person("ada"), two.person("grace"), one.person("grace")]);
});

afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await database.close();
});

beforeEach(async () => {
  projectId = await createProject(ada);
});

it("refuses whoever is no member, and lets in who was added a moment ago on another instance", async () => {
  const keptOpen = await two.person("linus");
  await addMember(ada, projectId, keptOpen);
  const live = keptOpen.watch({ projectId });
  expect(await take(live, 1)).toEqual(["Ready 2"]);
  expect(await grace.watch({ projectId }).ended()).toMatchObject(notFound);
  const since = await addMember(ada, projectId, grace);
  const stream = grace.watch({ projectId, since });
  expect(await take(stream, 1)).toEqual([`Ready ${since}`]);
  for (const each of [live, stream]) each.stop();
});

it("shows a removed member the removal and nothing after it, on every instance", async () => {
  await addMember(ada, projectId, grace);
  const streams = [grace, grace, graceThere].map((person) => person.watch({ projectId }));
  for (const stream of streams) expect(await take(stream, 1)).toEqual(["Ready 2"]);
  await remove(grace);
  await createTasks(ada, projectId, 3);
  for (const stream of streams) {
    expect(await stream.ended()).toMatchObject(forbidden);
    expect(stream.received.slice(1)).toMatchObject([
      { data: { projectActivity: { __typename: "MemberRemoved", seq: 3, user: { id: grace.id } } } },
    ]);
  }
  // Somebody who stayed sees all of it.
  const stayed = ada.watch({ projectId, since: 3 });
  expect(await take(stayed, 4)).toEqual([4, 5, 6, "Ready 6"]);
  stayed.stop();
});

it("lets whoever leaves go the same way, and leaves the others where they are", async () => {
  await addMember(ada, projectId, grace);
  const [owner, stream] = [ada.watch({ projectId }), grace.watch({ projectId })];
  for (const each of [owner, stream]) expect(await take(each, 1)).toEqual(["Ready 2"]);
  await graceThere.expect(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
  expect(await stream.ended()).toMatchObject(forbidden);
  expect(await take(stream, 1)).toEqual([3]);
  expect(await grace.watch({ projectId, since: 2 }).ended()).toMatchObject(notFound);
  await createTasks(ada, projectId, 1);
  expect(await take(owner, 2)).toEqual([3, 4]);
  owner.stop();
});

it("does not let in a person who was removed while disconnected", async () => {
  await addMember(ada, projectId, grace);
  const stream = grace.watch({ projectId });
  await stream.next();
  stream.stop();
  await remove(grace);
  for (const person of [grace, graceThere]) {
    for (const since of [undefined, 0, 2, 3, 99]) {
      const again = person.watch({ projectId, ...(since !== undefined && { since }) });
      expect(await again.ended()).toMatchObject(notFound);
      expect(again.received).toEqual([]);
    }
  }
});

it("shows all of the past to whoever is added for the first time", async () => {
  await createTasks(ada, projectId, 2);
  expect(await addMember(ada, projectId, grace)).toBe(4);
  for (const person of [grace, graceThere]) {
    const stream = person.watch({ projectId, since: 0 });
    expect(await take(stream, 5)).toEqual([1, 2, 3, 4, "Ready 4"]);
    stream.stop();
  }
});

it("shows whoever was added again only what came since", async () => {
  await addMember(ada, projectId, grace);
  await remove(grace);
  await createTasks(ada, projectId, 4);
  const added = await addMember(ada, projectId, grace);
  expect(added).toBe(8);
  for (const person of [grace, graceThere]) {
    for (const since of [0, 2, 3, 6]) {
      const stream = person.watch({ projectId, since });
      expect(await take(stream, 2)).toEqual(["Resync TOO_OLD 8", "Ready 8"]);
      stream.stop();
    }
    const stream = person.watch({ projectId, since: 7 });
    expect(await take(stream, 2)).toEqual([8, "Ready 8"]);
    stream.stop();
  }
});

it("completes all streams of a deleted project after ProjectDeleted", async () => {
  await addMember(ada, projectId, grace);
  const streams = [ada, grace, graceThere].map((person) => person.watch({ projectId, since: 2 }));
  for (const stream of streams) expect(await take(stream, 1)).toEqual(["Ready 2"]);
  await ada.expect(DeleteProjectDocument, { input: { projectId } });
  for (const stream of streams) {
    expect(await stream.ended()).toBeNull();
    expect(stream.received.slice(1)).toMatchObject([
      { data: { projectActivity: { __typename: "ProjectDeleted", seq: 3 } }, extensions: { seq: 3 } },
    ]);
  }
});

it("replays a deleted project to its members through ProjectDeleted; all else of it is not found", async () => {
  const stranger = await two.person("mallory");
  const removed = await two.person("linus");
  await addMember(ada, projectId, grace);
  await addMember(ada, projectId, removed);
  await remove(removed);
  await createTasks(ada, projectId, 2);
  await ada.expect(DeleteProjectDocument, { input: { projectId } });
  for (const person of [ada, grace, graceThere]) {
    const stream = person.watch({ projectId, since: 4 });
    expect(await stream.ended()).toBeNull();
    expect(await take(stream, 3)).toEqual([5, 6, 7]);
    for (const since of [undefined, 7, 8]) {
      const none = person.watch({ projectId, ...(since !== undefined && { since }) });
      expect(await none.ended()).toMatchObject(notFound);
      expect(none.received).toEqual([]);
    }
    expect(await person.watch({ projectId, after: "project.4.abc" }).ended()).toMatchObject(notFound);
  }
  for (const person of [stranger, removed]) {
    expect(await person.watch({ projectId, since: 4 }).ended()).toMatchObject(notFound);
  }
});

async function remove(person: Person, id = projectId): Promise<void> {
  const { removeMember } = await ada.expect(RemoveMemberDocument, { input: { projectId: id, userId: person.id } });
  expect(required(removeMember).userId).toBe(person.id);
}
