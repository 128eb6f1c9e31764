import { describe, expect, it } from "vitest";
import type { Change, Task } from "../../../../client/core/wire.ts";
import { ada, grace } from "../model/fake-server.ts";
import { conflictsOf, type OutboxScene, refusedOf, resultsOf, startScene } from "./outbox-scene.ts";

// Edits of one outbox that were made in two tabs, of which neither had seen the other's.

const taskId = "task-0";
const lines = ["one", "two", "three", "four", "five", "six", "seven"];
const update = (values: object): Change => ({ kind: "updateTask", input: { taskId, ...values } });
const write = (line: number, word: string): string => lines.with(line, word).join("\n");

interface Pair {
  readonly name: string;
  readonly first: Change;
  /** Typed later. */
  readonly second: Change;
  readonly wanted: Partial<Task>;
}

const pairs: readonly Pair[] = [
  {
    name: "the same field",
    first: update({ title: "First" }),
    second: update({ title: "Second" }),
    wanted: { title: "Second" },
  },
  {
    name: "different fields",
    first: update({ title: "First" }),
    second: update({ priority: "HIGH" }),
    wanted: { title: "First", priority: "HIGH" },
  },
  {
    name: "several fields, one of them the same",
    first: update({ title: "First", priority: "LOW" }),
    second: update({ title: "Second", dueAt: "2026-12-01T00:00:00.000Z" }),
    wanted: { title: "Second", priority: "LOW", dueAt: "2026-12-01T00:00:00.000Z" },
  },
  {
    name: "different lines of a text",
    first: update({ description: write(0, "first") }),
    second: update({ description: write(6, "second") }),
    wanted: { description: ["first", ...lines.slice(1, 6), "second"].join("\n") },
  },
  {
    name: "different lines of a text, and the same field",
    first: update({ title: "First", description: write(0, "first") }),
    second: update({ title: "Second", description: write(6, "second") }),
    wanted: { title: "Second", description: ["first", ...lines.slice(1, 6), "second"].join("\n") },
  },
  {
    name: "the place",
    first: { kind: "moveTask", input: { taskId, status: "IN_PROGRESS" } },
    second: { kind: "moveTask", input: { taskId, status: "DONE" } },
    wanted: { status: "DONE" },
  },
  {
    name: "the due date",
    first: update({ dueAt: "2026-12-01T00:00:00.000Z" }),
    second: update({ dueAt: "2027-01-01T00:00:00.000Z" }),
    wanted: { dueAt: "2027-01-01T00:00:00.000Z" },
  },
  {
    name: "labels, and a field",
    first: update({ addLabelIds: ["label-0"], title: "First" }),
    second: update({ addLabelIds: ["label-1"], title: "Second" }),
    wanted: { title: "Second" },
  },
];

/** Returns the tab that sends in the end. */
type Course = (pair: Pair) => Promise<OutboxScene>;

/** Two tabs; the writes of the second one are late. */
async function open(delay: number): Promise<[OutboxScene, OutboxScene]> {
  const one = startScene();
  const other = one.openTab(delay);
  void other.outbox.reread();
  other.follow();
  await one.time.advance(10);
  return [one, other];
}

const courses: Readonly<Record<string, Course>> = {
  async "both are stored before one is sent"({ first, second }) {
    const [one, other] = await open(0);
    one.submit(first);
    await one.time.advance(1);
    other.submit(second);
    await one.time.advance(20);
    return other;
  },
  async "the earlier one is confirmed when the later one is stored"({ first, second }) {
    const [one, other] = await open(100);
    one.runner.start();
    one.submit(first);
    await one.time.advance(1);
    other.submit(second);
    await one.time.advance(500);
    return one;
  },
  async "the later one is confirmed when the earlier one is stored"({ first, second }) {
    const [one, other] = await open(100);
    one.runner.start();
    other.submit(first);
    await one.time.advance(1);
    one.submit(second);
    await one.time.advance(500);
    return one;
  },
  async "the later one is on its way, its answer is lost, and the earlier one is stored"({ first, second }) {
    const [one, other] = await open(30);
    one.runner.start();
    other.submit(first);
    await one.time.advance(1);
    one.submit(second);
    // The request is done. Neither its answer nor its event arrives.
    one.script.push({ kind: "timeout" });
    const { receive } = one.store;
    one.store.receive = () => {};
    await one.time.advance(10);
    const [request = []] = one.requests;
    one.server.applyChanges(ada, structuredClone(request));
    await one.time.advance(50);
    void one.outbox.reread();
    await one.time.advance(2_000);
    one.store.receive = receive;
    return one;
  },
  async "the earlier one is read while the later one is made ready, and the answer is lost"({ first, second }) {
    const [one, other] = await open(0);
    other.submit(first);
    await one.time.advance(10);
    one.runner.start();
    one.submit(second);
    await one.time.advance(1);
    void one.outbox.reread();
    // The request is done. Neither its answer nor its event arrives.
    one.script.push({ kind: "timeout" });
    one.store.receive = () => {};
    await one.time.advance(10);
    const [request = []] = one.requests;
    one.server.applyChanges(ada, structuredClone(request));
    one.runner.stop();
    await one.time.advance(50);
    return other;
  },
  async "the later one is on its way when storage takes the earlier one"({ first, second }) {
    const [one, other] = await open(0);
    one.disk.isFull = true;
    other.submit(first);
    await one.time.advance(10);
    one.disk.isFull = false;
    one.runner.start();
    one.submit(second);
    await one.time.advance(8);
    void other.outbox.reread();
    await one.time.advance(500);
    return one;
  },
  async "another tab leads when the later one is stored"({ first, second }) {
    const [one, other] = await open(100);
    const third = one.openTab();
    third.follow();
    one.runner.start();
    one.submit(first);
    await one.time.advance(1);
    other.submit(second);
    await one.time.advance(60);
    one.runner.stop();
    await one.time.advance(500);
    return third;
  },
  async "all tabs are reloaded when the later one is stored"({ first, second }) {
    const [one, other] = await open(100);
    one.runner.start();
    one.submit(first);
    await one.time.advance(1);
    other.submit(second);
    await one.time.advance(60);
    one.runner.stop();
    await one.time.advance(500);
    return other.openTab();
  },
  async "a tab that slept writes on what it showed before"({ first, second }) {
    const [one, other] = await open(0);
    other.store.receive({ kind: "interrupted" });
    const { receive } = other.store;
    other.store.receive = () => {};
    one.runner.start();
    one.submit(first);
    await one.time.advance(60_000);
    one.runner.stop();
    other.submit(second);
    await one.time.advance(10);
    other.store.receive = receive;
    return other;
  },
};

describe.each(Object.entries(courses))("%s", (_, run) => {
  it.each(pairs)("and there is no conflict: $name", async (pair) => {
    const tab = await run(pair);
    tab.follow();
    void tab.outbox.reread();
    await tab.time.advance(10);
    tab.runner.start();
    await tab.time.advance(10_000);
    expect(tab.outbox.intents).toEqual([]);
    expect(tab.store.task(taskId)).toMatchObject(pair.wanted);
    expect(tab.server.data.tasks.get(taskId)?.value).toMatchObject(pair.wanted);
    expect(tab.server.violations).toEqual([]);
  });

  it("and what another person wrote meanwhile is not overwritten", async () => {
    const pair = { name: "", first: update({ priority: "LOW" }), second: update({ title: "Second" }), wanted: {} };
    const tab = await run(pair);
    const wasDone = tab.server.data.tasks.get(taskId)?.value.title === "Second";
    tab.server.change(grace, "updateTask", { taskId, title: "Hers" });
    tab.follow();
    void tab.outbox.reread();
    await tab.time.advance(10);
    tab.runner.start();
    await tab.time.advance(10_000);
    expect(tab.server.data.tasks.get(taskId)?.value.title).toBe("Hers");
    // Hers came later, or the other one is shown as a conflict.
    expect(conflictsOf(tab)).toHaveLength(wasDone ? 0 : 1);
  });
});

it("an edit that was typed earlier stays while the later one may be refused", async () => {
  const [one, other] = await open(0);
  one.script.push(resultsOf(1, { __typename: "ChangeRefused", code: "BAD_USER_INPUT", message: "Title is refused." }));
  one.submit(update({ title: "First" }));
  await one.time.advance(1);
  other.submit(update({ title: "Earlier" }));
  await one.time.advance(1);
  // It joins the first one, and takes its place before the other tab's.
  one.submit(update({ title: "Later" }));
  await one.time.advance(20);
  void one.outbox.reread();
  await one.time.advance(20);
  one.runner.start();
  await one.time.advance(2_000);
  expect(refusedOf(one).map(({ change }) => change)).toEqual([update({ title: "Later" })]);
  expect([one.outbox.intents.length, one.server.data.tasks.get(taskId)?.value.title]).toEqual([1, "Earlier"]);
});

it.each(["both are stored before one is sent", "the earlier one is confirmed when the later one is stored"] as const)(
  "a deletion goes with the earlier edit of another tab: %s",
  async (name) => {
    const second: Change = { kind: "deleteTask", input: { taskId } };
    const tab = await courses[name]?.({ name: "", first: update({ priority: "LOW" }), second, wanted: {} });
    if (!tab) throw new Error(`There is no course "${name}".`);
    tab.follow();
    void tab.outbox.reread();
    await tab.time.advance(10);
    tab.runner.start();
    await tab.time.advance(10_000);
    expect([tab.outbox.intents, tab.server.data.tasks.has(taskId)]).toEqual([[], false]);
  },
);

/** Changes that another tab makes without sight of a title or a place that the person has given before. */
const unseen: readonly (readonly [string, Change, Change])[] = [
  ["an edit of the same field", update({ title: "First" }), update({ title: "Second" })],
  ["a move", pairs[5]?.first ?? update({}), pairs[5]?.second ?? update({})],
  ["a deletion", update({ title: "First" }), { kind: "deleteTask", input: { taskId } }],
];

/** The other tab knows what was refused when the change is made, or learns it before that one goes. */
describe.each([true, false])("an end of the access that is known to the other tab (%s)", (isKnown) => {
  it.each(unseen)("refuses a change that the server has taken; %s builds on it", async (_, first, second) => {
    const [one, other] = await open(0);
    const { server, time } = one;
    server.onCommit = () => {};
    one.runner.start();
    one.submit(first);
    await time.advance(50);
    one.runner.stop();
    one.store.receive({ kind: "ended", reason: "removed" });
    await time.advance(10);
    if (isKnown) void other.outbox.reread();
    await time.advance(10);
    const { id } = other.submit(second);
    void other.outbox.reread();
    await time.advance(10);
    expect(refusedOf(other).map(({ change }) => change)).toEqual([first]);
    other.follow();
    other.runner.start();
    await time.advance(1_000);
    expect(other.outbox.find(id)?.standing.kind).not.toBe("conflict");
    expect(server.data.log).toHaveLength(6);
  });
});

it("a move that replaces one on a new task builds on that task's creation, wherever the server has placed it", async () => {
  const scene = startScene();
  const { server, time, outbox, runner } = scene;
  const move = (status: "DONE" | "IN_PROGRESS"): Change => ({ kind: "moveTask", input: { taskId: id, status } });
  runner.start();
  const { id } = scene.submit({ kind: "createTask", input: { title: "New" } });
  server.change(grace, "createTask", { id: "hers", title: "Hers", status: "TODO" });
  await time.advance(5);
  scene.submit(move("DONE"));
  runner.stop();
  await time.advance(100);
  expect(outbox.intents.map(({ change }) => change.kind)).toEqual(["moveTask"]);
  scene.submit(move("IN_PROGRESS"));
  runner.start();
  await time.advance(1_000);
  expect([outbox.intents, server.data.tasks.get(id)?.value.status]).toEqual([[], "IN_PROGRESS"]);
});
