import { expect, it, vi } from "vitest";
import { EntryWalk, type WalkOutcome } from "../../../src/engine/feed/entry-walk.ts";
import type { Entry } from "../../../src/engine/log/entry.ts";
import type { LogPage } from "../../../src/engine/log/log-reader.ts";

interface Tick {
  readonly number: number;
}

function entryOf(seq: number): Entry<Tick> {
  return {
    seq,
    token: String(seq),
    previous: String(seq - 1),
    delivery: { event: { number: seq }, extensions: { seq, cursor: "" } },
  };
}

/** A feed whose pages are answered by the test. */
function createScene() {
  const ring = new Map<number, Entry<Tick>>();
  const pages = new Map<number, readonly Entry<Tick>[]>();
  const asked: number[] = [];
  const answers: { readonly resolve: (page: LogPage<Tick>) => void; readonly reject: (error: unknown) => void }[] = [];
  const outcomes: WalkOutcome[] = [];
  const feed = {
    recent: (seq: number) => ring.get(seq),
    paged: (after: number, seq: number) => pages.get(after)?.find((entry) => entry.seq === seq),
    page(after: number) {
      asked.push(after);
      return new Promise<LogPage<Tick>>((resolve, reject) => void answers.push({ resolve, reject }));
    },
  };
  const walk = new EntryWalk<Tick>(feed, (outcome) => void outcomes.push(outcome));
  const answer = async (...seqs: number[]) => {
    answers.shift()?.resolve({ base: "0", entries: seqs.map(entryOf) });
    await vi.waitFor(() => Promise.resolve());
  };
  return { walk, ring, pages, asked, answers, answer, outcomes };
}

it("EntryWalk finds an entry in the ring without a read", () => {
  const { walk, ring, asked } = createScene();
  ring.set(4, entryOf(4));
  expect(walk.find(3)?.seq).toBe(4);
  expect(asked).toEqual([]);
});

it("EntryWalk reads a page once, keeps its first entry, and finds the others while the page is kept", async () => {
  const { walk, pages, asked, answer, outcomes } = createScene();
  expect(walk.find(3)).toBeUndefined();
  expect(walk.find(3)).toBeUndefined();
  expect(asked).toEqual([3]);
  await answer(4, 5);
  expect(outcomes).toEqual(["found"]);
  // The page was too large for the cache: its first entry is there all the same.
  expect(walk.find(3)?.seq).toBe(4);
  pages.set(3, [entryOf(4), entryOf(5)]);
  expect(walk.find(4)?.seq).toBe(5);
  expect(walk.find(5)).toBeUndefined();
  expect(asked).toEqual([3, 5]);
});

it("EntryWalk tells that the log lacks the entry: none follows, or a later one does", async () => {
  for (const seqs of [[], [6, 7]]) {
    const { walk, answer, outcomes } = createScene();
    walk.find(3);
    await answer(...seqs);
    expect(outcomes).toEqual(["missing"]);
  }
});

it("EntryWalk tells of a read that fails", async () => {
  const { walk, answers, outcomes } = createScene();
  const error = new Error("The read failed.");
  walk.find(3);
  answers[0]?.reject(error);
  await vi.waitFor(() => expect(outcomes).toEqual([{ error }]));
});

it("EntryWalk tells nothing of a read that was stopped, or that the ring has made needless", async () => {
  const { walk, ring, asked, answer, outcomes } = createScene();
  walk.find(3);
  walk.stop();
  walk.find(3);
  expect(asked).toEqual([3, 3]);
  await answer(4);
  expect(outcomes).toEqual([]);
  ring.set(4, entryOf(4));
  expect(walk.find(3)?.seq).toBe(4);
  await answer(4);
  expect(outcomes).toEqual([]);
});
