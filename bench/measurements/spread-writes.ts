import { compareApis } from "../compare-apis.ts";
import type { Measurement } from "../measurement.ts";
import { perCpuSecondUnit, perSecondUnit, taskSubjects } from "../request-contender.ts";

export const spreadWrites: Measurement = {
  name: "spread-writes",
  title: "updateTask over HTTP, 16 at a time over 50 projects",
  measure(bench) {
    const options = {
      units: [perCpuSecondUnit, perSecondUnit],
      seed: { projects: 50, tasksEach: 20, users: 50, membersEach: 5 },
      operation: "UpdateTask",
      changesEach: 1,
      subjects: taskSubjects,
      expected: '"UpdateTaskPayload"',
    } as const;
    return compareApis(bench, this.name, options, { text: "changes a CPU second ≥ 4 × the usual way", limit: 4 });
  },
};
