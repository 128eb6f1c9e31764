import { ratioBar } from "../bar.ts";
import type { Measurement } from "../measurement.ts";
import { peers } from "../peers/peers.ts";
import { compareFanOut, cpuUnit, lockstepLabel } from "./fan-out.ts";

/** Number of projects that change at the same moment. */
const atOnce = 16;

export const manyProjects: Measurement = {
  name: "many-projects",
  title: "1,000 projects with 5 subscribers each, changes spread evenly",
  async measure(bench) {
    const projects = bench.isQuick ? 100 : 1_000;
    const turnsTogether = Math.ceil(projects / atOnce);
    const figures = await compareFanOut(bench, this.name, ["socket.io", "ws"], {
      projects,
      subscribersEach: 5,
      publish: (audience, turn) => {
        const from = (turn % turnsTogether) * atOnce;
        return audience.publish(audience.projects.slice(from, from + atOnce));
      },
      eventsEach: (turns) => turns / turnsTogether,
      turnsTogether,
    });
    const bar = ratioBar(figures, cpuUnit, {
      text: "CPU per delivery ≤ 2 × Socket.IO",
      bound: "most",
      limit: 2,
      of: lockstepLabel,
      to: peers["socket.io"].label,
    });
    return { figures, bars: [bar] };
  },
};
