import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  addMember,
  backfill,
  createProject,
  createTasks,
  required,
  seqOf,
  take,
  type Watched,
} from "../support/board.ts";
import { DeleteProjectDocument, RemoveMemberDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { createTestRedis, type TestRedis } from "../support/redis.ts";
import { createStallingReader } from "../support/stalling-reader.ts";

const forbidden = [{ extensions: { code: "FORBIDDEN" } }];
const notFound = [{ extensions: { code: "NOT_FOUND" } }];

let database: TestDatabase;
let redis: TestRedis;
let one: Instance;
let two: Instance;
/** The owner, on instance one. */
let ada: Person;
let adaThere: Person;
let grace: Person;
/** Grace on instance two. */
let graceThere: Person;
let projectId: string;
let streams: Watched[];

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  const variables = { REDIS_URL: redis.url };
  [one, two] = await Promise.all([startInstance(database.url, variables), startInstance(database.url, variables)]);
  [ada, grace] = await Promise.all([one.person("ada"), one.person("grace")]);
  [adaThere, graceThere] = await Promise.all([two.person("ada"), two.person("grace")]);
});

afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await redis.close();
  await database.close();
});

describe.each<[string, () => Promise<void> | void, () => Promise<void> | void]>([
  ["answers", () => {}, () => {}],
  ["is gone", () => redis.kill(), () => redis.restart()],
  ["accepts and never answers", () => redis.pause(), () => redis.resume()],
])("while Redis %s", (_state, begin, end) => {
  beforeEach(async () => {
    projectId = await createProject(ada);
    await addMember(ada, projectId, grace);
    streams = [];
    for (const { url } of [one, two]) await untilRedisIsUp(url);
  });

  afterEach(async () => {
    for (const stream of streams) stream.stop();
    await end();
  });

  it("a removal ends what the member follows of the project, live or behind, and nothing else", async () => {
    const other = await createProject(ada);
    await addMember(ada, other, grace);
    await createTasks(ada, projectId, 1, "a".repeat(60_000));
    await backfill(database.url, projectId, 399);
    const stayed = [follow(ada), follow(adaThere)];
    const elsewhere = [follow(grace, other), follow(graceThere, other)];
    const live = [grace, grace, graceThere].map((person) => follow(person));
    for (const stream of [...stayed, ...live]) expect(await take(stream, 1)).toEqual(["Ready 402"]);
    for (const stream of elsewhere) expect(await take(stream, 1)).toEqual(["Ready 2"]);
    const behind = await Promise.all(
      [grace, graceThere].map((person, index) =>
        createStallingReader([one, two][index]?.url ?? "", person, { projectId, since: 0 }),
      ),
    );

    await begin();
    expect(await remove(projectId)).toBe(403);
    await createTasks(ada, projectId, 3);
    for (const stream of live) {
      expect(await stream.ended()).toMatchObject(forbidden);
      expect(await take(stream, 1)).toEqual([403]);
      expect(stream.received).toHaveLength(2);
    }
    for (const reader of behind) {
      reader.readOn();
      await reader.ready;
    }
    await createTasks(ada, other, 1);
    for (const stream of elsewhere) expect(await take(stream, 1)).toEqual([3]);
    for (const stream of stayed) expect(await take(stream, 4)).toEqual([403, 404, 405, 406]);
    for (const reader of behind) {
      expect(reader.received).toEqual(range(1, 403));
      reader.close();
    }
  });

  it("a removal shows nothing beyond it to whoever subscribes at the same moment", async () => {
    await begin();
    await Promise.all(
      range(1, 10).map(async (round) => {
        const id = await createProject(ada);
        await addMember(ada, id, grace);
        // The feed is open already in half of the rounds.
        if (round % 2) expect(await take(follow(adaThere, id), 1)).toEqual(["Ready 2"]);
        const subscribe = () => [grace, graceThere].map((person) => follow(person, id, 2));
        const removal = remove(id);
        const racing = subscribe();
        await removal;
        racing.push(...subscribe());
        await createTasks(ada, id, 2);
        for (const stream of [...racing, ...subscribe()]) {
          const failure = await stream.ended();
          const seqs = stream.received.flatMap((message) => seqOf(message) ?? []);
          if (stream.received.length === 0) expect(failure, `in round ${round}`).toMatchObject(notFound);
          else expect({ failure, seqs }, `in round ${round}`).toMatchObject({ failure: forbidden, seqs: [3] });
        }
      }),
    );
  });

  it("the deletion of the project completes every stream after ProjectDeleted", async () => {
    const following = [ada, adaThere, grace, graceThere].map((person) => follow(person));
    for (const stream of following) expect(await take(stream, 1)).toEqual(["Ready 2"]);
    await begin();
    await ada.expect(DeleteProjectDocument, { input: { projectId } });
    for (const stream of following) {
      expect(await stream.ended()).toBeNull();
      expect(stream.received.slice(1)).toMatchObject([
        { data: { projectActivity: { __typename: "ProjectDeleted", seq: 3 } } },
      ]);
    }
    for (const person of [grace, graceThere]) {
      const late = follow(person, projectId, 2);
      expect(await late.ended()).toBeNull();
      expect(await take(late, 1)).toEqual([3]);
    }
  });
});

function follow(person: Person, id = projectId, since?: number): Watched {
  const stream = person.watch({ projectId: id, ...(since !== undefined && { since }) });
  streams.push(stream);
  return stream;
}

/** Removes Grace; the number of the change. */
async function remove(id: string): Promise<number> {
  const { removeMember } = await ada.expect(RemoveMemberDocument, { input: { projectId: id, userId: grace.id } });
  return required(removeMember).seq;
}

async function untilRedisIsUp(url: string): Promise<void> {
  await vi.waitFor(async () => expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ redis: "up" }));
}
