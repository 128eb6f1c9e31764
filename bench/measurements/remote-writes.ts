import { compareApis } from "../compare-apis.ts";
import type { Measurement } from "../measurement.ts";
import { perCpuSecondUnit, perSecondUnit, taskSubjects } from "../request-contender.ts";

export const remoteWrites: Measurement = {
  name: "remote-writes",
  title: "updateTask over HTTP, 16 at a time on one project, PostgreSQL 1 ms away",
  measure(bench) {
    const options = {
      units: [perSecondUnit, perCpuSecondUnit],
      seed: { projects: 1, tasksEach: 50, users: 5, membersEach: 5 },
      databaseDelay: 1,
      operation: "UpdateTask",
      changesEach: 1,
      subjects: taskSubjects,
      expected: '"UpdateTaskPayload"',
    } as const;
    return compareApis(bench, this.name, options, { text: "changes a second ≥ 6 × the usual way", limit: 6 });
  },
};
