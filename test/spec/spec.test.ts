import { describe, expect, it } from "vitest";
import { replaceOnce } from "../simulation/build-simulation.ts";
import { range } from "../support/range.ts";
import { checkTypes, parseSpec, readSpec, simulate } from "./quint-compat.ts";
import { replayTrace } from "./replay-trace.ts";
import { specMutants } from "./spec-mutants.ts";
import { readTrace } from "./spec-trace.ts";

/** Steps of a sample. */
const steps = 20;

/** All that a trace may hold, so that the samples cannot leave out a part unnoticed. */
const parts = [
  ...["Edited", "MemberRemoved", "MemberAdded"].map((kind) => `change ${kind}`),
  ...["entry", "number", "old"].map((form) => `hear ${form}`),
  ...["beginRead", "seeLater", "endRead", "beginRound", "endRound", "prune", "restore", "connect", "cut", "take"],
  ...["forget", "restart", "peace"],
  ...["Edited", "MemberRemoved", "MemberAdded", "Ready", "Resync OTHER_HISTORY", "Resync TOO_OLD"],
  ...["End FORBIDDEN", "End NOT_FOUND"],
];

const spec = parseSpec();

it("has types and effects that fit", () => {
  expect(() => checkTypes(spec)).not.toThrow();
});

describe("60 samples", () => {
  const { violation, traces } = simulate(spec, { seed: 1n, samples: 60, steps });
  const samples = traces().map(readTrace);

  it("hold all invariants", () => {
    expect(violation).toBeNull();
    expect(samples).toHaveLength(60);
  });

  it("have all steps and all messages", () => {
    const found = samples
      .flat()
      .flatMap(({ done, news }) => [
        `${done.step} ${done.form}`.trim(),
        ...Object.values(news).flatMap((messages) => messages.map((message) => message.replace(/ \d+ \d+$/, ""))),
      ]);
    expect(parts.filter((part) => !found.includes(part))).toEqual([]);
  });

  it("are what the engine does, step by step", async () => {
    for (const states of samples) expect(await replayTrace(states)).toBeNull();
  });

  it("are compared with the engine after each step", async () => {
    const [states = []] = samples;
    for (const index of range(0, states.length - 1)) {
      const changed = states.map((state, at) => (at === index ? { ...state, heads: ["9 9", null] } : state));
      const difference = await replayTrace(changed);
      expect(difference?.split("\n")).toHaveLength(index + 3);
    }
  });
});

it.each(specMutants)("finds the mutant: $name", ({ file, seed, ...replacement }) => {
  const mutant = parseSpec({ [file]: replaceOnce(readSpec(file), { file, ...replacement }) });
  expect(simulate(mutant, { seed, steps }).violation).toBe(seed);
  expect(simulate(spec, { seed, steps }).violation).toBeNull();
});
