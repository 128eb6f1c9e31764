import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type CallerPath, CallerTurns } from "../../../src/server/limits/caller-turns.ts";
import { range } from "../../support/range.ts";

const ada: CallerPath = ["user ada"];
const grace: CallerPath = ["user grace"];
const strangers = (address: number): CallerPath => ["strangers", `192.0.2.${address}`];

describe("CallerTurns", () => {
  it("lets one caller begin in the order in which it asked", async () => {
    const begun = await beginAll(range(1, 100).map((number) => [ada, `${number}`]));
    expect(begun).toEqual(range(1, 100).map(String));
  });

  it("lets callers begin by turns, however much one of them asked for before", async () => {
    const many = range(1, 1_000).map((number) => [ada, `ada ${number}`] as const);
    const begun = await beginAll([...many, [grace, "grace 1"], [grace, "grace 2"], [["user linus"], "linus 1"]]);
    expect(begun.slice(0, 6)).toEqual(["ada 1", "grace 1", "linus 1", "ada 2", "grace 2", "ada 3"]);
  });

  it("gives all strangers together the turns of one caller, and each address its own among them", async () => {
    const crowd = range(1, 50).flatMap((address) =>
      range(1, 3).map((number) => [strangers(address), `stranger ${address}.${number}`] as const),
    );
    const begun = await beginAll([...crowd, ...range(1, 40).map((number) => [ada, `ada ${number}`] as const)]);
    expect(begun.filter((_, index) => index % 2 === 1).slice(0, 40)).toEqual(range(1, 40).map((n) => `ada ${n}`));
    expect(begun.filter((name) => name.startsWith("stranger")).slice(0, 51)).toEqual([
      ...range(1, 50).map((address) => `stranger ${address}.1`),
      "stranger 1.2",
    ]);
  });

  it("goes back to the event loop after each long work, and lets its caller rest while others begin", async () => {
    const turns = new CallerTurns();
    const order: string[] = [];
    let turnsOfLoop = 0;
    let isOver = false;
    const loop = (async () => {
      for (; !isOver; turnsOfLoop += 1) await nextTurn();
    })();
    const heavy = range(1, 20).map(async (number) => {
      await turns.next(ada);
      order.push(`ada ${number}`);
      work(10);
    });
    await turns.next(grace);
    order.push("grace");
    const before = turnsOfLoop;
    await Promise.all(heavy);
    isOver = true;
    await loop;
    expect(order.slice(0, 2)).toEqual(["ada 1", "grace"]);
    // While Ada rests the loop is free, and turns more often than once for each of her works.
    expect(turnsOfLoop - before).toBeGreaterThan(40);
  });

  it("does not make a caller wait for the rest of another", async () => {
    const turns = new CallerTurns();
    await turns.next(grace);
    await turns.next(ada);
    work(600);
    const begun: string[] = [];
    const second = turns.next(ada).then(() => begun.push("ada"));
    // Until everybody who waits rests.
    for (let count = 0; count < 20; count += 1) await nextTurn();
    await turns.next(grace).then(() => begun.push("grace"));
    expect(begun).toEqual(["grace"]);
    await second;
  });

  it("begins each of 20,000 arrivals of 50 callers once, each caller's in order", async () => {
    const turns = new CallerTurns();
    const callers = range(1, 50).map((number): CallerPath => (number % 3 ? [`user ${number}`] : strangers(number)));
    const seen = new Map<string, number>();
    let count = 0;
    const arrivals = range(1, 20_000).map(async (number) => {
      const caller = callers[(number * 7_919) % 50] ?? ada;
      await turns.next(caller);
      const key = caller.join();
      expect(number).toBeGreaterThan(seen.get(key) ?? 0);
      seen.set(key, number);
      count += 1;
    });
    await Promise.all(arrivals);
    expect(count).toBe(20_000);
    await vi.waitFor(() => expect(seen.size).toBe(50));
  });
});

/** Names in the order in which their work begins, none of which takes time. */
async function beginAll(asked: readonly (readonly [CallerPath, string])[]): Promise<string[]> {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const turns = new CallerTurns();
  const begun: string[] = [];
  await Promise.all(asked.map(([caller, name]) => turns.next(caller).then(() => begun.push(name))));
  return begun;
}

/** Keeps the event loop for so many milliseconds. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
