import { ratioBar } from "../bar.ts";
import { compare } from "../bench.ts";
import type { Measurement } from "../measurement.ts";
import { apiLabels, perCpuSecondUnit, perSecondUnit, requestContender, taskSubjects } from "../request-contender.ts";

export const spreadWrites: Measurement = {
  name: "spread-writes",
  title: "updateTask over HTTP, 16 at a time over 50 projects",
  async measure(bench) {
    const options = {
      units: [perCpuSecondUnit, perSecondUnit],
      seed: { projects: 50, tasksEach: 20, users: 50, membersEach: 5 },
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
    const bar = ratioBar(figures, perCpuSecondUnit, {
      text: "changes a CPU second ≥ 3 × the usual way",
      bound: "least",
      limit: 3,
      of: apiLabels.lockstep,
      to: apiLabels["usual-way"],
    });
    return { figures, bars: [bar] };
  },
};
