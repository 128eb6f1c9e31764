import { ratioBar } from "../bar.ts";
import { compare } from "../bench.ts";
import type { Measurement } from "../measurement.ts";
import { apiLabels, perCpuSecondUnit, perSecondUnit, projectSubjects, requestContender } from "../request-contender.ts";

export const boardReads: Measurement = {
  name: "board-reads",
  title: "The contract's Board query over HTTP, 50 tasks, 16 at a time",
  async measure(bench) {
    const options = {
      units: [perCpuSecondUnit, perSecondUnit],
      seed: { projects: 50, tasksEach: 50, users: 50, membersEach: 10 },
      operation: "Board",
      subjects: projectSubjects,
      expected: '"totalCount":50',
    } as const;
    const names = ["lockstep", "usual-way"] as const;
    const figures = await compare(
      bench,
      this.name,
      names.map((name) => requestContender(bench, name, options)),
    );
    const bar = ratioBar(figures, perCpuSecondUnit, {
      text: "requests a CPU second ≥ 1.5 × the usual way",
      bound: "least",
      limit: 1.5,
      of: apiLabels.lockstep,
      to: apiLabels["usual-way"],
    });
    return { figures, bars: [bar] };
  },
};
