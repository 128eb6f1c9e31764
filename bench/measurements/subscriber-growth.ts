import { compare } from "../bench.ts";
import { type Bar, type Figure, type Measurement, ratioBar } from "../measurement.ts";
import { cpuUnit, fanOutContender } from "./fan-out.ts";

export const subscriberGrowth: Measurement = {
  name: "subscriber-growth",
  title: "From 100 to 10,000 subscribers of one project, one event at a time",
  async measure(bench) {
    const sizes = [100, 1_000, bench.isQuick ? 2_000 : 10_000];
    const labelOf = (size: number) => `Lockstep, ${size.toLocaleString("en-US")} subscribers`;
    const contenders = sizes.map((subscribersEach) => ({
      ...fanOutContender(bench, "lockstep", {
        projects: 1,
        subscribersEach,
        publish: (audience) => audience.publish([0]),
        eventsEach: (turns) => turns,
      }),
      label: labelOf(subscribersEach),
    }));
    const figures = await compare(bench, this.name, contenders);
    const [few = 0, ...more] = sizes;
    return { figures, bars: more.map((size) => flatBar(figures, labelOf(size), labelOf(few))) };
  },
};

function flatBar(figures: readonly Figure[], of: string, to: string): Bar {
  return ratioBar(figures, cpuUnit, {
    text: `CPU per delivery: ${of} ≤ 1.2 × ${to}`,
    bound: "most",
    limit: 1.2,
    of,
    to,
  });
}
