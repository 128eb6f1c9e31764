import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { repeat } from "../../src/timers/repeat.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Rounds that end when the test says so. */
function createRounds() {
  const signals: AbortSignal[] = [];
  const ends: (() => void)[] = [];
  const round = (signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<void>((resolve) => void ends.push(resolve));
  };
  const end = async () => {
    ends.at(-1)?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { round, end, signals, count: () => signals.length };
}

it("repeat begins at once, and counts the interval from the end of a round", async () => {
  const { round, end, count } = createRounds();
  const { close } = repeat(round, { interval: 100 });
  expect(count()).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(count()).toBe(1);
  await end();
  await vi.advanceTimersByTimeAsync(99);
  expect(count()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(count()).toBe(2);
  await end();
  await close();
});

it("repeat waits for its delay, and asks after each round for the interval", async () => {
  const { round, end, count } = createRounds();
  let wait = 5;
  const { close } = repeat(round, { interval: () => wait, delay: 20 });
  expect(count()).toBe(0);
  await vi.advanceTimersByTimeAsync(20);
  expect(count()).toBe(1);
  wait = 50;
  await end();
  await vi.advanceTimersByTimeAsync(49);
  expect(count()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(count()).toBe(2);
  await end();
  await close();
});

it("repeat: now begins a round at once, and one more behind the round under way", async () => {
  const { round, end, count } = createRounds();
  const { now, close } = repeat(round, { interval: 100 });
  now();
  now();
  expect(count()).toBe(1);
  await end();
  expect(count()).toBe(2);
  await end();
  expect(count()).toBe(2);
  now();
  expect(count()).toBe(3);
  await end();
  await vi.advanceTimersByTimeAsync(99);
  expect(count()).toBe(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(count()).toBe(4);
  await end();
  await close();
});

it("repeat: close aborts the signal, waits for the round under way, and no other follows", async () => {
  const { round, end, count, signals } = createRounds();
  const { now, close } = repeat(round, { interval: 100 });
  now();
  const closed = vi.fn();
  void close().then(closed);
  void close().then(closed);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  await vi.advanceTimersByTimeAsync(0);
  expect(closed).not.toHaveBeenCalled();
  await end();
  expect(closed).toHaveBeenCalledTimes(2);
  now();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(count()).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});
