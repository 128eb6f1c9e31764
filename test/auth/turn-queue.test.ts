import { describe, expect, it } from "vitest";
import { RateLimitedError } from "../../src/errors.ts";
import { TurnQueue } from "../../src/server/auth/turn-queue.ts";
import { createRandom } from "../faults/random.ts";
import { range } from "../support/range.ts";

const limits = { concurrency: 2, maxWaiting: 6, maxWait: 60_000, refusal: "Too much waits" };

describe("TurnQueue.run", () => {
  it("runs a few tasks at a time, and lets keys take turns", async () => {
    const { queue, begun, add, finish } = createScene();
    for (const name of ["a1", "a2", "a3", "a4", "b1", "a5", "b2", "c1"]) add(name);
    expect(begun).toEqual(["a1", "a2"]);
    for (const name of ["a1", "a2", "a3", "b1", "c1"]) await finish(name);
    expect(begun).toEqual(["a1", "a2", "a3", "b1", "c1", "a4", "b2"]);
    for (const name of ["a4", "b2", "a5"]) await finish(name);
    expect(queue.size).toBe(0);
  });

  it("answers with the task's outcome, and goes on after one that fails", async () => {
    const { queue } = createScene();
    await expect(queue.run("a", null, () => Promise.reject(new Error("It failed.")))).rejects.toThrow("It failed.");
    expect(await queue.run("a", null, async () => 5)).toBe(5);
    expect(queue.size).toBe(0);
  });

  it("is full for the key that fills it, not for others: these displace its newest tasks", async () => {
    const { queue, begun, refused, add, finish } = createScene();
    for (const count of range(1, 10)) add(`a${count}`);
    await settle();
    expect(refused).toEqual(["a9", "a10"]);
    for (const name of ["b1", "b2", "b3", "b4"]) add(name);
    await settle();
    // Six wait: three of each.
    expect(refused.slice(2).sort()).toEqual(["a6", "a7", "a8", "b4"]);
    for (const name of ["a1", "a2", "a3", "b1", "a4", "b2", "a5", "b3"]) await finish(name);
    expect(begun).toEqual(["a1", "a2", "a3", "b1", "a4", "b2", "a5", "b3"]);
    expect(queue.size).toBe(0);
  });

  it("never starts a task whose asker has left, and gives its place to another", async () => {
    const { queue, begun, refused, add, finish } = createScene();
    const leave = new AbortController();
    for (const name of ["a1", "a2"]) add(name);
    for (const name of ["a3", "a4", "a5", "a6", "a7", "a8"]) add(name, leave.signal);
    leave.abort();
    await settle();
    expect(refused).toEqual(["a3", "a4", "a5", "a6", "a7", "a8"]);
    add("a9");
    add("a10", leave.signal);
    await finish("a1");
    expect(begun).toEqual(["a1", "a2", "a9"]);
    expect(refused.at(-1)).toBe("a10");
    await finish("a2");
    await finish("a9");
    expect(queue.size).toBe(0);
  });

  it("refuses who has waited for too long, and says when to come back", async () => {
    const queue = new TurnQueue({ ...limits, maxWait: 20 });
    let release = () => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    const held = [1, 2].map(() => queue.run("a", null, () => hold));
    const refusal: unknown = await queue.run("b", null, async () => {}).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RateLimitedError);
    expect(refusal).toMatchObject({ message: "Too much waits; try again in 5 s.", retryAfter: 5 });
    release();
    await Promise.all(held);
    expect(queue.size).toBe(0);
  });

  it.each(range(1, 20))("loses no task and exceeds no bound, whatever happens in which order (%i)", async (seed) => {
    const random = createRandom(seed);
    const { queue, begun, refused, running, add, finish } = createScene();
    const signals = [new AbortController(), new AbortController()];
    for (const step of range(1, 300)) {
      if (random.chance(0.6)) add(random.pick(["a", "b", "c"]) + step, signals[random.integer(0, 3)]?.signal);
      else if (random.chance(0.02)) random.pick(signals).abort();
      else if (running.size > 0) await finish(random.pick([...running]));
      expect(running.size).toBeLessThanOrEqual(limits.concurrency);
      expect(queue.size).toBeLessThanOrEqual(limits.concurrency + limits.maxWaiting);
    }
    while (running.size > 0) await finish([...running][0] ?? "");
    expect(queue.size).toBe(0);
    expect(new Set([...begun, ...refused]).size).toBe(begun.length + refused.length);
  });
});

/** Tasks that end when they are told to; the first letter of a name is its key. */
function createScene() {
  const queue = new TurnQueue(limits);
  const begun: string[] = [];
  const refused: string[] = [];
  const running = new Set<string>();
  const ends = new Map<string, () => void>();

  return {
    queue,
    begun,
    refused,
    running,
    add(name: string, signal: AbortSignal | null = null): void {
      const run = queue.run(name.charAt(0), signal, async () => {
        begun.push(name);
        running.add(name);
        await new Promise<void>((resolve) => ends.set(name, resolve));
        running.delete(name);
      });
      run.catch((error: unknown) => {
        if (!(error instanceof RateLimitedError)) throw error;
        refused.push(name);
      });
    },
    async finish(name: string): Promise<void> {
      ends.get(name)?.();
      await settle();
    },
  };
}

/** Lets everything happen that waits for nothing but the event loop. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
