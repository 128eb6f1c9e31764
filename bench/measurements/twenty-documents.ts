import { ratioBar } from "../bar.ts";
import type { Measurement } from "../measurement.ts";
import { peers } from "../peers/peers.ts";
import { compareFanOut, cpuUnit, lockstepLabel } from "./fan-out.ts";

export const twentyDocuments: Measurement = {
  name: "twenty-documents",
  title: "1,000 subscribers of one project with 20 different documents, one event at a time",
  async measure(bench) {
    const figures = await compareFanOut(bench, this.name, ["ws"], {
      projects: 1,
      subscribersEach: 1_000,
      documents: 20,
      publish: (audience) => audience.publish([0]),
      eventsEach: (turns) => turns,
      turnsPerSecond: 16,
    });
    const bar = ratioBar(figures, cpuUnit, {
      text: "CPU per delivery ≤ 1.5 × plain ws",
      bound: "most",
      limit: 1.5,
      of: lockstepLabel,
      to: peers.ws.label,
    });
    return { figures, bars: [bar] };
  },
};
