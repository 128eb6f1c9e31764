import { ratioBar } from "../bar.ts";
import type { Measurement } from "../measurement.ts";
import { peers } from "../peers/peers.ts";
import { compareFanOut, cpuUnit, lockstepLabel } from "./fan-out.ts";

export const tenEvents: Measurement = {
  name: "ten-events",
  title: "1,000 subscribers of one project, ten events at once through Redis",
  async measure(bench) {
    const figures = await compareFanOut(bench, this.name, ["ws", "socket.io"], {
      projects: 1,
      subscribersEach: 1_000,
      publish: (audience) => audience.publish(Array.from({ length: 10 }, () => 0)),
      eventsEach: (turns) => 10 * turns,
      turnsPerSecond: 4,
    });
    const bar = ratioBar(figures, cpuUnit, {
      text: "CPU per delivery ≤ 0.3 × plain ws",
      bound: "most",
      limit: 0.3,
      of: lockstepLabel,
      to: peers.ws.label,
    });
    return { figures, bars: [bar] };
  },
};
