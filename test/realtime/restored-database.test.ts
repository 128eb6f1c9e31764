import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { administer } from "../support/administer.ts";
import { backfill, createProject, type Watched } from "../support/board.ts";
import { CreateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { isLongRun } from "../support/long-run.ts";
import { createOwnPostgres, type OwnPostgres } from "../support/own-postgres.ts";
import type { Person, WatchVariables } from "../support/person.ts";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy.ts";
import { range } from "../support/range.ts";

let postgres: OwnPostgres;
let proxy: PostgresProxy;
let instances: readonly Instance[];
/** The same person on each instance. */
let people: readonly Person[];
let projectId: string;

beforeEach(async () => {
  postgres = await createOwnPostgres();
  proxy = await startPostgresProxy(postgres.url);
  await startInstances();
  projectId = await createProject(people[0] as Person);
});

afterEach(async () => {
  await stopInstances();
  await proxy.close();
  await postgres.close();
});

/** Each way brings an older state back. With `stopped`, the instances are stopped meanwhile. */
const allRestores = [
  { what: "recovered to a point in time", way: "pointInTime", stopped: false },
  { what: "failed over to a standby that lagged", way: "laggingStandby", stopped: false },
  { what: "stopped while older files were put back", way: "coldCopy", stopped: false },
  { what: "stopped with all instances while older files were put back", way: "coldCopy", stopped: true },
] as const;

/** One without and one with stopped instances; the long run takes all. */
const restores = allRestores.filter(({ way, stopped }) => isLongRun || stopped || way === "pointInTime");

describe.each(restores)("a database that was $what", ({ way, stopped }) => {
  async function restore(bringBack: () => Promise<void>): Promise<void> {
    if (stopped) await stopInstances();
    await bringBack();
    if (stopped) await startInstances();
  }

  it("sends Resync to those who saw what was lost, and to nobody else", async () => {
    const otherId = await createProject(people[0] as Person);
    await createTasks("Kept", 2);
    const bringBack = await postgres.remember[way]();
    const live = watch({ projectId });
    const unharmed = watch({ projectId: otherId });
    for (const stream of live) expect(await hear(stream, 1)).toEqual(["Ready 3"]);
    for (const stream of unharmed) expect(await hear(stream, 1)).toEqual(["Ready 1"]);
    const kept = cursorOf(live[0], "Ready");
    await createTasks("Lost", 5);
    for (const stream of live) expect(await hear(stream, 5)).toEqual(titles(4, 8, "Lost"));
    const lost = live[0]?.received.slice(-5).map(({ extensions }) => String(extensions?.["cursor"])) ?? [];
    await restore(bringBack);

    const goingOn = stopped ? [...watch({ projectId, after: String(lost[4]) })] : [...live];
    for (const stream of goingOn) expect(await hear(stream, 2)).toEqual(["Resync OTHER_HISTORY 3", "Ready 3"]);
    const untouched = stopped ? watch({ projectId: otherId, after: cursorOf(unharmed[0], "Ready") }) : unharmed;
    if (stopped) for (const stream of untouched) expect(await hear(stream, 1)).toEqual(["Ready 1"]);
    await createTasks("New", 7);
    for (const stream of goingOn) expect(await hear(stream, 7)).toEqual(titles(4, 10, "New"));

    for (const after of lost) {
      for (const stream of watch({ projectId, after })) {
        expect(await hear(stream, 2)).toEqual(["Resync OTHER_HISTORY 10", "Ready 10"]);
        goingOn.push(stream);
      }
    }
    for (const stream of watch({ projectId, after: kept })) {
      expect(await hear(stream, 8)).toEqual([...titles(4, 10, "New"), "Ready 10"]);
      goingOn.push(stream);
    }
    await createTasks("Last", 1);
    for (const stream of goingOn) expect(await hear(stream, 1)).toEqual(titles(11, 11, "Last"));
    await createTasks("Other", 1, otherId);
    for (const stream of untouched) expect(await hear(stream, 1)).toEqual(titles(2, 2, "Other"));
  });

  if (!isLongRun && stopped) return;

  it("is noticed when its new history passes the lost head before any instance looks", async () => {
    const bringBack = await postgres.remember[way]();
    const live = watch({ projectId });
    for (const stream of live) expect(await hear(stream, 1)).toEqual(["Ready 1"]);
    await createTasks("Lost", 2);
    for (const stream of live) expect(await hear(stream, 2)).toEqual(titles(2, 3, "Lost"));
    const lost = cursorOf(live[0], "TaskCreated");
    proxy.stall();
    if (stopped) await stopInstances();
    await bringBack();
    await backfill(postgres.url, projectId, 9);
    proxy.cut();
    proxy.resume();
    if (stopped) await startInstances();
    const resuming = stopped ? watch({ projectId, after: lost }) : live;
    for (const stream of resuming) expect(await hear(stream, 2)).toEqual(["Resync OTHER_HISTORY 10", "Ready 10"]);
    await createTasks("New", 2);
    for (const stream of resuming) expect(await hear(stream, 2)).toEqual(titles(11, 12, "New"));
  });
});

it("leads everybody into the new history of files that were put back while everybody writes, time and again", async () => {
  await createTasks("Kept", 2);
  const bringBack = await postgres.remember.coldCopy();
  const live = watch({ projectId });
  for (const stream of live) expect(await hear(stream, 1)).toEqual(["Ready 3"]);
  for (const _ of range(1, isLongRun ? 2 : 1)) {
    const writing = keepWriting();
    // Everybody has seen what will be lost.
    for (const stream of live) await stream.until(({ extensions }) => Number(extensions?.["seq"]) >= 8);
    const cursors = live.map((stream) => cursorOf(stream, "TaskCreated"));
    await bringBack();
    const head = await writing.reach(30);

    for (const stream of live) {
      const resync = (await stream.until(({ data }) => data?.projectActivity.__typename === "Resync")).at(-1);
      expect(resync?.data?.projectActivity).toMatchObject({ reason: "OTHER_HISTORY" });
      const [log] = watch({ projectId, after: String(resync?.extensions?.["cursor"]) });
      const replayed = (await log?.until((message) => seqOf(message) >= head)) ?? [];
      const expected = replayed.filter(isChange).map(idOf);
      const heard: string[] = [];
      while (heard.length < expected.length) {
        const message = await stream.next();
        if (isChange(message)) heard.push(idOf(message));
      }
      expect(heard).toEqual(expected);
    }
    for (const after of cursors) {
      for (const stream of watch({ projectId, after })) {
        expect(await hear(stream, 2)).toEqual([`Resync OTHER_HISTORY ${head}`, `Ready ${head}`]);
      }
    }
    await createTasks("Last", 1);
    for (const stream of live) expect(await hear(stream, 1)).toEqual(titles(head + 1, head + 1, "Last"));
  }
});

it.each(isLongRun ? (["stopped", "killed"] as const) : (["killed"] as const))(
  "goes on in the history of a PostgreSQL that was %s and started again while everybody writes",
  async (how) => {
    const live = watch({ projectId });
    for (const stream of live) expect(await hear(stream, 1)).toEqual(["Ready 1"]);
    const writing = keepWriting();
    for (const stream of live) await stream.until(({ extensions }) => Number(extensions?.["seq"]) >= 5);
    if (how === "killed") await killPostgres();
    else await postgres.stop();
    await startPostgres();
    const last = await writing.reach(20);
    for (const stream of live) {
      await stream.until((message) => seqOf(message) >= last);
      expect(stream.received.slice(1).map(seqOf)).toEqual(range(2, last));
    }
    for (const stream of watch({ projectId, after: cursorOf(live[0], "TaskCreated") })) {
      expect(await hear(stream, 1)).toEqual([`Ready ${last}`]);
    }
  },
);

type Message = Watched["received"][number];

async function startInstances(): Promise<void> {
  const start = () => startInstance(proxy.url, { REDIS_URL: inject("redisUrl") });
  instances = await Promise.all([start(), start()]);
  people = await Promise.all(instances.map((instance) => instance.person("ada")));
}

async function stopInstances(): Promise<void> {
  await Promise.all(instances.map((instance) => instance.close()));
  instances = [];
}

/** One subscription on each instance. */
function watch(variables: WatchVariables): readonly Watched[] {
  return people.map((person) => person.watch(variables));
}

/** Cursor of the last message of that type. */
function cursorOf(stream: Watched | undefined, type: "Ready" | "TaskCreated"): string {
  const message = stream?.received.findLast(({ data }) => data?.projectActivity.__typename === type);
  return String(message?.extensions?.["cursor"]);
}

function seqOf({ extensions }: Message): number {
  return Number(extensions?.["seq"]);
}

function isChange({ data }: Message): boolean {
  return data?.projectActivity.__typename === "TaskCreated";
}

/** A change by its number and its task, which tells apart two changes of the same number. */
function idOf({ data, extensions }: Message): string {
  const event = data?.projectActivity;
  return event?.__typename === "TaskCreated" ? `${extensions?.["seq"]} ${event.task.id}` : JSON.stringify(event);
}

/** Takes so many messages and returns each in short: a change by number and title, else its type, reason and number. */
async function hear(stream: Watched, count: number): Promise<string[]> {
  const heard: string[] = [];
  while (heard.length < count) {
    const { data, extensions, errors } = await stream.next();
    const event = data?.projectActivity;
    if (event?.__typename === "TaskCreated") heard.push(`${extensions?.["seq"]} ${event.task.title}`);
    else if (event?.__typename === "Ready") heard.push(`Ready ${event.seq}`);
    else if (event?.__typename === "Resync") heard.push(`Resync ${event.reason} ${event.seq}`);
    else heard.push(JSON.stringify(event ?? errors));
  }
  return heard;
}

function titles(first: number, last: number, title: string): string[] {
  return range(first, last).map((seq) => `${seq} ${title}`);
}

/** One after the other, on either instance in turn. */
async function createTasks(title: string, count: number, project = projectId): Promise<void> {
  for (const made of range(1, count)) {
    await people[made % 2]?.expect(CreateTaskDocument, { input: { projectId: project, title } });
  }
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
