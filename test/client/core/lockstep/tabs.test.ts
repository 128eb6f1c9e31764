import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Lockstep } from "../../../../client/core/lockstep/lockstep.ts";
import type { AccountStorage } from "../../../../client/core/storage/account-storage.ts";
import type { Environment } from "../../../../client/core/types.ts";
import { createTestStorage, type FakeProject, FakeServer } from "../../../../client/testing/index.ts";
import { createFakeLocks } from "../tabs/fake-locks.ts";
import { isLive, until } from "./until.ts";

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };

let server: FakeServer;
let shared: FakeProject;
let storage: AccountStorage;
let opened: Lockstep[];

beforeEach(() => {
  vi.stubGlobal("navigator", { locks: createFakeLocks() });
  server = new FakeServer([ada]);
  shared = server.addProject({ members: { ada: "OWNER" } });
  storage = createTestStorage();
  opened = [];
});

afterEach(() => {
  for (const lockstep of opened) lockstep.close();
  vi.unstubAllGlobals();
});

it("a tab that does not lead says why its changes wait, also one that is opened then, until they go", async () => {
  const [leader, other] = [connect(), connect()];
  const projects = [leader, other].map((lockstep) => lockstep.project(shared.id));
  await until(() => projects.every(isLive));
  const fail = vi.spyOn(shared, "applyChanges").mockImplementation(() => {
    throw new Error("The server is ill.");
  });
  const shown: unknown[] = [];
  other.outbox.subscribe(() => shown.push(other.outbox.holdup(shared.id)?.kind));
  projects[1]?.submit({ kind: "createTask", input: { title: "Own" } });
  await until(() => shown.at(-1) === "retrying");
  const late = connect();
  late.project(shared.id);
  const holdup = { kind: "retrying", code: "unreachable", reason: "The server cannot be reached." };
  await until(() => late.outbox.holdup(shared.id)?.kind === "retrying");
  for (const lockstep of [leader, other, late]) expect(lockstep.outbox.holdup(shared.id)).toMatchObject(holdup);
  fail.mockRestore();
  other.reconnect();
  await until(() => opened.every(({ outbox }) => outbox.intents.length === 0));
  expect(shared.column("TODO")).toHaveLength(1);
  // A reason of before says nothing about the next change.
  projects[1]?.submit({ kind: "createTask", input: { title: "Next" } });
  expect(other.outbox.holdup(shared.id)).toBeNull();
  await until(() => shared.column("TODO").length === 2);
});

it.each([3_600_000, -3_600_000])(
  "the tab that leads follows for another tab while its clock is set by %i ms",
  async (shift) => {
    const follow = vi.spyOn(shared, "subscribe");
    let shifted = 0;
    const leading = createEnvironment({ report: 50, silence: 1_500 });
    connect({ ...leading, now: () => leading.now() + shifted });
    let reports = 0;
    let isFrozen = false;
    const following = createEnvironment({ report: 50 });
    const other = connect({
      ...following,
      setTimer(wait, callback) {
        const report = () => {
          if (isFrozen) return;
          reports += 1;
          callback();
        };
        return following.setTimer(wait, wait === reportInterval ? report : callback);
      },
    });
    const project = other.project(shared.id);
    await until(() => isLive(project));
    shifted = shift;
    const told = reports;
    await until(() => reports > told + 5);
    expect([follow.mock.calls.length, isLive(project)]).toEqual([1, true]);
    // The tab is silent from now on.
    isFrozen = true;
    await until(() => opened[0]?.connection.state.status === "idle");
  },
);

/** Time between two reports of a tab to the leader, and that after which a tab counts as closed, in milliseconds. */
const reportInterval = 10_000;
const silenceLimit = 90_000;

/** A tab that reports, and forgets, after other times. */
function createEnvironment({ report = reportInterval, silence = silenceLimit }): Environment {
  const real = server.createEnvironment();
  const waits: Readonly<Record<number, number>> = { [reportInterval]: report, [silenceLimit]: silence };
  return { ...real, setTimer: (wait, callback) => real.setTimer(waits[wait] ?? wait, callback) };
}

function connect(environment = server.createEnvironment()): Lockstep {
  const lockstep = server.connect("ada", { storage, environment });
  opened.push(lockstep);
  return lockstep;
}
