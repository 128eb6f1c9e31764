import { ratioBar } from "../bar.ts";
import { compare } from "../bench.ts";
import type { Measurement } from "../measurement.ts";
import { batchSubjects, cpuUnit, perSecondUnit, requestContender, taskSubjects } from "../request-contender.ts";

const oneLabel = "Lockstep, updateTask";
const manyLabel = "Lockstep, applyChanges with 500";

export const batch: Measurement = {
  name: "batch",
  title: "500 changes of tasks in one request beside one change, one request at a time",
  async measure(bench) {
    const common = {
      units: [cpuUnit, perSecondUnit],
      seed: { projects: 1, tasksEach: 500, users: 5, membersEach: 5 },
      concurrency: 1,
      expected: '"UpdateTaskPayload"',
    } as const;
    const one = { ...common, operation: "UpdateTask", changesEach: 1, subjects: taskSubjects } as const;
    const many = { ...common, operation: "ApplyChanges", changesEach: 500, subjects: batchSubjects } as const;
    const figures = await compare(bench, this.name, [
      { ...requestContender(bench, "lockstep", one), label: oneLabel },
      { ...requestContender(bench, "lockstep", many), label: manyLabel },
    ]);
    const bar = ratioBar(figures, cpuUnit, {
      text: "server CPU of a request with 500 changes ≤ 80 × one change",
      bound: "most",
      limit: 80,
      of: manyLabel,
      to: oneLabel,
    });
    return { figures, bars: [bar] };
  },
};
