import { expect, it } from "vitest";
import { changeProject } from "../../../src/operations/change-project.ts";
import { createTask } from "../../../src/operations/create-task.ts";
import { range } from "../../support/range.ts";
import { change, type Stage, take } from "../../support/stage.ts";
import type { Carrier } from "../../support/steered-bus.ts";
import { setFeedScene } from "./feed-scene.ts";

const scene = setFeedScene();

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
  const { stage, ada, projectId, stream } = scene;
  stage.bus.carry(makeCarrier());
  const [seen] = await Promise.all([take(stream, 30), change(ada, projectId, 30)]);
  expect(seen).toEqual(range(2, 31));
});

it("waits for a late message before it reads the log", async () => {
  const { stage, ada, projectId, stream, readsSinceOpening } = scene;
  stage.bus.carry(gather(2, (messages) => messages.reverse()));
  await change(ada, projectId, 2);
  expect(await take(stream, 2)).toEqual([2, 3]);
  expect(readsSinceOpening()).toBe(0);
});

it("fills a gap with one read, however many messages wait behind it", async () => {
  const { stage, ada, projectId, stream, readsSinceOpening } = scene;
  stage.bus.carry(gather(40, ([, ...others]) => others));
  await change(ada, projectId, 40);
  expect(await take(stream, 40)).toEqual(range(2, 41));
  expect(readsSinceOpening()).toBe(1);
});

it("asks the log once about a number that is not there", async () => {
  const { stage, ada, projectId, stream, readsSinceOpening } = scene;
  const read = nextRead(stage);
  stage.bus.forge(projectId, JSON.stringify({ seq: 1_000_000_000 }));
  await read;
  await change(ada, projectId, 20);
  expect(await take(stream, 20)).toEqual(range(2, 21));
  expect(readsSinceOpening()).toBe(1);
});

it("asks the log once about a change that is not there", async () => {
  const { stage, ada, projectId, stream, readsSinceOpening } = scene;
  stage.bus.carry((message, deliver) => {
    deliver(message);
    stage.bus.carry();
    deliver(JSON.stringify({ ...JSON.parse(message), seq: 1_000_000_000 }));
  });
  const read = nextRead(stage);
  await change(ada, projectId);
  await read;
  await change(ada, projectId, 20);
  expect(await take(stream, 21)).toEqual(range(2, 22));
  expect(readsSinceOpening()).toBe(1);
});

it("loses nothing that is told while a number that is not there is looked for", async () => {
  const { stage, ada, projectId, stream } = scene;
  stage.log.script("readStream", async (read) => {
    const state = await read();
    stage.bus.carry(gather(2, ([, second]) => [second]));
    await change(ada, projectId, 2);
    return state;
  });
  stage.bus.forge(projectId, JSON.stringify({ seq: 1_000_000_000 }));
  expect(await take(stream, 2)).toEqual([2, 3]);
});

it("drops garbage", async () => {
  const { stage, ada, projectId, stream, readsSinceOpening } = scene;
  const garbage = ["", "no JSON", "null", "7", "[]", "{}", '{"seq":"2"}', '{"seq":1.5}', '{"seq":-1}', '{"seq":1e400}'];
  for (const message of garbage) stage.bus.forge(projectId, message);
  await change(ada, projectId);
  expect(await take(stream, 1)).toEqual([2]);
  expect(readsSinceOpening()).toBe(0);
});

it("bounds the messages ahead of a gap, and loses no change", async () => {
  const { stage, ada, projectId, stream, readsSinceOpening } = scene;
  await change(ada, projectId);
  await stage.backfill(projectId, 5_000);
  for (const seq of range(3, 5_002).reverse()) stage.bus.forge(projectId, JSON.stringify({ seq }));
  expect(await take(stream, 5_001)).toEqual(range(2, 5_002));
  expect(readsSinceOpening()).toBeLessThanOrEqual(2);
});

it("jumps ahead when it is far behind, and leaves nobody out", async () => {
  const { stage, ada, projectId, stream, readsSinceOpening } = scene;
  await change(ada, projectId);
  expect(await take(stream, 1)).toEqual([2]);
  await stage.backfill(projectId, 1_200);
  await change(ada, projectId);
  expect(await take(stream, 1_201)).toEqual(range(3, 1_203));
  expect(readsSinceOpening()).toBe(1);
});

it("jumps ahead when what it missed is large, and leaves nobody out", async () => {
  const { stage, ada, projectId, stream } = scene;
  const behind = await stage.watch(ada, { projectId, since: 1 });
  await changeProject(ada, createTask, { projectId, title: "Large", description: "字".repeat(60_000) });
  expect(await take(stream, 1)).toEqual([2]);
  await stage.backfill(projectId, 30);
  let brought: number | undefined;
  stage.log.script("readStream", async (read) => {
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
  const { stage, projectId, stream } = scene;
  await stage.backfill(projectId, count);
  await stage.query("DELETE FROM activities WHERE project_id = $1", [projectId]);
  stage.bus.forge(projectId, JSON.stringify({ seq: 1 + count }));
  expect(await take(stream, 2)).toEqual([`Resync TOO_OLD ${1 + count}`, `Ready ${1 + count}`]);
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
function nextRead(stage: Stage): Promise<void> {
  return new Promise((resolve) => {
    stage.log.script("readStream", async (read) => {
      const state = await read();
      setImmediate(resolve);
      return state;
    });
  });
}
