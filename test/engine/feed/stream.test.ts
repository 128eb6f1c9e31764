import { expect, it } from "vitest";
import { NotFoundError } from "../../../src/errors/expected-error.ts";
import { addMember } from "../../../src/operations/add-member.ts";
import { changeProject } from "../../../src/operations/change-project.ts";
import { removeMember } from "../../../src/operations/remove-member.ts";
import { updateProject } from "../../../src/operations/update-project.ts";
import type { ProjectStream } from "../../../src/operations/watch-project.ts";
import { createOutage } from "../../support/outage.ts";
import { range } from "../../support/range.ts";
import { change, take } from "../../support/stage.ts";
import { type StreamScene, setStreamScene } from "./stream-scene.ts";

const scene = setStreamScene();

it("replays what the ring holds without reading the log", async () => {
  const { stage, ada, projectId } = scene;
  const live = await stage.watch(ada, { projectId });
  await change(ada, projectId, 3);
  const readsBefore = { ...stage.log.reads };
  const stream = await stage.watch(ada, { projectId, since: 3 });
  expect(await take(stream, 3)).toEqual([4, 5, "Ready 5"]);
  expect(stage.log.reads).toEqual(readsBefore);
  await Promise.all([live.return(), stream.return()]);
});

it("reads pages where the ring holds no more, one for all who need the same", async () => {
  const { stage, ada, projectId } = scene;
  await stage.backfill(projectId, 448);
  const streams = await Promise.all(range(1, 50).map(() => stage.watch(ada, { projectId, since: 0 })));
  const seen = await Promise.all(streams.map((stream) => take(stream, 451)));
  for (const sequence of seen) expect(sequence).toEqual([...range(1, 450), "Ready 450"]);
  // One read opens the feed; the 50 share two more, which prove that the feed knows the history of the first page.
  expect(stage.log.reads).toEqual({ readStream: 3, readPage: 3, readHeads: 0 });
  await Promise.all(streams.map((stream) => stream.return()));
});

it("replays each change once while writers go on and the ring drops what was about to be read", async () => {
  const { stage, ada, projectId } = scene;
  await stage.backfill(projectId, 298);
  const stream = await stage.watch(ada, { projectId, since: 0 });
  const writing = change(ada, projectId, 100);
  const seen = await take(stream, 401);
  await writing;
  expect(seen.filter((item) => typeof item === "number")).toEqual(range(1, 400));
  expect(seen.filter((item) => typeof item !== "number")).toEqual([expect.stringMatching(/^Ready/)]);
  await stream.return();
});

it("keeps its place, and nothing else, for a subscriber that does not pull", async () => {
  const { stage, ada, projectId } = scene;
  const stream = await stage.watch(ada, { projectId, since: 0 });
  const live = await stage.watch(ada, { projectId });
  await Promise.all([take(live, 101), change(ada, projectId, 100)]);
  const { readPage } = stage.log.reads;
  expect(await take(stream, 103)).toEqual([...range(1, 102), "Ready 102"]);
  expect(stage.log.reads.readPage).toBeGreaterThan(readPage);
  await Promise.all([live.return(), stream.return()]);
});

it("gives Resync where the log was pruned, also half-way", async () => {
  const { stage, ada, projectId } = scene;
  await stage.backfill(projectId, 448);
  const prune = () =>
    stage.query(
      `WITH pruned AS (DELETE FROM activities WHERE project_id = $1 AND seq <= 250 RETURNING seq, token)
       UPDATE project_heads SET pruned_through = 250, pruned_token = token FROM pruned
       WHERE project_id = $1 AND pruned.seq = 250`,
      [projectId],
    );
  const stream = await stage.watch(ada, { projectId, since: 0 });
  stage.log.script("readPage", async (read) => {
    await prune();
    return await read();
  });
  expect(await take(stream, 202)).toEqual([...range(1, 200), "Resync TOO_OLD 450", "Ready 450"]);
  const late = await stage.watch(ada, { projectId, since: 210 });
  expect(await take(late, 2)).toEqual(["Resync TOO_OLD 450", "Ready 450"]);
  const intime = await stage.watch(ada, { projectId, since: 250 });
  expect(await take(intime, 201)).toEqual([...range(251, 450), "Ready 450"]);
  await Promise.all([stream, late, intime].map((each) => each.return()));
});

it("gives Resync for a row that it cannot read, and goes on behind it", async () => {
  const { stage, ada, projectId } = scene;
  const live = await stage.watch(ada, { projectId });
  expect(await take(live, 1)).toEqual(["Ready 2"]);
  await stage.backfill(projectId, 1);
  await stage.query("UPDATE activities SET type = 'TaskTeleported' WHERE project_id = $1 AND seq = 3", [projectId]);
  await change(ada, projectId);
  expect(await take(live, 2)).toEqual(["Resync UNREADABLE 4", "Ready 4"]);
  const replay = await stage.watch(ada, { projectId, since: 1 });
  expect(await take(replay, 3)).toEqual([2, "Resync UNREADABLE 4", "Ready 4"]);
  await change(ada, projectId);
  for (const stream of [live, replay]) {
    expect(await take(stream, 1)).toEqual([5]);
    await stream.return();
  }
});

it("waits while a page cannot be read, and goes on", async () => {
  const { stage, ada, projectId } = scene;
  await stage.backfill(projectId, 48);
  for (const _try of [1, 2]) stage.log.script("readPage", () => Promise.reject(createOutage()));
  const stream = await stage.watch(ada, { projectId, since: 0 });
  expect(await take(stream, 51)).toEqual([...range(1, 50), "Ready 50"]);
  await stream.return();
});

it("gives Resync to those that diverged when the history is another, and leads the others on", async () => {
  const { stage, ada, projectId } = scene;
  const streams = await Promise.all([1, 2].map(() => stage.watch(ada, { projectId, since: 2 })));
  for (const stream of streams) expect(await take(stream, 1)).toEqual(["Ready 2"]);
  await change(ada, projectId, 2);
  const [fast, slow] = streams as [(typeof streams)[0], (typeof streams)[0]];
  expect(await take(fast, 2)).toEqual([3, 4]);

  await restoreTo(scene, 3);
  const feed = stage.feed(projectId);
  await feed.catchUp();
  expect(feed.recent(4)).toBeUndefined();
  expect(await take(fast, 2)).toEqual(["Resync OTHER_HISTORY 3", "Ready 3"]);
  expect(await take(slow, 1)).toEqual([3]);

  await change(ada, projectId);
  for (const stream of [fast, slow]) {
    expect(await take(stream, 1)).toEqual([4]);
    await stream.return();
  }
});

it("tells a subscriber that named no place of no other history before its first Ready", async () => {
  const { stage, ada, projectId } = scene;
  const stream = await stage.watch(ada, { projectId });
  const feed = stage.feed(projectId);
  stage.bus.carry(() => {});
  await restoreTo(scene, 1);
  await change(ada, projectId, 2);
  await feed.catchUp();
  expect(await take(stream, 1)).toEqual(["Ready 3"]);
  await change(ada, projectId);
  await feed.catchUp();
  expect(await take(stream, 1)).toEqual([4]);
  await stream.return();
});

it.each([
  ["its first Ready", undefined, []],
  ["the Ready after a Resync", 99, ["Resync AHEAD_OF_STREAM 3"]],
])("ends without %s when another history does not know the member", async (_what, since, told) => {
  const { stage, ada, projectId } = scene;
  const grace = await stage.user("grace");
  const { userId } = grace.viewer;
  await changeProject(ada, addMember, { projectId, userId, role: "VIEWER" });
  const stream = await stage.watch(grace, { projectId, since });
  expect(await take(stream, told.length)).toEqual(told);
  await stage.query("DELETE FROM memberships WHERE project_id = $1 AND user_id = $2", [projectId, userId]);
  await restoreTo(scene, 2);
  await change(ada, projectId, 2);
  await stage.feed(projectId).catchUp();
  await expect(stream.next()).rejects.toThrow(NotFoundError);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

it("takes no page of the lost future, even when the history broke off right where it stands", async () => {
  const { stage, ada, projectId } = scene;
  await stage.backfill(projectId, 448);
  const stream = await stage.watch(ada, { projectId, since: 2 });
  expect(await take(stream, 200)).toEqual(range(3, 202));
  const feed = stage.feed(projectId);
  const newcomer = new Promise<ProjectStream>((resolve) => {
    stage.log.script("readPage", async (read) => {
      const page = await read();
      await restoreTo(scene, 202);
      await feed.catchUp();
      await changeProject(ada, updateProject, { projectId, name: "Another future" });
      await stage.backfill(projectId, 60);
      await feed.catchUp();
      resolve(stage.watch(ada, { projectId, since: 202 }));
      return page;
    });
  });
  const future = Array.from({ length: 61 }, () => "ProjectUpdated");
  expect(await takeTypes(stream, 62)).toEqual(["Ready", ...future]);
  expect(await takeTypes(await newcomer, 61)).toEqual(future);
  await Promise.all([stream, await newcomer].map((each) => each.return()));
});

it.each([
  ["as many changes", 2],
  ["more changes than before", 5],
  ["fewer changes than before", 1],
])("notices by its token that the history was replaced, with %s", async (_how, count) => {
  const { stage, ada, projectId } = scene;
  const stream = await stage.watch(ada, { projectId, since: 2 });
  expect(await take(stream, 1)).toEqual(["Ready 2"]);
  await change(ada, projectId, 2);
  expect(await take(stream, 2)).toEqual([3, 4]);
  stage.bus.carry(() => {});
  await restoreTo(scene, 2);
  await change(ada, projectId, count);
  await stage.feed(projectId).catchUp();
  expect(await take(stream, 2)).toEqual([`Resync OTHER_HISTORY ${2 + count}`, `Ready ${2 + count}`]);
  await stream.return();
});

it.each([
  ["a cursor of another history", 3, "a1b2", "OTHER_HISTORY"],
  ["a cursor beyond the head", 99, "a1b2", "OTHER_HISTORY"],
  ["a number beyond the head", 99, null, "AHEAD_OF_STREAM"],
] as const)("gives Resync for %s, also where only the log knows it", async (_what, seq, token, reason) => {
  const { stage, ada, projectId } = scene;
  await stage.backfill(projectId, 48);
  const resume = token === null ? { since: seq } : { after: `project.${seq}.${token}` };
  const stream = await stage.watch(ada, { projectId, ...resume });
  expect(await take(stream, 2)).toEqual([`Resync ${reason} 50`, "Ready 50"]);
  await stream.return();
});

it("leads a member who was added again in the middle of a replay past what was not meant for it", async () => {
  const { stage, ada, projectId } = scene;
  const grace = await stage.user("grace");
  const userId = grace.viewer.userId;
  await changeProject(ada, addMember, { projectId, userId, role: "VIEWER" });
  const stream = await stage.watch(grace, { projectId, since: 2 });
  await changeProject(ada, removeMember, { projectId, userId });
  await change(ada, projectId, 5);
  await changeProject(ada, addMember, { projectId, userId, role: "VIEWER" });
  const feed = stage.feed(projectId);
  await feed.catchUp();
  expect(await take(stream, 4)).toEqual([3, 4, "Resync TOO_OLD 10", "Ready 10"]);
  await change(ada, projectId);
  expect(await take(stream, 1)).toEqual([11]);
  await stream.return();
});

async function takeTypes(stream: ProjectStream, count: number): Promise<string[]> {
  const types: string[] = [];
  while (types.length < count) {
    const { value } = await stream.next();
    types.push(value ? (value.event as { readonly type: string }).type : "done");
  }
  return types;
}

/** Does to the project what a restored backup does: later changes never were. */
async function restoreTo({ stage, projectId }: StreamScene, seq: number): Promise<void> {
  await stage.query("DELETE FROM activities WHERE project_id = $1 AND seq > $2", [projectId, seq]);
  await stage.query("UPDATE project_heads SET seq = $2 WHERE project_id = $1", [projectId, seq]);
}

it("gives Resync where entries are missing that nobody pruned, and does not ask for them for ever", async () => {
  const { stage, ada, projectId } = scene;
  await stage.backfill(projectId, 448);
  const stream = await stage.watch(ada, { projectId, since: 0 });
  expect(await take(stream, 200)).toEqual(range(1, 200));
  await stage.query("DELETE FROM activities WHERE project_id = $1 AND seq > 200 AND seq <= 300", [projectId]);
  const { readPage } = stage.log.reads;
  expect(await take(stream, 2)).toEqual(["Resync TOO_OLD 450", "Ready 450"]);
  expect(stage.log.reads.readPage).toBeLessThan(readPage + 4);
  await stream.return();
});
