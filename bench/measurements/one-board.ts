import { compareApis } from "../compare-apis.ts";
import type { Measurement } from "../measurement.ts";
import { memberSubjects, perCpuSecondUnit, perSecondUnit } from "../request-contender.ts";

export const oneBoard: Measurement = {
  name: "one-board",
  title: "The contract's Board query over HTTP, 1,000 readers of one state of 50 tasks, 16 at a time",
  measure(bench) {
    const options = {
      units: [perCpuSecondUnit, perSecondUnit],
      seed: { projects: 1, tasksEach: 50, users: 1_000, membersEach: 1_000 },
      operation: "Board",
      changesEach: 0,
      subjects: memberSubjects,
      expected: '"totalCount":50',
    } as const;
    return compareApis(bench, this.name, options, { text: "requests a CPU second ≥ 15 × the usual way", limit: 15 });
  },
};
