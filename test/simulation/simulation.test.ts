import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isLongRun } from "../support/long-run.ts";
import { range } from "../support/range.ts";
import { type BuiltSimulation, buildSimulation, replaceOnce } from "./build-simulation.ts";
import { describeViolation } from "./describe-violation.ts";
import { plantedBugs } from "./planted-bugs.ts";
import { runHistories, traceHistories } from "./run-histories.ts";

/** The drill finds its bugs within 600, and one of them not within 5,000. */
const count = isLongRun ? 20_000 : 1_200;

let simulation: BuiltSimulation;

beforeAll(async () => {
  simulation = await buildSimulation();
});

afterAll(() => simulation.close());

it(`finds nothing wrong with the engine in ${count} histories`, { timeout: 900_000 }, async () => {
  const startedAt = performance.now();
  const { violation, histories, cpu } = await runHistories({ file: simulation.file, seed: 1, histories: count });
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(`${histories} histories in ${seconds.toFixed(0)} s, ${cpu.toFixed(0)} s of CPU`);
  expect(violation && describeViolation(violation)).toBeNull();
  expect(histories).toBe(count);
});

it("replays a history exactly from its seed", async () => {
  const seeds = range(1, 40);
  const [once, again] = await Promise.all([
    traceHistories(simulation.file, seeds),
    traceHistories(simulation.file, seeds.toReversed()),
  ]);
  expect(once).toEqual(again.toReversed());
  expect(new Set(once).size).toBe(seeds.length);
});

it("finds a planted bug, and shows its seed and its trace", async () => {
  const bug = plantedBugs.find(({ name }) => name === "a cursor's token is not compared");
  const broken = await buildSimulation(bug);
  try {
    const { violation } = await runHistories({ file: broken.file, seed: 1, histories: 5_000 });
    const told = violation ? describeViolation(violation) : "";
    expect(told).toMatch(/VIOLATION subscriber \d/);
    expect(told).toContain(`npm run simulate -- --seed ${violation?.seed} --histories 1`);
  } finally {
    await broken.close();
  }
});

it.each(plantedBugs)("can plant the bug of the drill: $name", async ({ replacements }) => {
  for (const replacement of replacements) {
    const code = await readFile(new URL(`../../${replacement.file}`, import.meta.url), "utf8");
    expect(replaceOnce(code, replacement)).not.toBe(code);
  }
});
