import { setTimeout as sleep } from "node:timers/promises";
import { ratioBar } from "../bar.ts";
import { type Bench, type Contender, compare } from "../bench.ts";
import { openLockstepAudience } from "../lockstep-audience.ts";
import type { Measurement } from "../measurement.ts";
import { openPeerAudience } from "../peer-audience.ts";
import { type PeerName, peers } from "../peers/peers.ts";
import type { Server, Weight } from "../process/server.ts";
import { lockstepLabel } from "./fan-out.ts";

const usedUnit = "KiB in use per idle subscriber, above the empty server";
const laterUnit = "KiB in use per idle subscriber, from the 1,000th on";
const residentUnit = "KiB resident per idle subscriber, above the empty server";
const nothing: Weight = { inUse: 0, resident: 0 };

export const memory: Measurement = {
  name: "memory",
  title: "5,000 idle subscribers of one project, memory",
  async measure(bench) {
    const names = ["lockstep", "ws", "socket.io", "graphql-ws"] as const;
    const figures = await compare(
      bench,
      this.name,
      names.map((name) => memoryContender(bench, name)),
      // Each takes long, and they hardly differ.
      { rounds: Math.min(2, bench.rounds) },
    );
    const lockstep = (unit: string) =>
      figures.find((figure) => figure.contender === lockstepLabel && figure.unit === unit)?.value ?? null;
    return {
      figures,
      bars: [
        { text: "≤ 20 KiB in use per subscriber", bound: "most", limit: 20, measured: lockstep(usedUnit) },
        { text: "≤ 20 KiB resident per subscriber", bound: "most", limit: 20, measured: lockstep(residentUnit) },
        ratioBar(figures, usedUnit, {
          text: "in use, less than Socket.IO",
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
    const weights: Weight[] = [];
    const weigh = async (server: Server) => void weights.push(await server.weigh());
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
      const [ofNone = nothing, ofFew = nothing, ofAll = nothing] = weights;
      return {
        [usedUnit]: (ofAll.inUse - ofNone.inUse) / 1_024 / subscribers,
        [laterUnit]: (ofAll.inUse - ofFew.inUse) / 1_024 / (subscribers - few),
        [residentUnit]: (ofAll.resident - ofNone.resident) / 1_024 / subscribers,
      };
    } finally {
      await audience.close();
    }
  }

  return {
    label: name === "lockstep" ? lockstepLabel : peers[name].label,
    units: [usedUnit, laterUnit, residentUnit],
    start: async () => ({ server: null, round, close: async () => undefined }),
  };
}
