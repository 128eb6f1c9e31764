import { compareApis } from "../compare-apis.ts";
import type { Measurement } from "../measurement.ts";
import { perCpuSecondUnit, perSecondUnit, taskSubjects } from "../request-contender.ts";

export const contendedWrites: Measurement = {
  name: "contended-writes",
  title: "updateTask over HTTP, 16 at a time on one project",
  measure(bench) {
    const options = {
      units: [perSecondUnit, perCpuSecondUnit],
      seed: { projects: 1, tasksEach: 50, users: 5, membersEach: 5 },
      operation: "UpdateTask",
      changesEach: 1,
      subjects: taskSubjects,
      expected: '"UpdateTaskPayload"',
    } as const;
    return compareApis(bench, this.name, options, { text: "changes a second ≥ 4 × the usual way", limit: 4 });
  },
};
