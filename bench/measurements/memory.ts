import { setTimeout as sleep } from "node:timers/promises";
import { type Bench, type Contender, compare } from "../bench.ts";
import { openLockstepAudience } from "../lockstep-audience.ts";
import { type Measurement, ratioBar } from "../measurement.ts";
import { openPeerAudience } from "../peer-audience.ts";
import { type PeerName, peers } from "../peers/peers.ts";
import type { Server } from "../process/server.ts";
import { lockstepLabel } from "./fan-out.ts";

const unit = "KiB per idle subscriber, above the empty server";
const laterUnit = "KiB per idle subscriber, from the 1,000th on";

export const memory: Measurement = {
  name: "memory",
  title: "5,000 idle subscribers of one project, resident memory",
  async measure(bench) {
    const names = ["lockstep", "ws", "socket.io", "graphql-ws"] as const;
    const figures = await compare(
      bench,
      this.name,
      names.map((name) => memoryContender(bench, name)),
      // Each takes long, and they hardly differ.
      { rounds: Math.min(3, bench.rounds) },
    );
    const lockstep = figures.find((figure) => figure.contender === lockstepLabel && figure.unit === unit);
    return {
      figures,
      bars: [
        {
          text: "≤ 20 KiB per subscriber above the empty server",
          bound: "most",
          limit: 20,
          measured: lockstep?.value ?? null,
        },
        ratioBar(figures, unit, {
          text: "less than Socket.IO",
          bound: "most",
          limit: 1,
          of: lockstepLabel,
          to: peers["socket.io"].label,
        }),
      ],
    };
  },
};

/** Every round has a server of its own. */
function memoryContender(bench: Bench, name: PeerName | "lockstep"): Contender {
  const subscribers = bench.isQuick ? 2_000 : 5_000;
  const few = 1_000;
  const options = { projects: 1, subscribersEach: subscribers };

  async function round() {
    const bytes: number[] = [];
    const weigh = async (server: Server) => void bytes.push(await server.residentBytes());
    const pauses = [
      { after: 0, act: weigh },
      { after: few, act: weigh },
    ];
    const audience =
      name === "lockstep"
        ? await openLockstepAudience(bench.services, options, pauses)
        : await openPeerAudience(bench.services, name, await bench.nextMessage(), options, pauses);
    try {
      // Few servers say when a subscription stands.
      await sleep(2_000);
      await weigh(audience.server);
      await audience.verify(0);
      const [ofNone = 0, ofFew = 0, ofAll = 0] = bytes;
      return {
        [unit]: (ofAll - ofNone) / 1_024 / subscribers,
        [laterUnit]: (ofAll - ofFew) / 1_024 / (subscribers - few),
      };
    } finally {
      await audience.close();
    }
  }

  return {
    label: name === "lockstep" ? lockstepLabel : peers[name].label,
    units: [unit, laterUnit],
    start: async () => ({ server: null, round, close: async () => undefined }),
  };
}
