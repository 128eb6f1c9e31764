import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { buildSimulation, replaceOnce } from "../../../simulation/build-simulation.ts";
import { describeViolation } from "../../../simulation/describe-violation.ts";
import { runHistories } from "../../../simulation/run-histories.ts";
import type { Action } from "./action.ts";
import { clientBugs, clientWorker } from "./planted-bugs.ts";
import { runHistory } from "./run-history.ts";

/** Histories of each run of the tests. `npm run soak -- client` runs more. */
const histories = 2_000;

it("client core: keeps its guarantees in 2,000 histories", async () => {
  const simulation = await buildSimulation(undefined, clientWorker);
  try {
    const { violation, ...report } = await runHistories({ file: simulation.file, seed: 1, histories });
    expect(violation && describeViolation(violation, "npm run soak -- client")).toBeNull();
    expect(report.histories).toBe(histories);
  } finally {
    await simulation.close();
  }
});

it("client core: a tab that dies at any moment of sending loses nothing with a restored server", async () => {
  for (let milliseconds = 0; milliseconds < 100; milliseconds += 1) {
    const actions: readonly Action[] = [
      { do: "family", tab: 0, n: 1 },
      { do: "wait", milliseconds },
      { do: "kill", tab: 0 },
      { do: "restore", n: 5 },
      { do: "wait", milliseconds: 20 },
      { do: "restore", n: 9 },
    ];
    await runHistory({ seed: 1, actions });
  }
});

it("client core: finds a planted bug and replays its seed", async () => {
  const bug = clientBugs.find(({ name }) => name === "a conflict drops the text");
  const broken = await buildSimulation(bug, clientWorker);
  try {
    const { violation } = await runHistories({ file: broken.file, seed: 1, histories: 1_000 });
    const seed = violation?.seed ?? 0;
    const again = await runHistories({ file: broken.file, seed, histories: 1 });
    expect(violation?.finding).toContain("was accepted and is neither");
    expect(again.violation).toEqual(violation);
  } finally {
    await broken.close();
  }
});

it.each(clientBugs)("client core: the drill can plant: $name", async ({ replacements }) => {
  for (const replacement of replacements) {
    const code = await readFile(new URL(`../../../../${replacement.file}`, import.meta.url), "utf8");
    expect(replaceOnce(code, replacement)).not.toBe(code);
  }
});
