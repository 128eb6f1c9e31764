import { expect, it, vi } from "vitest";
import { createNewsTimer } from "../../web/board/board/news-timer.ts";

it("tells of what arrives together at once, and of the rest no sooner than seconds later", () => {
  vi.useFakeTimers();
  const told: (readonly [last: string, count: number])[] = [];
  const timer = createNewsTimer<string>((last, count) => told.push([last, count]));
  for (const name of ["a", "b"]) timer.add(name);
  vi.advanceTimersByTime(500);
  expect(told).toEqual([["b", 2]]);
  for (const name of ["c", "d", "e"]) {
    timer.add(name);
    vi.advanceTimersByTime(1_000);
  }
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(2_000);
  expect(told.slice(1)).toEqual([["e", 3]]);
  // After a quiet time the next one is told soon again.
  vi.advanceTimersByTime(60_000);
  timer.add("f");
  vi.advanceTimersByTime(500);
  expect(told.slice(2)).toEqual([["f", 1]]);
  timer.add("g");
  timer.stop();
  vi.advanceTimersByTime(60_000);
  expect(told).toHaveLength(3);
});
