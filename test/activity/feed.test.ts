import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { createFeedMemory, Feed } from "../../src/activity/feed.ts";
import type { ProjectStream } from "../../src/activity/project-stream.ts";
import { createTask } from "../../src/operations/create-task.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import { updateProject } from "../../src/operations/update-project.ts";
import { range } from "../support/range.ts";
import { change, createStage, type Stage, take } from "../support/stage.ts";
import type { Carrier } from "../support/steered-bus.ts";

let stage: Stage;
let ada: OperationContext;
let projectId: string;
let stream: ProjectStream;
/** The log's reads until the stream was live. */
let opening: number;

beforeAll(async () => {
  stage = await createStage();
  ada = await stage.user("ada");
});

afterAll(() => stage.close());

beforeEach(async () => {
  stage.bus.carry();
  projectId = await stage.project(ada);
  stream = await stage.watch(ada, { projectId });
  expect(await take(stream, 1)).toEqual(["Ready 1"]);
  opening = stage.log.reads.readProject;
  return async () => {
    vi.useRealTimers();
    await stream.return();
  };
});

function readsSinceOpening(): number {
  return stage.log.reads.readProject - opening;
}

it.each<[string, () => Carrier]>([
  ["doubled", () => (message, deliver) => [message, message].forEach(deliver)],
  ["told as bare numbers", () => (message, deliver) => deliver(JSON.stringify({ seq: readSeq(message) }))],
  [
    "of a kind that a newer version writes",
    () => (message, deliver) => deliver(JSON.stringify({ ...JSON.parse(message), type: "TaskTeleported" })),
  ],
  [
    "lost, two of three",
    () => {
      let count = 0;
      return (message, deliver) => {
        count += 1;
        if (count % 3 === 0) deliver(message);
      };
    },
  ],
  ["reversed, three at a time", () => gather(3, (messages) => messages.reverse())],
  ["doubled, reversed and half of them lost", () => gather(6, ([a, , c, , e, f]) => [f, f, e, c, a, c])],
])("delivers each change once and in order when messages are %s", async (_how, makeCarrier) => {
  stage.bus.carry(makeCarrier());
  const [seen] = await Promise.all([take(stream, 30), change(ada, projectId, 30)]);
  expect(seen).toEqual(range(2, 31));
});

it("waits for a late message before it reads the log", async () => {
  stage.bus.carry(gather(2, (messages) => messages.reverse()));
  await change(ada, projectId, 2);
  expect(await take(stream, 2)).toEqual([2, 3]);
  expect(readsSinceOpening()).toBe(0);
});

it("fills a hole with one read, however many messages wait behind it", async () => {
  stage.bus.carry(gather(40, ([, ...others]) => others));
  await change(ada, projectId, 40);
  expect(await take(stream, 40)).toEqual(range(2, 41));
  expect(readsSinceOpening()).toBe(1);
});

it("asks the log once about a number that is not there", async () => {
  const read = nextRead();
  stage.bus.forge(projectId, JSON.stringify({ seq: 1_000_000_000 }));
  await read;
  await change(ada, projectId, 20);
  expect(await take(stream, 20)).toEqual(range(2, 21));
  expect(readsSinceOpening()).toBe(1);
});

it("asks the log once about a change that is not there", async () => {
  stage.bus.carry((message, deliver) => {
    deliver(message);
    stage.bus.carry();
    deliver(JSON.stringify({ ...JSON.parse(message), seq: 1_000_000_000 }));
  });
  const read = nextRead();
  await change(ada, projectId);
  await read;
  await change(ada, projectId, 20);
  expect(await take(stream, 21)).toEqual(range(2, 22));
  expect(readsSinceOpening()).toBe(1);
});

it("loses nothing that is told while a number that is not there is looked for", async () => {
  stage.log.script("readProject", async (read) => {
    const state = await read();
    stage.bus.carry(gather(2, ([, second]) => [second]));
    await change(ada, projectId, 2);
    return state;
  });
  stage.bus.forge(projectId, JSON.stringify({ seq: 1_000_000_000 }));
  expect(await take(stream, 2)).toEqual([2, 3]);
});

it("drops garbage", async () => {
  const garbage = ["", "no JSON", "null", "7", "[]", "{}", '{"seq":"2"}', '{"seq":1.5}', '{"seq":-1}', '{"seq":1e400}'];
  for (const message of garbage) stage.bus.forge(projectId, message);
  await change(ada, projectId);
  expect(await take(stream, 1)).toEqual([2]);
  expect(readsSinceOpening()).toBe(0);
});

it("keeps a bound on what comes ahead of a hole, and loses nothing of it", async () => {
  await change(ada, projectId);
  await stage.backfill(projectId, 5_000);
  for (const seq of range(3, 5_002).reverse()) stage.bus.forge(projectId, JSON.stringify({ seq }));
  expect(await take(stream, 5_001)).toEqual(range(2, 5_002));
  expect(readsSinceOpening()).toBeLessThanOrEqual(2);
});

it("jumps ahead when it is far behind, and leaves nobody out", async () => {
  await change(ada, projectId);
  expect(await take(stream, 1)).toEqual([2]);
  await stage.backfill(projectId, 1_200);
  await change(ada, projectId);
  expect(await take(stream, 1_201)).toEqual(range(3, 1_203));
  expect(readsSinceOpening()).toBe(1);
});

it("jumps ahead when what it missed is large, and leaves nobody out", async () => {
  const behind = await stage.watch(ada, { projectId, since: 1 });
  await createTask(ada, { projectId, title: "Large", description: "字".repeat(60_000) });
  expect(await take(stream, 1)).toEqual([2]);
  await stage.backfill(projectId, 30);
  let brought: number | undefined;
  stage.log.script("readProject", async (read) => {
    const state = await read();
    brought = state?.entries.length;
    return state;
  });
  await change(ada, projectId);
  expect(await take(stream, 31)).toEqual(range(3, 33));
  expect(brought).toBeLessThan(10);
  await change(ada, projectId);
  expect(await take(stream, 1)).toEqual([34]);
  expect((await take(behind, 34)).filter((item) => typeof item === "number")).toEqual(range(2, 34));
  await behind.return();
});

it.each([1, 3])("moves on over %i changes that were pruned before it read them", async (count) => {
  await stage.backfill(projectId, count);
  await stage.query("DELETE FROM activities WHERE project_id = $1", [projectId]);
  stage.bus.forge(projectId, JSON.stringify({ seq: 1 + count }));
  expect(await take(stream, 2)).toEqual([`Resync TOO_OLD ${1 + count}`, `Ready ${1 + count}`]);
});

it("catches up with what was committed before it was asked to, in one read for all who ask", async () => {
  const feed = await stage.feeds.acquire(projectId);
  stage.bus.carry(() => {});
  stage.log.script("readProject", async (read) => {
    const state = await read();
    await change(ada, projectId);
    return state;
  });
  await Promise.all(Array.from({ length: 100 }, () => feed.catchUp()));
  expect(feed.seq).toBe(2);
  expect(readsSinceOpening()).toBe(2);
  stage.feeds.release(feed);
});

it("shares the tries among all who wait for a log that cannot be read, and tells of it once", async () => {
  const onError = vi.fn();
  const feed = new Feed(projectId, stage.log, createFeedMemory(1_000_000), onError);
  await feed.catchUp();
  const away = new Error("PostgreSQL is away.");
  for (const _try of range(1, 4)) stage.log.script("readProject", () => Promise.reject(away));
  await Promise.all(range(1, 100).map(() => feed.caughtUp()));
  expect(readsSinceOpening()).toBe(1 + 5);
  expect(onError.mock.calls).toEqual([[away]]);
  feed.close();
});

it("tells whoever waits for it that it was closed, also during a read", async () => {
  const feed = new Feed(projectId, stage.log, createFeedMemory(1_000_000), () => {});
  stage.log.script("readProject", async (read) => {
    const state = await read();
    feed.close();
    return state;
  });
  await expect(feed.caughtUp()).rejects.toThrow();
  const other = new Feed(projectId, stage.log, createFeedMemory(1_000_000), () => other.close());
  stage.log.script("readPage", () => Promise.reject(new Error("PostgreSQL is away.")));
  await expect(other.page(0)).rejects.toThrow();
});

it("stays closed when it is closed during a read", async () => {
  const feed = new Feed(projectId, stage.log, createFeedMemory(1_000_000), () => {});
  stage.log.script("readProject", async (read) => {
    const state = await read();
    feed.close();
    return state;
  });
  await feed.catchUp();
  expect(feed.isOpen).toBe(false);
  expect(feed.recent(1)).toBeUndefined();
});

it("leaves no timer behind when it is closed", async () => {
  const feed = new Feed(projectId, stage.log, createFeedMemory(1_000_000), () => {});
  await feed.catchUp();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  feed.receive(99, null);
  expect(vi.getTimerCount()).toBe(1);
  feed.close();
  expect(vi.getTimerCount()).toBe(0);
});

it("takes no change of a lost future that is told of while another history is found", async () => {
  const lost: string[] = [];
  stage.bus.carry((message) => void lost.push(message));
  await change(ada, projectId, 3);
  await stage.query("DELETE FROM activities WHERE project_id = $1 AND seq > 1", [projectId]);
  await stage.query("UPDATE project_heads SET seq = 1 WHERE project_id = $1", [projectId]);
  const [, ...ahead] = lost.slice();
  await updateProject(ada, { projectId, name: "Another future" });
  stage.log.script("readProject", async (read) => {
    const state = await read();
    for (const message of ahead) stage.bus.forge(projectId, message);
    await Promise.resolve();
    return state && { ...state, epoch: "another" };
  });
  const feed = await stage.feeds.acquire(projectId);
  await feed.catchUp();
  expect(feed.seq).toBe(2);
  for (const seq of [3, 4]) expect(feed.recent(seq)).toBeUndefined();
  stage.feeds.release(feed);
});

it("fills holes again when a project that was gone is back", async () => {
  const feed = new Feed(projectId, stage.log, createFeedMemory(1_000_000), () => {});
  await feed.catchUp();
  feed.receive(99, null);
  stage.log.script("readProject", () => Promise.resolve(null));
  await feed.catchUp();
  expect(feed.isOpen).toBe(false);
  await feed.catchUp();
  await change(ada, projectId);
  feed.receive(2, null);
  await vi.waitFor(() => expect(feed.seq).toBe(2));
  feed.close();
});

/** Holds messages until there are so many, then delivers what `arrange` makes of them. */
function gather(count: number, arrange: (messages: string[]) => (string | undefined)[]): Carrier {
  const gathered: string[] = [];
  return (message, deliver) => {
    gathered.push(message);
    if (gathered.length < count) return;
    for (const arranged of arrange(gathered.splice(0))) if (arranged !== undefined) deliver(arranged);
  };
}

function readSeq(message: string): unknown {
  return (JSON.parse(message) as { readonly seq: unknown }).seq;
}

/** Resolves when the next read of the project has been answered. */
function nextRead(): Promise<void> {
  return new Promise((resolve) => {
    stage.log.script("readProject", async (read) => {
      const state = await read();
      setImmediate(resolve);
      return state;
    });
  });
}
