import { type Bar, ratioBar } from "../bar.ts";
import { type Bench, type Contender, compare } from "../bench.ts";
import type { Figure } from "../figure.ts";
import type { Measurement } from "../measurement.ts";
import type { PeerName } from "../peers/peers.ts";
import { cpuUnit, fanOutContender, lockstepLabel } from "./fan-out.ts";

export const subscriberGrowth: Measurement = {
  name: "subscriber-growth",
  title: "From 100 to 10,000 subscribers of one project, one event at a time",
  async measure(bench) {
    const sizes = [100, 1_000, bench.isQuick ? 2_000 : 10_000] as const;
    const [few, more, most] = sizes;
    const figures = await compare(
      bench,
      this.name,
      (["lockstep", "ws"] as const).flatMap((name) => sizes.map((size) => sizeContender(bench, name, size))),
    );
    // Few subscribers bear more of what an event costs anyway, so that they alone would be an easy measure.
    return { figures, bars: [flatBar(figures, more, few), flatBar(figures, most, few), flatBar(figures, most, more)] };
  },
};

function sizeContender(bench: Bench, name: PeerName | "lockstep", subscribersEach: number): Contender {
  const contender = fanOutContender(bench, name, {
    projects: 1,
    subscribersEach,
    publish: (audience) => audience.publish([0]),
    eventsEach: (turns) => turns,
    // About as many deliveries a second; of fewer subscribers, as many as their events can be made.
    turnsPerSecond: Math.max(3, Math.min(80, 16_000 / subscribersEach)),
  });
  return { ...contender, label: labelOf(contender.label, subscribersEach) };
}

function labelOf(label: string, size: number): string {
  return `${label}, ${size.toLocaleString("en-US")} subscribers`;
}

function flatBar(figures: readonly Figure[], size: number, least: number): Bar {
  const [of, to] = [labelOf(lockstepLabel, size), labelOf(lockstepLabel, least)];
  return ratioBar(figures, cpuUnit, {
    text: `CPU per delivery: ${of} ≤ 1.2 × ${to}`,
    bound: "most",
    limit: 1.2,
    of,
    to,
  });
}
