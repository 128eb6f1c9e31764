import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { UnavailableError } from "../../src/errors/expected-error.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import { type ReadChangesOptions, readChanges } from "../../src/operations/read-changes.ts";
import { createOutage } from "../support/outage.ts";
import { change, createStage, type Stage } from "../support/stage.ts";

let stage: Stage;
let ada: OperationContext;
let projectId: string;

beforeEach(async () => {
  stage = await createStage({ ringBytes: 4_000 });
  ada = await stage.user("ada");
  projectId = await stage.project(ada);
});

afterEach(() => stage.close());

const never = new Promise<void>(() => {});

function read(options: Partial<ReadChangesOptions> = {}) {
  const { userId: id, name, email } = ada.viewer;
  const signal = new AbortController().signal;
  const defaults = {
    projectId,
    after: "project.0.0",
    first: 50,
    atLeast: 0,
    beginWait: null,
    readTime: 60_000,
    signal,
  };
  return readChanges(stage.feeds, { id, name, email }, { ...defaults, ...options });
}

const seqs = async (reading: ReturnType<typeof read>) => (await reading).nodes.map(({ seq }) => seq);

/** A change of the other instance whose message is lost. */
async function changeUnheard(): Promise<void> {
  stage.bus.carry(() => {});
  await change(ada, projectId);
  stage.bus.carry();
}

it.each([
  ["and its message is earlier than the answer", () => change(ada, projectId)],
  ["and its message is lost", () => changeUnheard()],
])("readChanges: tells a change that is committed while the log is read, %s", async (_when, commit) => {
  stage.log.script("readStream", async (read) => {
    const state = await read();
    await commit();
    return state;
  });
  const { nodes, cursor } = await read({ beginWait: () => never });
  const next = read({ after: cursor, beginWait: () => never });
  await stage.feed(projectId).catchUp();
  const last = nodes.at(-1)?.seq;
  expect(last === 2 ? [2] : await seqs(next)).toEqual([2]);
  await change(ada, projectId);
  const { nodes: later } = last === 2 ? await next : await read({ after: (await next).cursor, beginWait: () => never });
  expect(later.map(({ seq }) => seq)).toEqual([3]);
});

it("readChanges: tells a change that is committed between its read and its waiting", async () => {
  const { cursor: after } = await read();
  const reading = read({ after, beginWait: () => never });
  // In the turn in which the stream opens: the cursor was compared, and nobody listens yet.
  await change(ada, projectId);
  expect(await seqs(reading)).toEqual([2]);
});

it("readChanges: is not older than what its caller knows, though no message has told it here", async () => {
  const { cursor: after } = await read();
  await changeUnheard();
  expect(await seqs(read({ after }))).toEqual([]);
  expect(await seqs(read({ after, atLeast: 2 }))).toEqual([2]);
});

it("readChanges: ends with what came together, however it was heard", async () => {
  const { cursor: after } = await read();
  const reading = read({ after, beginWait: () => never });
  await stage.backfill(projectId, 120);
  await stage.feed(projectId).catchUp();
  const first = await reading;
  expect(first.nodes.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
  expect(await seqs(read({ after: first.cursor, first: 100 }))).toHaveLength(70);
});

it("readChanges: gives up when the log cannot be read in time, and no sooner while it waits", async () => {
  for (let tries = 0; tries < 1_000; tries += 1) {
    stage.log.script("readStream", () => Promise.reject(createOutage()));
  }
  await expect(read({ readTime: 50 })).rejects.toThrow(UnavailableError);
});

it("readChanges: ends with the signal's reason, and leaves nobody at the feed", async () => {
  const { cursor: after } = await read();
  const leaving = new AbortController();
  const reading = read({ after, beginWait: () => never, readTime: 1, signal: leaving.signal });
  await vi.waitFor(() => expect(stage.feed(projectId).subscribers.size).toBe(1));
  const reason = new Error("The client has left.");
  leaving.abort(reason);
  await expect(reading).rejects.toBe(reason);
  expect(stage.feed(projectId).subscribers.size).toBe(0);
});
