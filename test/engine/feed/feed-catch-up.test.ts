import { expect, it, vi } from "vitest";
import { createFeedMemory, Feed } from "../../../src/engine/feed/feed.ts";
import { changeProject } from "../../../src/operations/change-project.ts";
import { reduceProject } from "../../../src/operations/project-access.ts";
import { updateProject } from "../../../src/operations/update-project.ts";
import { createOutage } from "../../support/outage.ts";
import { range } from "../../support/range.ts";
import { change } from "../../support/stage.ts";
import { setFeedScene } from "./feed-scene.ts";

const scene = setFeedScene();

/** A feed of the scene's project, apart from those of the stage. */
function openFeed(onError: (error: unknown) => void) {
  const { stage, projectId } = scene;
  const memory = createFeedMemory(1_000_000);
  return new Feed({ streamId: projectId, log: stage.log, reduce: reduceProject, memory, onError });
}

it("catches up with what was committed before it was asked to, in one read for all who ask", async () => {
  const { stage, ada, projectId, readsSinceOpening } = scene;
  const feed = stage.feed(projectId);
  stage.bus.carry(() => {});
  stage.log.script("readStream", async (read) => {
    const state = await read();
    await change(ada, projectId);
    return state;
  });
  await Promise.all(Array.from({ length: 100 }, () => feed.catchUp()));
  expect(feed.head.seq).toBe(2);
  expect(readsSinceOpening()).toBe(2);
});

it("shares the tries among all who wait for a log that cannot be read, and tells of it once", async () => {
  const { stage, readsSinceOpening } = scene;
  const onError = vi.fn();
  const feed = openFeed(onError);
  await feed.catchUp();
  const away = createOutage();
  for (const _try of range(1, 4)) stage.log.script("readStream", () => Promise.reject(away));
  await Promise.all(range(1, 100).map(() => feed.caughtUp()));
  expect(readsSinceOpening()).toBe(1 + 5);
  expect(onError.mock.calls).toEqual([[away]]);
  feed.close();
});

it("tells whoever waits for it that it was closed, also during a read", async () => {
  const { stage } = scene;
  const feed = openFeed(() => {});
  stage.log.script("readStream", async (read) => {
    const state = await read();
    feed.close();
    return state;
  });
  await expect(feed.caughtUp()).rejects.toThrow();
  const other = openFeed(() => other.close());
  stage.log.script("readPage", () => Promise.reject(createOutage()));
  await expect(other.page(0)).rejects.toThrow();
});

it("stays closed when it is closed during a read", async () => {
  const { stage } = scene;
  const feed = openFeed(() => {});
  stage.log.script("readStream", async (read) => {
    const state = await read();
    feed.close();
    return state;
  });
  await feed.catchUp();
  expect(feed.isOpen).toBe(false);
  expect(feed.recent(1)).toBeUndefined();
});

it("leaves no timer behind when it is closed", async () => {
  const feed = openFeed(() => {});
  await feed.catchUp();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  feed.receive({ seq: 99, token: null, entry: null });
  expect(vi.getTimerCount()).toBe(1);
  feed.close();
  expect(vi.getTimerCount()).toBe(0);
});

it("takes no change of a lost future that is told of while another history is found", async () => {
  const { stage, ada, projectId } = scene;
  const lost: string[] = [];
  stage.bus.carry((message) => void lost.push(message));
  await change(ada, projectId, 3);
  await stage.query("DELETE FROM activities WHERE project_id = $1 AND seq > 1", [projectId]);
  await stage.query("UPDATE project_heads SET seq = 1 WHERE project_id = $1", [projectId]);
  const [, ...ahead] = lost.slice();
  await changeProject(ada, updateProject, { projectId, name: "Another future" });
  stage.log.script("readStream", async (read) => {
    const state = await read();
    for (const message of ahead) stage.bus.forge(projectId, message);
    await Promise.resolve();
    return state;
  });
  const feed = stage.feed(projectId);
  await feed.catchUp();
  expect(feed.head.seq).toBe(2);
  for (const seq of [3, 4]) expect(feed.recent(seq)).toBeUndefined();
});

it("fills gaps again when a deleted project exists again", async () => {
  const { stage, ada, projectId } = scene;
  const feed = openFeed(() => {});
  await feed.catchUp();
  feed.receive({ seq: 99, token: null, entry: null });
  stage.log.script("readStream", () => Promise.resolve(null));
  await feed.catchUp();
  expect(feed.isOpen).toBe(false);
  await feed.catchUp();
  await change(ada, projectId);
  feed.receive({ seq: 2, token: null, entry: null });
  await vi.waitFor(() => expect(feed.head.seq).toBe(2));
  feed.close();
});
