import { expect, it } from "vitest";
import { ForbiddenError, NotFoundError } from "../../../src/errors/expected-error.ts";
import { addMember } from "../../../src/operations/add-member.ts";
import { changeProject } from "../../../src/operations/change-project.ts";
import { deleteProject } from "../../../src/operations/delete-project.ts";
import { removeMember } from "../../../src/operations/remove-member.ts";
import { createOutage } from "../../support/outage.ts";
import { change, take } from "../../support/stage.ts";
import { setStreamScene } from "./stream-scene.ts";

const scene = setStreamScene();

it.each(["a change", "a page", "a log that cannot be read"])(
  "ends at once when it waits for %s and is returned",
  async (what) => {
    const { stage, ada, projectId } = scene;
    await stage.backfill(projectId, 448);
    const isLive = what === "a change";
    const stream = await stage.watch(ada, isLive ? { projectId } : { projectId, since: 0 });
    await take(stream, isLive ? 1 : 200);
    const begun = new Promise<void>((resolve) => {
      stage.log.script("readPage", () => {
        setImmediate(resolve);
        return what === "a page" ? new Promise(() => {}) : Promise.reject(createOutage());
      });
    });
    const next = stream.next();
    if (!isLive) await begun;
    await stream.return();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(stage.presence.list(projectId)).toEqual([]);
  },
);

it("gives everything back when it fails because the feeds are closed", async () => {
  const { stage, ada, projectId } = scene;
  await stage.backfill(projectId, 448);
  const stream = await stage.watch(ada, { projectId, since: 0 });
  await take(stream, 200);
  const [feed] = stage.feeds.list();
  stage.log.script("readPage", () => {
    void stage.feeds.close();
    return Promise.reject(createOutage());
  });
  await expect(stream.next()).rejects.toThrow("closed by the server");
  expect(feed?.subscribers.size).toBe(0);
  expect(stage.presence.list(projectId)).toEqual([]);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

it("delivers nothing any more once it is returned", async () => {
  const { stage, ada, projectId } = scene;
  const stream = await stage.watch(ada, { projectId, since: 99 });
  await stream.return();
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

it("leads a removed member up to the removal and no further", async () => {
  const { stage, ada, projectId } = scene;
  const grace = await stage.user("grace");
  await changeProject(ada, addMember, { projectId, userId: grace.viewer.userId, role: "VIEWER" });
  const [live, behind] = await Promise.all([2, 2].map((since) => stage.watch(grace, { projectId, since })));
  if (!live || !behind) throw new Error("There are two.");
  expect(await take(live, 2)).toEqual([3, "Ready 3"]);
  await changeProject(ada, removeMember, { projectId, userId: grace.viewer.userId });
  await change(ada, projectId, 2);
  expect(await take(live, 1)).toEqual([4]);
  expect(await take(behind, 2)).toEqual([3, 4]);
  for (const stream of [live, behind]) {
    await expect(stream.next()).rejects.toThrow(ForbiddenError);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  }
  expect(stage.presence.list(projectId)).toEqual([]);
});

it("completes after ProjectDeleted", async () => {
  const { stage, ada, projectId } = scene;
  const stream = await stage.watch(ada, { projectId, since: 1 });
  expect(await take(stream, 2)).toEqual([2, "Ready 2"]);
  await changeProject(ada, deleteProject, { projectId });
  expect(await take(stream, 2)).toEqual([3, "done"]);
});

it("fails when the project is gone altogether", async () => {
  const { stage, ada, projectId } = scene;
  const stream = await stage.watch(ada, { projectId });
  expect(await take(stream, 1)).toEqual(["Ready 2"]);
  stage.log.script("readStream", () => Promise.resolve(null));
  const feed = stage.feed(projectId);
  await feed.catchUp();
  await expect(stream.next()).rejects.toThrow(NotFoundError);
});
