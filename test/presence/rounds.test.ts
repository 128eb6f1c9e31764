import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Rounds } from "../../src/presence/rounds.ts";

const pause = 50;

let begun: number;
let finish: (() => void) | undefined;
let rounds: Rounds<number>;

beforeEach(() => {
  vi.useFakeTimers();
  begun = 0;
  rounds = new Rounds({ pause, run });
});

afterEach(() => {
  vi.useRealTimers();
});

async function run(): Promise<number> {
  begun += 1;
  const number = begun;
  if (finish) await new Promise<void>((resolve) => (finish = resolve));
  return number;
}

it("runs one round for all who ask in one turn", async () => {
  const results = [rounds.request(false), rounds.request(false)];
  await vi.advanceTimersByTimeAsync(1);
  expect(await Promise.all(results)).toEqual([1, 1]);
});

it("pauses before the next, unless it is urgent", async () => {
  void rounds.request(false);
  await vi.advanceTimersByTimeAsync(1);
  const next = rounds.request(false);
  await vi.advanceTimersByTimeAsync(pause - 2);
  expect(begun).toBe(1);
  await vi.advanceTimersByTimeAsync(2);
  expect(await next).toBe(2);

  const late = rounds.request(false);
  const urgent = rounds.request(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(await Promise.all([late, urgent])).toEqual([3, 3]);
  void rounds.request(false);
  await vi.advanceTimersByTimeAsync(pause - 2);
  expect(begun).toBe(3);
});

it("runs one at a time, and tells of a round that began after the request", async () => {
  finish = () => {};
  void rounds.request(true);
  await vi.advanceTimersByTimeAsync(1);
  const next = rounds.request(true);
  await vi.advanceTimersByTimeAsync(10 * pause);
  expect(begun).toBe(1);
  finish();
  await vi.advanceTimersByTimeAsync(1);
  finish();
  expect(await next).toBe(2);
});

it("begins no other once it is closed, and waits for the one under way", async () => {
  finish = () => {};
  void rounds.request(true);
  await vi.advanceTimersByTimeAsync(1);
  void rounds.request(true);
  let isClosed = false;
  const closing = rounds.close().then(() => {
    isClosed = true;
  });
  await vi.advanceTimersByTimeAsync(10 * pause);
  expect(isClosed).toBe(false);
  finish();
  await closing;
  await vi.advanceTimersByTimeAsync(10 * pause);
  expect(begun).toBe(1);
});
