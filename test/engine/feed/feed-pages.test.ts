import { expect, it } from "vitest";
import { createPageCache, FeedPages } from "../../../src/engine/feed/feed-pages.ts";
import type { LogPage } from "../../../src/engine/log/log-reader.ts";
import { range } from "../../support/range.ts";

/** More pages than are kept. */
const many = 300;

function pageOf(after: number): LogPage<object> {
  return { base: "a", entries: [{ seq: after + 1, token: "b", previous: "a", delivery: null }] };
}

function createPages() {
  const reads: number[] = [];
  const pages = new FeedPages(createPageCache(), async (after) => {
    reads.push(after);
    return pageOf(after);
  });
  return { pages, reads };
}

it("a page is read once for all who ask at the same time, and not again while it is kept", async () => {
  const { pages, reads } = createPages();
  const [first, second] = await Promise.all([pages.get(0), pages.get(0)]);
  expect(second).toBe(first);
  expect(await pages.get(0)).toBe(first);
  expect(reads).toEqual([0]);
  expect(pages.find(0, 1)).toBe(first.entries[0]);
});

it("a page that was asked for again and is no longer kept is read anew, and then found", async () => {
  const { pages, reads } = createPages();
  for (const after of [0, 0, ...range(1, many)]) await pages.get(after);
  expect(pages.find(0, 1)).toBeUndefined();
  await pages.get(0);
  expect(pages.find(0, 1)?.seq).toBe(1);
  expect(reads.filter((after) => after === 0)).toHaveLength(2);
});

it("long pages are kept within a bound of bytes, the newest of them", async () => {
  const text = "x".repeat(10 * 1024 * 1024);
  const pages = new FeedPages(createPageCache(), async (after) => {
    const delivery = { event: { text }, extensions: { seq: after + 1, cursor: "" } };
    return { base: "a", entries: [{ seq: after + 1, token: "b", previous: "a", delivery }] };
  });
  for (const after of range(0, 9)) await pages.get(after);
  expect(range(0, 9).filter((after) => pages.find(after, after + 1))).toEqual([4, 5, 6, 7, 8, 9]);
});

it("pages of an earlier history are neither found nor handed out", async () => {
  const { pages, reads } = createPages();
  await pages.get(0);
  pages.restart();
  expect(pages.find(0, 1)).toBeUndefined();
  await pages.get(0);
  expect(reads).toEqual([0, 0]);
});

it("a page that could not be read is asked for again", async () => {
  let isBroken = true;
  const pages = new FeedPages(createPageCache(), async (after) => {
    if (isBroken) throw new Error("The database cannot be reached.");
    return pageOf(after);
  });
  await expect(pages.get(0)).rejects.toThrow("The database cannot be reached.");
  isBroken = false;
  await pages.get(0);
  expect(pages.find(0, 1)?.seq).toBe(1);
});
