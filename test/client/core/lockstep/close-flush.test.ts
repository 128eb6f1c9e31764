import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Lockstep, ProjectHandle } from "../../../../client/core/lockstep/lockstep.ts";
import type { AccountStorage } from "../../../../client/core/storage/account-storage.ts";
import { createTestStorage, type FakeProject, FakeServer } from "../../../../client/testing/index.ts";

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };

let server: FakeServer;
let shared: FakeProject;
let stored: AccountStorage;
let lockstep: Lockstep;
let project: ProjectHandle;
/** Lets the writes go on that are held. */
let release: () => void;
let isClosed: boolean;
/** Writes of intents so far. */
let writes: number;

beforeEach(async () => {
  server = new FakeServer([ada]);
  shared = server.addProject({ members: { ada: "OWNER" } });
  stored = createTestStorage();
  isClosed = false;
  writes = 0;
  let held = Promise.resolve();
  const { outbox } = stored;
  const write: typeof outbox.write = async (change) => {
    writes += 1;
    await held;
    return stored.outbox.write(change);
  };
  const close = () => {
    isClosed = true;
  };
  const storage = { ...stored, outbox: { read: () => stored.outbox.read(), write }, close };
  lockstep = server.connect("ada", { storage });
  project = lockstep.project(shared.id);
  await until(() => project.stream.kind === "following" && project.stream.isLive);
  server.goOffline();
  held = new Promise((resolve) => {
    release = resolve;
  });
});

afterEach(() => lockstep.close());

it("close() writes a change that waits behind another, tells so, and closes storage afterwards", async () => {
  const { one, two } = await submitBoth();
  lockstep.close();
  expect(isClosed).toBe(false);
  release();
  expect(await Promise.all([one.accepted, two.accepted])).toEqual(["disk", "disk"]);
  expect((await stored.outbox.read()).map(({ change }) => change.input)).toMatchObject([
    { title: "One" },
    { title: "Two" },
  ]);
  await until(() => isClosed);
});

it("signOut() drops what waits, and tells so", async () => {
  const { one, two } = await submitBoth();
  const done = lockstep.signOut();
  release();
  expect(await two.accepted).toBe("memory");
  await Promise.all([done, one.accepted]);
  expect((await stored.outbox.read()).map(({ change }) => change.input)).not.toContainEqual(
    expect.objectContaining({ title: "Two" }),
  );
  await until(() => isClosed);
});

/** Submits a change while the write of another is under way. */
async function submitBoth() {
  const one = project.submit({ kind: "createTask", input: { title: "One" } });
  await until(() => writes === 1);
  const two = project.submit({ kind: "createTask", input: { title: "Two" } });
  return { one, two };
}

function until(isDone: () => boolean): Promise<void> {
  return vi.waitFor(() => expect(isDone()).toBe(true), { interval: 2 });
}
