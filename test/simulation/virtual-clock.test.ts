import { expect, it } from "vitest";
import { range } from "../support/range.ts";
import { VirtualClock } from "./virtual-clock.ts";

it("VirtualClock: settles all promises between two appointments, in the order of their times", async () => {
  const clock = new VirtualClock(1_000);
  const log: string[] = [];
  const times = range(1, 200);
  async function work(turns: number): Promise<void> {
    log.push(`${clock.now} begins`);
    for (let turn = 0; turn < turns; turn += 1) await null;
    log.push(`${clock.now} ends`);
  }
  for (const at of times.toReversed()) clock.schedule(at, () => void work(at % 7));
  await clock.advance(150);
  await clock.advance(50);
  expect(log).toEqual(times.flatMap((at) => [`${1_000 + at} begins`, `${1_000 + at} ends`]));
});

it("VirtualClock: keeps appointments of one moment in the order of their making, without those that are cancelled", async () => {
  const clock = new VirtualClock();
  const log: number[] = [];
  const cancellations = range(1, 4).map((number) => clock.schedule(5, () => log.push(number)));
  cancellations[1]?.();
  await clock.advance(4);
  expect(log).toEqual([]);
  await clock.advance(1);
  expect(log).toEqual([1, 3, 4]);
});

it("VirtualClock: rejects with what an appointment throws", async () => {
  const clock = new VirtualClock();
  clock.schedule(1, () => {
    throw new Error("It failed.");
  });
  await expect(clock.advance(2)).rejects.toThrow("It failed.");
});
