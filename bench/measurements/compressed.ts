import { type Bar, ratioBar } from "../bar.ts";
import { type Bench, type Contender, compare } from "../bench.ts";
import type { Figure } from "../figure.ts";
import type { Measurement } from "../measurement.ts";
import type { PeerName } from "../peers/peers.ts";
import { cpuUnit, type FanOutOptions, fanOutContender, lockstepLabel, memoryUnit, wireUnit } from "./fan-out.ts";
import { spreadOver } from "./many-projects.ts";

interface CompressedOptions {
  readonly name: string;
  readonly title: string;
  readonly peers: readonly PeerName[];
  readonly fanOut: (bench: Bench) => FanOutOptions;
  /** Bound of the CPU per delivery, as a multiple of the uncompressed one. */
  readonly cpuLimit: number;
}

export const compressed = measureCompressed({
  name: "compressed",
  title: "1,000 subscribers of one project, one event at a time, with and without compression",
  peers: ["ws", "socket.io", "graphql-ws"],
  fanOut: () => ({
    projects: 1,
    subscribersEach: 1_000,
    publish: (audience) => audience.publish([0]),
    eventsEach: (turns) => turns,
    turnsPerSecond: 4,
  }),
  cpuLimit: 1.1,
});

export const compressedProjects = measureCompressed({
  name: "compressed-projects",
  title: "200 projects with 5 subscribers each, with and without compression",
  peers: ["ws", "socket.io"],
  fanOut: (bench) => spreadOver(bench.isQuick ? 50 : 200),
  cpuLimit: 1.6,
});

/** Each contender takes part twice: compressed, and with sockets that do not offer it. */
function measureCompressed({ name, title, peers, fanOut, cpuLimit }: CompressedOptions): Measurement {
  return {
    name,
    title,
    async measure(bench) {
      const options = { ...fanOut(bench), weighs: true };
      const contenders = (["lockstep", ...peers] as const).flatMap((each) => [
        asCompressed(fanOutContender(bench, each, { ...options, compression: true })),
        fanOutContender(bench, each, options),
      ]);
      const figures = await compare(bench, name, contenders);
      const sides = { of: labelOf(lockstepLabel), to: lockstepLabel, bound: "most" } as const;
      return {
        figures,
        bars: [
          ratioBar(figures, wireUnit, { text: "bytes per delivery ≤ 0.28 × uncompressed", limit: 0.28, ...sides }),
          ratioBar(figures, cpuUnit, {
            text: `CPU per delivery ≤ ${cpuLimit} × uncompressed`,
            limit: cpuLimit,
            ...sides,
          }),
          memoryBar(figures),
        ],
      };
    },
  };
}

function asCompressed(contender: Contender): Contender {
  return { ...contender, label: labelOf(contender.label) };
}

function labelOf(contender: string): string {
  return `${contender}, compressed`;
}

function memoryBar(figures: readonly Figure[]): Bar {
  const memoryOf = (label: string) =>
    figures.find(({ contender, unit }) => contender === label && unit === memoryUnit)?.value ?? null;
  const [more, less] = [memoryOf(labelOf(lockstepLabel)), memoryOf(lockstepLabel)];
  const measured = more !== null && less !== null ? more - less : null;
  return { text: "≤ 4 KiB more per socket than uncompressed", bound: "most", limit: 4, measured };
}
