import { expect, it } from "vitest";
import { HeldMemory } from "../../../src/server/websocket/held-memory.ts";

it("whenEmpty: resolves for all who wait once nothing is held, again and again", async () => {
  const memory = new HeldMemory(1_000);
  await memory.whenEmpty();
  for (const round of [1, 2]) {
    const operations = [{}, {}];
    for (const operation of operations) memory.hold(operation, { document: null, bytes: 10 });
    const told: number[] = [];
    const waiting = [1, 2, 3].map(async (waiter) => {
      await memory.whenEmpty();
      told.push(waiter);
    });
    const [one = {}, two = {}] = operations;
    memory.drop(one);
    await Promise.resolve();
    expect(told, `round ${round}`).toEqual([]);
    memory.drop(two);
    await Promise.all(waiting);
    expect(told).toEqual([1, 2, 3]);
  }
});
