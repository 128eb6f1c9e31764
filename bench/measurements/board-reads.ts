import { compareApis } from "../compare-apis.ts";
import type { Measurement } from "../measurement.ts";
import { perCpuSecondUnit, perSecondUnit, projectSubjects } from "../request-contender.ts";

export const boardReads: Measurement = {
  name: "board-reads",
  title: "The contract's Board query over HTTP, 50 tasks, 16 at a time",
  measure(bench) {
    const options = {
      units: [perCpuSecondUnit, perSecondUnit],
      seed: { projects: 50, tasksEach: 50, users: 50, membersEach: 10 },
      operation: "Board",
      changesEach: 0,
      subjects: projectSubjects,
      expected: '"totalCount":50',
    } as const;
    return compareApis(bench, this.name, options, { text: "requests a CPU second ≥ 3 × the usual way", limit: 3 });
  },
};
