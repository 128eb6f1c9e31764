import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { administer } from "../support/administer.ts";
import { backfill, createProject, required, take, type Watched } from "../support/board.ts";
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
  const lost = cursorOf(live[0]?.received.find(({ extensions }) => extensions?.["seq"] === 6));
  await bringBack();

  for (const stream of live) expect(await take(stream, 2)).toEqual(["Resync OTHER_HISTORY 3", "Ready 3"]);
  const ahead = watch({ projectId, since: 8 });
  for (const stream of ahead) expect(await take(stream, 2)).toEqual(["Resync AHEAD_OF_PROJECT 3", "Ready 3"]);
  await createTasks("New", 7);
  for (const stream of [...live, ...ahead]) expect(await takeHistory(stream, 7)).toEqual(titles(4, 10, "New"));

  const resuming = watch({ projectId, after: lost });
  for (const stream of resuming) expect(await take(stream, 2)).toEqual(["Resync OTHER_HISTORY 10", "Ready 10"]);
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
    for (const stream of live) expect(await take(stream, 2)).toEqual(["Resync OTHER_HISTORY 10", "Ready 10"]);
    await createTasks("New", 2);
    for (const stream of live) expect(await takeHistory(stream, 2)).toEqual(titles(11, 12, "New"));
  },
);

it("leads everybody into the new history of files that were put back while everybody writes, time and again", async () => {
  await createTasks("Kept", 2);
  const bringBack = await postgres.remember.coldCopy();
  const live = watch({ projectId });
  await Promise.all(live.map((stream) => stream.next()));
  const lost: string[] = [];
  for (let times = 0; times < 2; times += 1) {
    await createTasks("Lost", 2);
    for (const stream of live) await stream.until(({ data }) => data?.projectActivity.__typename === "TaskCreated");
    lost.push(cursorOf(live[0]?.received.at(-1)));
    const writing = keepWriting();
    await bringBack();
    const head = await writing.reach(Math.max(...live.map(newestOf)) + 10);

    const resyncs = await Promise.all(live.map((stream) => stream.until(isResync)));
    for (const [index, stream] of live.entries()) {
      const resync = resyncs[index]?.at(-1)?.data?.projectActivity;
      if (resync?.__typename !== "Resync") throw new Error("It ends with Resync.");
      expect(resync.reason).toBe("OTHER_HISTORY");
      const [log] = watch({ projectId, after: resync.cursor });
      // Its instance may hear of the last change only after Ready.
      const replayed = (await log?.until((message) => reaches(message, head))) ?? [];
      const changes = replayed.filter((message) => !isReady(message)).map(idOf);
      expect((await stream.next()).data?.projectActivity).toMatchObject({ __typename: "Ready", seq: resync.seq });
      const heard: string[] = [];
      while (heard.length < changes.length) heard.push(idOf(await stream.next()));
      expect(heard).toEqual(changes);
    }
    for (const after of lost) {
      for (const stream of watch({ projectId, after })) {
        expect(await take(stream, 2)).toEqual([`Resync OTHER_HISTORY ${head}`, `Ready ${head}`]);
      }
    }
    await createTasks("Last", 1);
    for (const stream of live) expect(await takeHistory(stream, 1)).toEqual(titles(head + 1, head + 1, "Last"));
  }
}, 60_000);

it.each(["stopped", "killed"] as const)(
  "goes on in the history of a PostgreSQL that was %s and started again while everybody writes",
  async (how) => {
    const live = watch({ projectId });
    for (const stream of live) expect(await take(stream, 1)).toEqual(["Ready 1"]);
    const writing = keepWriting();
    await live[0]?.next();
    if (how === "killed") await killPostgres();
    else await postgres.stop();
    await startPostgres();
    const last = await writing.reach(Math.max(...live.map(newestOf)) + 10);
    expect(await take(required(live[0]), last - 2)).toEqual(range(3, last));
    expect(await take(required(live[1]), last - 1)).toEqual(range(2, last));
    const [again] = watch({ projectId, after: cursorOf(live[0]?.received.at(-1)) });
    expect(await take(required(again), 1)).toEqual([`Ready ${last}`]);
  },
);

type Message = Watched["received"][number];

function isResync({ data }: Message): boolean {
  return data?.projectActivity.__typename === "Resync";
}

function isReady({ data }: Message): boolean {
  return data?.projectActivity.__typename === "Ready";
}

/** True for the change of that number, or a message after which the subscriber has it. */
function reaches({ extensions }: Message, seq: number): boolean {
  return Number(extensions?.["seq"] ?? 0) >= seq;
}

function cursorOf(message: Message | undefined): string {
  return String(message?.extensions?.["cursor"]);
}

/** A change by its number and its task, which tells apart two changes of the same number. */
function idOf({ data, extensions }: Message): string {
  const event = data?.projectActivity;
  return event?.__typename === "TaskCreated" ? `${extensions?.["seq"]} ${event.task.id}` : JSON.stringify(event);
}

/** The number of the last change that came. */
function newestOf({ received }: Watched): number {
  return Number(received.findLast(({ extensions }) => extensions)?.extensions?.["seq"] ?? 0);
}

/** Makes tasks on both instances without a pause, whatever comes of it. */
function keepWriting() {
  let goal = Number.POSITIVE_INFINITY;
  const lasts = people.map(async (person) => {
    let last = 0;
    while (last < goal) {
      const { data } = await person.request(CreateTaskDocument, { input: { projectId, title: "A task" } });
      last = data?.createTask?.seq ?? 0;
    }
    return last;
  });
  return {
    /** Goes on to that number and then ends; resolves with the last number of all. */
    async reach(seq: number): Promise<number> {
      goal = seq;
      return Math.max(...(await Promise.all(lasts)));
    },
  };
}

/** With SIGKILL, so that nothing is written down that was not yet. */
async function killPostgres(): Promise<void> {
  const [row] = await administer(postgres.url, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid");
  process.kill(Number(row?.["pid"]), "SIGKILL");
}

/** Once the last process of the one before has gone. */
async function startPostgres(): Promise<void> {
  for (;;) {
    const error = await postgres.start().catch((error: unknown) => error);
    if (error === undefined) return;
    if (!/still in use|already exists/.test(String(error))) throw error;
  }
}

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
