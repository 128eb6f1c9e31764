import { describe, expect, it } from "vitest";
import { Ring, RingBudget } from "../../../src/engine/feed/ring.ts";
import type { Entry } from "../../../src/engine/log/entry.ts";

const entry = (seq: number): Entry<object> => ({ seq, token: "a", previous: "a", delivery: null });
const entryBytes = JSON.stringify(entry(1)).length;

describe("rings that share a budget", () => {
  it("drop the oldest entry of all, whosever it is", () => {
    const budget = new RingBudget(3 * entryBytes);
    const [quiet, busy] = [new Ring(budget), new Ring(budget)];
    quiet.push(entry(7));
    for (const seq of [1, 2, 3]) busy.push(entry(seq));
    expect(quiet.get(7)).toBeUndefined();
    expect([1, 2, 3].map((seq) => busy.get(seq)?.seq)).toEqual([1, 2, 3]);
    quiet.push(entry(8));
    expect(busy.get(1)).toBeUndefined();
    expect(quiet.get(8)?.seq).toBe(8);
  });

  it("give back what they held when they are cleared", () => {
    const budget = new RingBudget(3 * entryBytes);
    const [cleared, other] = [new Ring(budget), new Ring(budget)];
    for (const seq of [1, 2]) cleared.push(entry(seq));
    cleared.clear();
    for (const seq of [1, 2, 3]) other.push(entry(seq));
    expect(other.get(1)?.seq).toBe(1);
    cleared.push(entry(5));
    expect(cleared.get(5)?.seq).toBe(5);
    expect(other.get(1)).toBeUndefined();
  });

  it("keep nothing of an entry that is larger than the budget, and go on", () => {
    const ring = new Ring(new RingBudget(entryBytes));
    ring.push({ ...entry(1), token: "a".repeat(16) });
    expect(ring.get(1)).toBeUndefined();
    ring.push(entry(2));
    expect(ring.get(2)?.seq).toBe(2);
  });
});
