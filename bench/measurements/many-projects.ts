import { ratioBar } from "../bar.ts";
import type { Measurement } from "../measurement.ts";
import { type PeerName, peers } from "../peers/peers.ts";
import { compareFanOut, cpuUnit, type FanOutOptions, lockstepLabel } from "./fan-out.ts";

/** Number of projects that change at the same moment. */
const atOnce = 16;

/** Five subscribers in each of so many projects, which change in turn. */
export function spreadOver(projects: number): FanOutOptions {
  const turnsTogether = Math.ceil(projects / atOnce);
  return {
    projects,
    subscribersEach: 5,
    publish: (audience, turn) => {
      const from = (turn % turnsTogether) * atOnce;
      return audience.publish(audience.projects.slice(from, from + atOnce));
    },
    eventsEach: (turns) => turns / turnsTogether,
    turnsPerSecond: 40,
    turnsTogether,
    // As long as the interval of heartbeats, of which a thousand projects have many.
    roundSeconds: 10,
  };
}

export const manyProjects: Measurement = {
  name: "many-projects",
  title: "1,000 projects with 5 subscribers each, changes spread evenly",
  async measure(bench) {
    const projects = bench.isQuick ? 100 : 1_000;
    const figures = await compareFanOut(bench, this.name, ["socket.io", "ws"], spreadOver(projects));
    const cpuBar = (text: string, limit: number, name: PeerName) =>
      ratioBar(figures, cpuUnit, { text, bound: "most", limit, of: lockstepLabel, to: peers[name].label });
    return {
      figures,
      bars: [
        cpuBar("CPU per delivery ≤ 1.2 × Socket.IO", 1.2, "socket.io"),
        cpuBar("CPU per delivery ≤ 1.6 × plain ws", 1.6, "ws"),
      ],
    };
  },
};
