import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { RateLimitedError } from "../../../src/errors/expected-error.ts";
import { type Release, Turns } from "../../../src/server/limits/turns.ts";

const never = new AbortController().signal;
const options = { most: 2, mostWaiting: 100, patience: 60_000, refusal: "Too much" };

describe("Turns", () => {
  afterEach(() => void vi.useRealTimers());

  it("lets so many hold a key at a time, and others another one", async () => {
    const turns = new Turns(options);
    const held = [turns.tryTake("ada"), turns.tryTake("ada"), turns.tryTake("ada"), turns.tryTake("grace")];
    expect(held.map((release) => release !== null)).toEqual([true, true, false, true]);
    held[0]?.();
    held[0]?.();
    expect(turns.tryTake("ada")).not.toBeNull();
    expect(turns.tryTake("ada"), "giving back twice gives one turn").toBeNull();
  });

  it("serves those who wait in turns, however much each wants", async () => {
    const turns = new Turns({ ...options, most: 1 });
    const first = await turns.take("ada", { by: {}, signal: never });
    const order: string[] = [];
    const [greedy, modest] = [{}, {}];
    const take = async (name: string, by: object) => {
      const release = await turns.take("ada", { by, signal: never });
      order.push(name);
      release();
    };
    const all = [1, 2, 3, 4].map((number) => take(`greedy ${number}`, greedy));
    all.push(take("modest", modest));
    first();
    await Promise.all(all);
    expect(order).toEqual(["greedy 1", "modest", "greedy 2", "greedy 3", "greedy 4"]);
  });

  it("refuses who waits too long, and whoever comes when too many wait", async () => {
    vi.useFakeTimers();
    const turns = new Turns({ ...options, most: 1, mostWaiting: 2, patience: 20 });
    await turns.take("ada", { by: {}, signal: never });
    const wait = (isPatient = false) => turns.take("ada", { by: {}, signal: never, isPatient });
    const waiting = [wait(), wait()].map((each) => each.catch((error: unknown) => error));
    await expect(wait()).rejects.toThrow(RateLimitedError);
    const onEnd = vi.fn();
    wait(true).then(onEnd, onEnd);
    await vi.advanceTimersByTimeAsync(20);
    for (const each of waiting) expect(await each).toEqual(new RateLimitedError("Too much; try again in 1 s.", 1));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(onEnd, "who is patient is neither served nor refused").not.toHaveBeenCalled();
  });

  it("is full for the asker who fills it, not for others: these displace its newest", async () => {
    const turns = new Turns({ ...options, most: 1, mostWaiting: 6, retryAfter: 5 });
    const first = await turns.take("ada", { by: "a", signal: null });
    const granted: string[] = [];
    const refused: unknown[] = [];
    const take = async (name: string) => {
      try {
        const release = await turns.take("ada", { by: name.charAt(0), signal: null });
        granted.push(name);
        release();
      } catch (error) {
        expect(error).toEqual(new RateLimitedError("Too much; try again in 5 s.", 5));
        refused.push(name);
      }
    };
    const all = ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "b1", "b2", "b3", "b4"].map(take);
    // Six wait: three of each.
    await vi.waitFor(() => expect(refused.toSorted()).toEqual(["a4", "a5", "a6", "a7", "a8", "b4"]));
    first();
    await Promise.all(all);
    expect(granted).toEqual(["a1", "b1", "a2", "b2", "a3", "b3"]);
  });

  it("forgets who gives up, before waiting and while", async () => {
    const turns = new Turns({ ...options, most: 1 });
    const release = await turns.take("ada", { by: {}, signal: never });
    const leaving = new AbortController();
    const left = turns.take("ada", { by: {}, signal: leaving.signal });
    const next = turns.take("ada", { by: {}, signal: never });
    leaving.abort(new Error("gone"));
    await expect(left).rejects.toThrow("gone");
    await expect(turns.take("ada", { by: {}, signal: leaving.signal })).rejects.toThrow("gone");
    release();
    expect(await next).toBeTypeOf("function");
  });

  it("keeps its bound and loses nobody, whoever comes, holds and leaves", async () => {
    const step = fc.record({
      key: fc.constantFrom("ada", "grace"),
      by: fc.nat({ max: 3 }),
      does: fc.constantFrom("take", "take", "take", "release", "leave"),
      which: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const turns = new Turns(options);
        const owners = [{}, {}, {}, {}];
        const all: { key: string; controller: AbortController; release?: Release; isOver: boolean }[] = [];
        const holding = (key: string) => all.filter((each) => each.key === key && each.release && !each.isOver);
        const settle = () => new Promise((resolve) => setImmediate(resolve));
        const end = (each: (typeof all)[number] | undefined) => {
          if (!each) return;
          if (each.release) each.release();
          else each.controller.abort(new Error("left"));
          each.isOver = true;
        };
        for (const { key, by, does, which } of steps) {
          const pick = (list: typeof all) => list[which % Math.max(1, list.length)];
          if (does === "take") {
            const each = { key, controller: new AbortController(), isOver: false } as (typeof all)[number];
            all.push(each);
            turns.take(key, { by: owners[by] ?? {}, signal: each.controller.signal }).then(
              (release) => {
                each.release = release;
              },
              () => undefined,
            );
          } else if (does === "release") end(pick(holding(key)));
          else end(pick(all.filter((each) => each.key === key && !each.release && !each.isOver)));
          await settle();
          for (const name of ["ada", "grace"]) {
            const open = all.filter((each) => each.key === name && !each.isOver);
            expect(holding(name)).toHaveLength(Math.min(2, open.length));
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
