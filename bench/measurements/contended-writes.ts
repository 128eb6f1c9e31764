import { ratioBar } from "../bar.ts";
import { compare } from "../bench.ts";
import type { Measurement } from "../measurement.ts";
import { apiLabels, perCpuSecondUnit, perSecondUnit, requestContender, taskSubjects } from "../request-contender.ts";

export const contendedWrites: Measurement = {
  name: "contended-writes",
  title: "updateTask over HTTP, 16 at a time on one project",
  async measure(bench) {
    const options = {
      units: [perSecondUnit, perCpuSecondUnit],
      seed: { projects: 1, tasksEach: 50, users: 5, membersEach: 5 },
      operation: "UpdateTask",
      subjects: taskSubjects,
      expected: '"UpdateTaskPayload"',
    } as const;
    const names = ["lockstep", "usual-way"] as const;
    const figures = await compare(
      bench,
      this.name,
      names.map((name) => requestContender(bench, name, options)),
    );
    const bar = ratioBar(figures, perSecondUnit, {
      text: "changes a second ≥ 2 × the usual way",
      bound: "least",
      limit: 2,
      of: apiLabels.lockstep,
      to: apiLabels["usual-way"],
    });
    return { figures, bars: [bar] };
  },
};
