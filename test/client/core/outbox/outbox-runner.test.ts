import { expect, it } from "vitest";
import { dismissIntent } from "../../../../client/core/outbox/decide-intents.ts";
import type { Outcome } from "../../../../client/core/types.ts";
import type { Change } from "../../../../client/core/wire.ts";
import {
  createOutboxScene,
  errorOf,
  follow,
  inputsOf,
  refusedOf,
  resultsOf,
  startRunning,
  startScene,
  titleOf,
} from "./outbox-scene.ts";

/** Outcomes of a single change's requests, and where it stands 10 s later. */
const table: readonly (readonly [name: string, outcome: Outcome, times: number, end: string])[] = [
  ["no network", { kind: "unreachable" }, 3, "sent"],
  ["time-outs", { kind: "timeout" }, 3, "sent"],
  ["bad gateways", { kind: "http", status: 502 }, 3, "sent"],
  ["a captive portal", { kind: "http", status: 200 }, 3, "sent"],
  ["a filter on the way", { kind: "http", status: 403 }, 3, "sent"],
  ["an incomplete answer", resultsOf(0, {}), 2, "sent"],
  ["a server without its database", errorOf("UNAVAILABLE"), 3, "sent"],
  ["a server of another version", errorOf("GRAPHQL_VALIDATION_FAILED"), 3, "sent"],
  ["a rate limit", errorOf("RATE_LIMITED", 3), 1, "sent"],
  ["a change that is deferred", resultsOf(1, { __typename: "ChangeRefused", code: "UNAVAILABLE" }), 2, "sent"],
  ["faults of the server that pass", errorOf("INTERNAL_SERVER_ERROR"), 3, "sent"],
  ["faults of the server that stay", errorOf("INTERNAL_SERVER_ERROR"), 50, "waiting"],
  ["bad input", errorOf("BAD_USER_INPUT"), 1, "refused BAD_USER_INPUT"],
  ["a proxy that finds a small body too large", { kind: "http", status: 413 }, 3, "sent"],
  ["no permission", errorOf("FORBIDDEN"), 1, "refused FORBIDDEN"],
  ["a project that is gone for a moment", errorOf("NOT_FOUND"), 1, "sent"],
  ["a project that is gone", errorOf("NOT_FOUND"), 2, "refused NOT_FOUND"],
  ["no token", { kind: "no-token" }, 1, "waiting"],
  ["a token that is refused", errorOf("UNAUTHENTICATED"), 1, "waiting"],
];

it.each(table)("after %s a change goes, waits or is refused with its text", async (_, outcome, times, end) => {
  const scene = await startRunning();
  scene.script.push(...Array.from({ length: times }, () => outcome));
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(10_000);
  const [intent] = scene.outbox.intents;
  const { kind = "", code = "" } = (intent?.standing ?? {}) as { kind?: string; code?: string };
  expect(intent ? `${kind} ${code}`.trim() : "sent").toBe(end);
  if (intent) expect(intent.change).toEqual(titleOf(0, "Mine"));
  expect(scene.store.confirmed?.tasks.get("task-0")?.title).toBe(end === "sent" ? "Mine" : "Task 0");
});

it.each(table)(
  "after %s a deletion goes, waits or is refused, and is never forgotten",
  async (_, outcome, times, end) => {
    const scene = await startRunning();
    scene.script.push(...Array.from({ length: times }, () => outcome));
    scene.submit({ kind: "deleteTask", input: { taskId: "task-0" } });
    await scene.time.advance(10_000);
    const [intent] = scene.outbox.intents;
    const { kind = "", code = "" } = (intent?.standing ?? {}) as { kind?: string; code?: string };
    expect(intent ? `${kind} ${code}`.trim() : "sent").toBe(end);
    expect(scene.store.confirmed?.tasks.has("task-0")).toBe(end !== "sent");
  },
);

it("every try sends the same, in the form that is on disk", async () => {
  const scene = await startRunning();
  scene.script.push({ kind: "timeout" }, { kind: "http", status: 502 }, null);
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(5);
  const [stored] = scene.disk.intents.values();
  scene.submit(titleOf(0, "Later"));
  await scene.time.advance(5_000);
  const [first, second, third] = scene.requests;
  expect(first).toEqual([stored?.wire]);
  expect(second?.[0]).toEqual(first?.[0]);
  expect(third?.[0]).toEqual(first?.[0]);
  expect(scene.store.task("task-0")?.title).toBe("Later");
});

it("a request is made only once the change is on disk", async () => {
  const scene = await startRunning();
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(1);
  expect([scene.requests.length, scene.disk.intents.size]).toEqual([0, 0]);
  await scene.time.advance(8);
  expect([scene.requests.length, scene.disk.intents.size]).toEqual([1, 1]);
});

it("500 changes leave in two requests within 10 seconds after 10 minutes without a network", async () => {
  const scene = await startRunning();
  for (let made = 0; made < 500; made += 1) {
    scene.submit({ kind: "createTask", input: { title: `New ${made}` } });
  }
  scene.script.push(...Array.from({ length: 10_000 }, (): Outcome => ({ kind: "unreachable" })));
  await scene.time.advance(600_000);
  const tries = scene.requests.length;
  // Somebody looks, so the longest pause is 5 s.
  expect(tries).toBeGreaterThan(600 / 5);
  scene.script.length = 0;
  await scene.time.advance(10_000);
  expect(scene.requests.length - tries).toBe(2);
  expect(scene.outbox.intents).toEqual([]);
  expect(scene.server.data.seq).toBe(504);
});

it("a batch of more changes than the server takes in a minute is halved until it goes, and the outbox says why", async () => {
  const scene = await startRunning({ perMinute: 40 });
  for (let made = 0; made < 100; made += 1) {
    scene.submit({ kind: "createTask", input: { title: `New ${made}` } });
  }
  await scene.time.advance(100);
  expect(scene.runner.holdup(scene.store.projectId)).toMatchObject({ kind: "retrying", code: "RATE_LIMITED" });
  await scene.time.advance(20 * 60_000);
  expect(scene.outbox.intents).toEqual([]);
  expect(scene.server.data.seq).toBe(104);
  const sizes = scene.requests.map((changes) => changes.length);
  expect(sizes.slice(0, 3)).toEqual([100, 50, 25]);
});

it.each<[string, Outcome]>([
  ["times out", { kind: "timeout" }],
  ["meets a gateway that gives up", { kind: "http", status: 504 }],
  ["meets a gateway that fails", { kind: "http", status: 500 }],
])("300 changes leave where each large request %s", async (_, outcome) => {
  const scene = await startRunning({
    intercept: (changes) => (JSON.stringify(changes).length > 100_000 ? outcome : null),
  });
  for (let made = 0; made < 300; made += 1) {
    scene.submit({ kind: "createTask", input: { title: `New ${made}`, description: "x".repeat(2_000) } });
  }
  await scene.time.advance(120_000);
  expect(scene.outbox.intents).toEqual([]);
  expect(scene.server.data.seq).toBe(304);
});

it("a signal that the network is back ends the pause", async () => {
  const scene = await startRunning();
  scene.script.push(...Array.from({ length: 8 }, (): Outcome => ({ kind: "unreachable" })));
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(8_000);
  scene.script.length = 0;
  const tries = scene.requests.length;
  scene.environment.emit("online");
  expect(scene.runner.holdup(scene.store.projectId)).toBeNull();
  await scene.time.advance(20);
  expect(scene.requests).toHaveLength(tries + 1);
});

it("tells why changes are not on their way", async () => {
  const scene = await startRunning();
  const told = () => scene.runner.holdup(scene.store.projectId);
  expect(told()).toBeNull();
  scene.script.push({ kind: "no-token" }, { kind: "http", status: 502 });
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(20);
  expect(told()).toEqual({ kind: "parked", code: "no-token", reason: "You are signed out. Sign in again." });
  scene.runner.wake();
  await scene.time.advance(20);
  expect(told()).toMatchObject({ kind: "retrying", code: "HTTP 502" });
  scene.store.receive({ kind: "interrupted" });
  expect(told()).toEqual({ kind: "stream" });
});

it("listeners are told of each holdup, and of its end", async () => {
  const scene = await startRunning();
  const told: unknown[] = [];
  scene.outbox.subscribe(() => {
    const holdup = scene.runner.holdup(scene.store.projectId);
    const kind = holdup && ("code" in holdup ? holdup.code : holdup.kind);
    if (kind !== told.at(-1)) told.push(kind);
  });
  scene.script.push({ kind: "unreachable" }, { kind: "unreachable" }, { kind: "no-token" });
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(5_000);
  expect(told).toEqual([null, "unreachable", "no-token"]);
  scene.runner.wake();
  await scene.time.advance(5_000);
  expect(scene.outbox.intents).toEqual([]);
  expect(told.slice(3)).toEqual([null]);
});

it("tells of changes that need an item whose creation was refused", async () => {
  const scene = await startRunning();
  const { id } = scene.submit({ kind: "createTask", input: { title: "POISON" } });
  scene.submit({ kind: "createComment", input: { taskId: String(id), body: "On it" } });
  let told: unknown = null;
  scene.outbox.subscribe(() => {
    told = scene.runner.holdup(scene.store.projectId);
  });
  await scene.time.advance(5_000);
  expect(told).toEqual({ kind: "blocked" });
  void dismissIntent(scene.outbox, String(id));
  await scene.time.advance(100);
  expect(told).toBeNull();
});

it("a new token outweighs an answer to the one before", async () => {
  const scene = await startRunning();
  scene.script.push(errorOf("UNAUTHENTICATED"));
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(8);
  expect(scene.requests).toHaveLength(1);
  scene.runner.wake();
  await scene.time.advance(1_000);
  expect(scene.outbox.intents).toEqual([]);
});

it("a second leader sends the same, so nothing is done twice", async () => {
  const scene = await startRunning();
  const other = scene.openTab();
  other.follow();
  other.runner.start();
  scene.submit({ kind: "createTask", input: { title: "New" } });
  await scene.time.advance(5);
  void other.outbox.reread();
  await scene.time.advance(5_000);
  expect(scene.server.data.seq).toBe(5);
  expect(other.requests.flat()).toEqual(scene.requests.flat());
  expect(scene.server.violations).toEqual([]);
});

it("a change on disk that JSON cannot express is refused with its text, and the others go", async () => {
  const scene = await startRunning();
  const { disk } = scene;
  scene.script.push(...Array.from({ length: 5 }, (): Outcome => ({ kind: "unreachable" })));
  scene.submit({ kind: "createTask", input: { title: "First" } });
  scene.submit({ kind: "createTask", input: { title: "Mine" } });
  await scene.time.advance(6);
  const [, mine] = disk.intents.values();
  if (!mine) throw new Error("Nothing is on disk.");
  const broken = { ...mine.change, input: { ...mine.change.input, dueAt: 1n } } as unknown as Change;
  const reloaded = createOutboxScene({ time: scene.time, server: scene.server, disk, seed: 2 });
  disk.intents.set(mine.id, { ...mine, change: broken, wire: null });
  scene.runner.stop();
  await follow(reloaded);
  reloaded.submit({ kind: "createTask", input: { title: "Last" } });
  await reloaded.time.advance(5_000);
  expect(reloaded.outbox.intents).toEqual([expect.objectContaining({ id: mine.id, change: broken })]);
  expect(reloaded.outbox.intents[0]?.standing).toMatchObject({
    kind: "refused",
    code: "BAD_USER_INPUT",
    message: expect.stringMatching(/^The change cannot be sent: .*BigInt/),
  });
  expect(reloaded.store.column("TODO").map(({ title }) => title)).toEqual(expect.arrayContaining(["First", "Last"]));
});

it("a change that JSON cannot express holds nothing up that is made ready when it comes to the disk", async () => {
  const scene = await startRunning();
  const { disk, outbox, time } = scene;
  scene.script.push({ kind: "unreachable" });
  scene.submit(titleOf(0, "Broken"));
  await time.advance(6);
  const [known] = disk.intents.values();
  if (!known) throw new Error("Nothing is on disk.");
  scene.runner.stop();
  const tab = scene.openTab();
  await follow(tab);
  tab.submit(titleOf(1, "Mine"));
  await time.advance(2);
  const change = { kind: "updateTask", input: { taskId: "task-0", dueAt: 1n } } as unknown as Change;
  disk.intents.set("broken", { ...known, id: "broken", change, wire: null });
  void tab.outbox.reread();
  await time.advance(2_000);
  expect(refusedOf(tab).map(({ id }) => id)).toEqual(["broken"]);
  expect([tab.server.data.tasks.get("task-1")?.value.title, outbox.durability]).toEqual(["Mine", "disk"]);
});

it("a sender that throws ends nothing: the changes are tried again", async () => {
  const scene = await startRunning();
  scene.script.push({
    kind: "data",
    get data() {
      throw new Error("Out of order.");
    },
  });
  scene.submit(titleOf(0, "Mine"));
  await scene.time.advance(15);
  expect(scene.runner.holdup(scene.store.projectId)).toMatchObject({
    kind: "retrying",
    reason: "Sending failed: Out of order.",
  });
  await scene.time.advance(5_000);
  expect(scene.outbox.intents).toEqual([]);
});

it("an input that is no JSON is refused at once, with the name of the value", async () => {
  const scene = await startRunning();
  const submit = (input: object) => () => scene.submit({ kind: "createTask", input } as unknown as Change);
  const cyclic: { title: string; labelIds?: unknown } = { title: "Mine" };
  cyclic.labelIds = [cyclic];
  expect(submit({ title: "Mine", dueAt: 1n })).toThrow('"dueAt" must be a string.');
  expect(submit({ title: () => "Mine" })).toThrow('"title" must be a string.');
  expect(submit({ title: "Mine", dueAt: Symbol("x") })).toThrow('"dueAt" must be a string.');
  expect(submit({ title: Number.NaN })).toThrow('"title" must be a string.');
  expect(submit(cyclic)).toThrow('"labelIds" must be a list of strings.');
  expect(scene.outbox.intents).toEqual([]);
});

it.each([-600_000, -100, 600_000])("a pause ends in time after the clock was set by %i ms", async (by) => {
  for (const outcome of [
    { kind: "http", status: 502 },
    { kind: "http", status: 403 },
  ] as const) {
    const scene = await startRunning();
    scene.script.push(outcome, outcome);
    scene.submit(titleOf(0, "Mine"));
    await scene.time.advance(50);
    scene.environment.shift = by;
    await scene.time.advance(2_000);
    const tries = scene.requests.filter((changes) => JSON.stringify(changes).includes("Mine"));
    expect([tries.length, scene.outbox.intents]).toEqual([3, []]);
  }
});

it("a change that failed alone is sent again, also where its pause ends between two looks at the clock", async () => {
  for (let looks = 0; looks < 12; looks += 1) {
    const scene = await startRunning();
    const { now, setTimer } = scene.environment;
    let early = 0;
    // A timer may fire a moment before its time.
    Object.assign(scene.environment, {
      now() {
        early -= 1;
        return now() - (early < 0 ? 0 : 1);
      },
      setTimer: (wait: number, callback: () => void) =>
        setTimer(wait, () => {
          early = looks;
          callback();
        }),
    });
    scene.script.push(errorOf("INTERNAL_SERVER_ERROR"));
    scene.submit(titleOf(0, "Mine"));
    await scene.time.advance(5_000);
    expect([looks, scene.requests.length, scene.outbox.intents]).toEqual([looks, 2, []]);
  }
});

it.each([
  ["addLabelIds", "x"],
  ["addLabelIds", {}],
  ["addLabelIds", 7],
  ["removeLabelIds", true],
  ["taskId", {}],
  ["title", ["x"]],
  ["description", {}],
  ["later", {}],
])("a value of another type is refused before it is stored: %s as %j", async (name, value) => {
  const scene = await startRunning();
  const change = { kind: "updateTask", input: { taskId: "task-0", [name]: value } } as unknown as Change;
  expect(() => scene.submit(change)).toThrow(
    new TypeError(`"${name}" must be a ${name.endsWith("Ids") ? "list of strings" : "string"}.`),
  );
  scene.submit(titleOf(1, "Mine"));
  expect([inputsOf(scene), scene.store.task("task-1")?.title]).toEqual([[titleOf(1, "Mine").input], "Mine"]);
  await scene.time.advance(5_000);
  expect([scene.outbox.intents, scene.disk.intents.size]).toEqual([[], 0]);
});

it("a stored change that cannot be shown hides no other one", async () => {
  const before = startScene();
  before.submit(titleOf(0, "Wrong"));
  before.submit(titleOf(1, "Mine"));
  await before.time.advance(100);
  const [wrong] = before.disk.intents.values();
  if (!wrong) throw new Error("Nothing is on disk.");
  const change = { kind: "updateTask", input: { taskId: "task-0", addLabelIds: "x" } } as unknown as Change;
  before.disk.intents.set(wrong.id, { ...wrong, change });
  const scene = before.openTab();
  void scene.outbox.reread();
  scene.follow();
  await scene.time.advance(100);
  scene.submit(titleOf(2, "Mine, too"));
  expect([1, 2].map((number) => scene.store.task(`task-${number}`)?.title)).toEqual(["Mine", "Mine, too"]);
});
