import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { backfill, createProject, take, type Watched } from "../support/board.ts";
import { CreateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createOwnPostgres, type OwnPostgres } from "../support/own-postgres.ts";
import type { Person, WatchVariables } from "../support/person.ts";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy.ts";
import { range } from "../support/range.ts";

let postgres: OwnPostgres;
let proxy: PostgresProxy;
let instances: readonly [Instance, Instance];
/** The same person on each instance. */
let people: readonly [Person, Person];
let projectId: string;

beforeEach(async () => {
  postgres = await createOwnPostgres();
  const variables = { REDIS_URL: inject("redisUrl") };
  proxy = await startPostgresProxy(postgres.url);
  const start = () => startInstance(proxy.url, variables);
  instances = await Promise.all([start(), start()]);
  people = [await instances[0].person("ada"), await instances[1].person("ada")];
  projectId = await createProject(people[0]);
});

afterEach(async () => {
  await Promise.all(instances.map((instance) => instance.close()));
  await proxy.close();
  await postgres.close();
});

const otherTimelines = [
  ["recovered to a point in time", "pointInTime"],
  ["failed over to a standby that lagged", "laggingStandby"],
] as const;

it.each(otherTimelines)("leads everybody into the new history of a database that was %s", async (_how, way) => {
  await createTasks("Kept", 2);
  const bringBack = await postgres.remember[way]();
  const live = watch({ projectId });
  for (const stream of live) expect(await take(stream, 1)).toEqual(["Ready 3"]);
  await createTasks("Lost", 5);
  for (const stream of live) expect(await takeHistory(stream, 5)).toEqual(titles(4, 8, "Lost"));
  const { epoch } = live[0]?.received.at(-1)?.extensions ?? {};
  await bringBack();

  for (const stream of live) expect(await take(stream, 2)).toEqual(["Resync OTHER_EPOCH 3", "Ready 3"]);
  const ahead = watch({ projectId, since: 8 });
  for (const stream of ahead) expect(await take(stream, 2)).toEqual(["Resync AHEAD_OF_PROJECT 3", "Ready 3"]);
  await createTasks("New", 7);
  for (const stream of [...live, ...ahead]) expect(await takeHistory(stream, 7)).toEqual(titles(4, 10, "New"));

  const resuming = watch({ projectId, since: 6, epoch: String(epoch) });
  for (const stream of resuming) expect(await take(stream, 2)).toEqual(["Resync OTHER_EPOCH 10", "Ready 10"]);
  const replaying = watch({ projectId, since: 3 });
  for (const stream of replaying) expect(await takeHistory(stream, 8)).toEqual([...titles(4, 10, "New"), "Ready 10"]);
  await createTasks("Last", 1);
  for (const stream of [...live, ...ahead, ...resuming, ...replaying]) {
    expect(await takeHistory(stream, 1)).toEqual(titles(11, 11, "Last"));
  }
});

it.each(otherTimelines)(
  "sees the new history of a database that was %s and then went on beyond the lost one",
  async (_how, way) => {
    const bringBack = await postgres.remember[way]();
    const live = watch({ projectId });
    for (const stream of live) expect(await take(stream, 1)).toEqual(["Ready 1"]);
    await createTasks("Lost", 2);
    for (const stream of live) expect(await takeHistory(stream, 2)).toEqual(titles(2, 3, "Lost"));
    proxy.stall();
    await bringBack();
    await backfill(postgres.url, projectId, 9);
    proxy.cut();
    proxy.resume();
    for (const stream of live) expect(await take(stream, 2)).toEqual(["Resync OTHER_EPOCH 10", "Ready 10"]);
    await createTasks("New", 2);
    for (const stream of live) expect(await takeHistory(stream, 2)).toEqual(titles(11, 12, "New"));
  },
);

it("leads everybody who is there into the new history of a database whose files were put back", async () => {
  await createTasks("Kept", 2);
  const bringBack = await postgres.remember.coldCopy();
  const live = watch({ projectId });
  for (const stream of live) expect(await take(stream, 1)).toEqual(["Ready 3"]);
  await createTasks("Lost", 5);
  for (const stream of live) expect(await takeHistory(stream, 5)).toEqual(titles(4, 8, "Lost"));
  await bringBack();

  for (const stream of live) expect(await take(stream, 2)).toEqual(["Resync OTHER_EPOCH 3", "Ready 3"]);
  const ahead = watch({ projectId, since: 8 });
  for (const stream of ahead) expect(await take(stream, 2)).toEqual(["Resync AHEAD_OF_PROJECT 3", "Ready 3"]);
  await createTasks("New", 7);
  const replaying = watch({ projectId, since: 3 });
  for (const stream of replaying) expect(await takeHistory(stream, 8)).toEqual([...titles(4, 10, "New"), "Ready 10"]);
  for (const stream of [...live, ...ahead]) expect(await takeHistory(stream, 7)).toEqual(titles(4, 10, "New"));
});

/** One subscription on each instance. */
function watch(variables: WatchVariables): readonly Watched[] {
  return people.map((person) => person.watch(variables));
}

/** One after the other, on either instance in turn. */
async function createTasks(title: string, count: number): Promise<void> {
  for (const made of range(1, count)) {
    await people[made % 2 === 0 ? 0 : 1].expect(CreateTaskDocument, { input: { projectId, title } });
  }
}

/** Takes so many messages and tells each change by number and title: the same number may stand for another change. */
async function takeHistory(stream: Watched, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const { data, extensions } = await stream.next();
    const event = data?.projectActivity;
    if (event?.__typename === "TaskCreated") taken.push(`${extensions?.["seq"]} ${event.task.title}`);
    else if (event?.__typename === "Ready") taken.push(`Ready ${event.seq}`);
    else taken.push(JSON.stringify(event));
  }
  return taken;
}

function titles(first: number, last: number, title: string): string[] {
  return range(first, last).map((seq) => `${seq} ${title}`);
}
