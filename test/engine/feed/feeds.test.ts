import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { NotFoundError } from "../../../src/errors/expected-error.ts";
import { addMember } from "../../../src/operations/add-member.ts";
import { changeProject } from "../../../src/operations/change-project.ts";
import { createTask } from "../../../src/operations/create-task.ts";
import type { OperationContext } from "../../../src/operations/operation-context.ts";
import { removeMember } from "../../../src/operations/remove-member.ts";
import { updateTask } from "../../../src/operations/update-task.ts";
import { createOutage } from "../../support/outage.ts";
import { range } from "../../support/range.ts";
import { change, createStage, type Stage, take } from "../../support/stage.ts";

const nowhere = "00000000-0000-7000-8000-000000000000";
const away = createOutage();

let stage: Stage;
let ada: OperationContext;
let grace: OperationContext;
let projectId: string;

beforeEach(async () => {
  stage = await createStage();
  [ada, grace] = await Promise.all([stage.user("ada"), stage.user("grace")]);
  projectId = await stage.project(ada);
});

afterEach(async () => {
  vi.useRealTimers();
  await stage.close();
});

it("opens a project once for all who come at the same moment", async () => {
  const streams = await Promise.all(range(1, 200).map(() => stage.watch(ada, { projectId, since: 0 })));
  expect(stage.log.reads).toEqual({ readStream: 1, readPage: 0, readHeads: 0 });
  expect(stage.bus.openCount).toBe(1);
  await Promise.all(streams.map((stream) => stream.return()));
});

it("misses nothing that happens while it opens", async () => {
  stage.log.script("readStream", async (read) => {
    const state = await read();
    await change(ada, projectId);
    return state;
  });
  const stream = await stage.watch(ada, { projectId, since: 0 });
  expect(await take(stream, 3)).toEqual([1, 2, "Ready 2"]);
  await stream.return();
});

it("lets nobody in who is removed while the feed opens", async () => {
  await changeProject(ada, addMember, { projectId, userId: grace.viewer.userId, role: "VIEWER" });
  stage.log.script("readStream", async (read) => {
    const state = await read();
    await changeProject(ada, removeMember, { projectId, userId: grace.viewer.userId });
    return state;
  });
  await expect(stage.watch(grace, { projectId })).rejects.toThrow(NotFoundError);
});

it("lets nobody in who is removed while the feed catches up", async () => {
  await changeProject(ada, addMember, { projectId, userId: grace.viewer.userId, role: "VIEWER" });
  const live = await stage.watch(ada, { projectId });
  stage.log.script("readStream", async (read) => {
    const state = await read();
    await changeProject(ada, removeMember, { projectId, userId: grace.viewer.userId });
    return state;
  });
  await expect(stage.watch(grace, { projectId, since: 99 })).rejects.toThrow(NotFoundError);
  await live.return();
});

it("leads nobody past their removal, whenever it comes", async () => {
  const userId = grace.viewer.userId;
  const live = await stage.watch(ada, { projectId });
  // Turns of the microtask queue between the begin of the subscription and the message of the removal.
  for (const turns of range(0, 30)) {
    stage.bus.carry();
    const added = await changeProject(ada, addMember, { projectId, userId, role: "VIEWER" });
    const feed = stage.feed(projectId);
    expect(feed.head.seq).toBe(added.seq);
    let tell = (): void => {};
    stage.bus.carry((message, deliver) => {
      tell = () => deliver(message);
    });
    await changeProject(ada, removeMember, { projectId, userId });
    const outcome = stage
      .watch(grace, { projectId })
      .then((stream) => take(stream, 3))
      .catch((error: unknown) => error);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    tell();
    expect(await outcome, `after ${turns} turns`).toMatchObject({ code: expect.stringMatching(/FORBIDDEN|NOT_FOUND/) });
  }
  await live.return();
});

it("lets in whom a change added that it cannot read", async () => {
  const live = await stage.watch(ada, { projectId });
  expect(await take(live, 1)).toEqual(["Ready 1"]);
  await stage.backfill(projectId, 1);
  await stage.query("UPDATE activities SET type = 'MemberInvited' WHERE project_id = $1 AND seq = 2", [projectId]);
  await stage.query(
    `INSERT INTO memberships (id, project_id, user_id, role, since_seq, joined_at)
     VALUES (gen_random_uuid(), $1, $2, 'VIEWER', 2, now())`,
    [projectId, grace.viewer.userId],
  );
  stage.bus.forge(projectId, JSON.stringify({ seq: 2 }));
  expect(await take(live, 2)).toEqual(["Resync UNREADABLE 2", "Ready 2"]);
  const stream = await stage.watch(grace, { projectId, since: 2 });
  expect(await take(stream, 1)).toEqual(["Ready 2"]);
  await Promise.all([live.return(), stream.return()]);
});

it("never shows what another project did, whatever the bus brings, and reads the log instead", async () => {
  const live = await stage.watch(ada, { projectId });
  expect(await take(live, 1)).toEqual(["Ready 1"]);
  const otherId = await stage.project(ada);
  const messages: string[] = [];
  stage.bus.carry((message) => messages.push(message));
  await change(ada, otherId, 2);
  // Unheard, so that only the read can find it.
  await change(ada, projectId, 1);
  stage.bus.carry();
  expect(JSON.parse(messages[0] ?? "")).toMatchObject({ kind: "entry", streamId: otherId, seq: 2 });
  stage.bus.forge(projectId, messages[0] ?? "");
  stage.bus.forge(projectId, messages[1] ?? "");
  const { value } = await live.next();
  expect(value).toMatchObject({ event: { seq: 2, projectId } });
  await change(ada, projectId, 1);
  expect(await take(live, 1)).toEqual([3]);
  await live.return();
});

it("lets in who was added a moment ago, though the message was lost", async () => {
  const live = await stage.watch(ada, { projectId });
  stage.bus.carry(() => {});
  await changeProject(ada, addMember, { projectId, userId: grace.viewer.userId, role: "VIEWER" });
  const stream = await stage.watch(grace, { projectId, since: 1 });
  expect(await take(stream, 2)).toEqual([2, "Ready 2"]);
  await Promise.all([live.return(), stream.return()]);
});

it("catches up before it takes a client for being ahead", async () => {
  const live = await stage.watch(ada, { projectId });
  stage.bus.carry(() => {});
  await change(ada, projectId, 4);
  const stream = await stage.watch(ada, { projectId, since: 4 });
  expect(await take(stream, 2)).toEqual([5, "Ready 5"]);
  expect(await take(live, 5)).toEqual(["Ready 1", 2, 3, 4, 5]);
  await Promise.all([live.return(), stream.return()]);
});

it("keeps a feed for a while after its last subscriber, then leaves the bus and forgets it", async () => {
  const stream = await stage.watch(ada, { projectId });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await stream.return();
  await vi.advanceTimersByTimeAsync(9_999);
  expect(stage.bus.openCount).toBe(1);
  const again = await stage.watch(ada, { projectId, since: 1 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stage.bus.openCount).toBe(1);
  expect(stage.log.reads.readStream).toBe(1);
  await again.return();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(stage.bus.openCount).toBe(0);
  expect(stage.feeds.list()).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

it("keeps nothing of a project that is not there", async () => {
  await expect(stage.watch(ada, { projectId: nowhere })).rejects.toThrow(NotFoundError);
  await expect(stage.watch(grace, { projectId })).rejects.toThrow(NotFoundError);
  await vi.waitFor(() => expect(stage.bus.openCount).toBe(1));
  expect(stage.feeds.list().map((feed) => feed.streamId)).toEqual([projectId]);
});

it("has all who come while the log cannot be read wait until it can, and asks it little meanwhile", async () => {
  for (const _try of range(1, 3)) stage.log.script("readStream", () => Promise.reject(away));
  const streams = await Promise.all(range(1, 200).map(() => stage.watch(ada, { projectId, since: 0 })));
  for (const stream of streams) expect(await take(stream, 2)).toEqual([1, "Ready 1"]);
  expect(stage.log.reads.readStream).toBe(4);
  await Promise.all(streams.map((stream) => stream.return()));
});

it("has whoever this instance does not know yet wait until it can look for them", async () => {
  const live = await stage.watch(ada, { projectId });
  expect(await take(live, 1)).toEqual(["Ready 1"]);
  stage.bus.carry(() => {});
  await changeProject(ada, addMember, { projectId, userId: grace.viewer.userId, role: "VIEWER" });
  for (const _try of range(1, 2)) stage.log.script("readStream", () => Promise.reject(away));
  const stream = await stage.watch(grace, { projectId, since: 1 });
  expect(await take(stream, 2)).toEqual([2, "Ready 2"]);
  await Promise.all([live.return(), stream.return()]);
});

it("keeps the opening that every caller has left for the next, and closes it once nobody comes", async () => {
  let goOn = () => {};
  const free = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  stage.log.script("readStream", (read) => free.then(read));
  const viewer = { id: ada.viewer.userId, name: "ada", email: null };
  for (const _caller of range(1, 20)) {
    const leaving = new AbortController();
    const opening = stage.feeds.open(projectId, { viewer, signal: leaving.signal });
    leaving.abort(away);
    await expect(opening).rejects.toThrow(away);
  }
  const stays = stage.feeds.open(projectId, { viewer });
  goOn();
  const stream = await stays;
  expect(stage.log.reads.readStream).toBe(1);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await stream.return();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(stage.bus.openCount).toBe(0);
  expect(stage.feeds.list()).toEqual([]);
});

it("keeps nothing of a project that is not there when its only caller has left", async () => {
  const viewer = { id: ada.viewer.userId, name: "ada", email: null };
  const leaving = new AbortController();
  const opening = stage.feeds.open(nowhere, { viewer, signal: leaving.signal });
  leaving.abort(away);
  await expect(opening).rejects.toThrow(away);
  await vi.waitFor(() => expect(stage.log.reads.readStream).toBe(1));
  await vi.waitFor(() => expect(stage.bus.openCount).toBe(0));
});

it("lets go whoever waits for the log when it closes, and tells them nothing wrong", async () => {
  const read = stage.log.reads;
  for (const _try of range(1, 9)) stage.log.script("readStream", () => Promise.reject(away));
  const refused = stage.watch(ada, { projectId }).catch((error: unknown) => error);
  await vi.waitFor(() => expect(read.readStream).toBe(2));
  await stage.feeds.close();
  expect(await refused).toBeInstanceOf(Error);
  expect(await refused).not.toBeInstanceOf(NotFoundError);
  await vi.waitFor(() => expect(stage.bus.openCount).toBe(0));
  expect(stage.feeds.list()).toEqual([]);
  expect(read.readStream).toBe(2);
});

it("leaves nothing behind after a thousand subscriptions, ended at every moment", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const projects = await Promise.all(range(1, 10).map(() => stage.project(ada)));
  for (const round of range(1, 10)) {
    await Promise.all(
      range(1, 100).map(async (number) => {
        const stream = await stage.watch(ada, { projectId: projects[number % 10] ?? "", since: 0 });
        if (number % 3 > 0) await stream.next();
        const next = number % 3 > 1 ? take(stream, 99).catch(() => {}) : undefined;
        await stream.return();
        await next;
      }),
    );
    expect(stage.bus.openCount, `after round ${round}`).toBe(10);
  }
  for (const feed of stage.feeds.list()) {
    expect(feed.subscribers.size).toBe(0);
    expect(stage.presence.list(feed.streamId)).toEqual([]);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  expect(stage.bus.openCount).toBe(0);
  expect(stage.feeds.list()).toEqual([]);
});

it("sends the number alone of a change that is longer than 64 KiB in bytes", async () => {
  const { task } = await changeProject(ada, createTask, { projectId, title: "Long" });
  const stream = await stage.watch(ada, { projectId, since: 2 });
  const messages: string[] = [];
  stage.bus.carry((message, deliver) => {
    messages.push(message);
    deliver(message);
  });
  const description = "字".repeat(22_000);
  await changeProject(ada, updateTask, { taskId: task.id, description });
  expect(messages.map((message) => JSON.parse(message))).toEqual([
    { kind: "number", seq: 3, token: expect.stringMatching(/^[0-9a-f]{1,16}$/) },
  ]);
  expect(await take(stream, 1)).toEqual(["Ready 2"]);
  expect((await stream.next()).value?.event).toMatchObject({ type: "TaskUpdated", seq: 3, task: { description } });
  await stream.return();
});

it("refuses a stream id that the database cannot hold, and keeps nothing of it", async () => {
  const viewer = { id: ada.viewer.userId, name: "ada", email: null };
  for (const id of ["no uuid", "\u0000"]) {
    await expect(stage.feeds.open(id, { viewer })).rejects.toThrow();
  }
  expect(stage.feeds.list()).toEqual([]);
  await vi.waitFor(() => expect(stage.bus.openCount).toBe(0));
});

it("ends every stream when it closes, and opens no other", async () => {
  const stream = await stage.watch(ada, { projectId });
  expect(await take(stream, 1)).toEqual(["Ready 1"]);
  const next = stream.next();
  await stage.feeds.close();
  await expect(next).rejects.toThrow("closed by the server");
  await expect(stage.watch(ada, { projectId })).rejects.toThrow("closed");
  expect(stage.bus.openCount).toBe(0);
});
