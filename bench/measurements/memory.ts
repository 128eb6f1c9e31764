import { setTimeout as sleep } from "node:timers/promises";
import { type Bench, type Contender, compare } from "../bench.ts";
import { openLockstepAudience } from "../lockstep-audience.ts";
import { type Measurement, ratioBar } from "../measurement.ts";
import { openPeerAudience } from "../peer-audience.ts";
import { type PeerName, peers } from "../peers/peers.ts";
import type { Server } from "../process/server.ts";
import { lockstepLabel } from "./fan-out.ts";

const unit = "KiB per idle subscriber";

export const memory: Measurement = {
  name: "memory",
  title: "Idle subscribers of one project, resident memory of each from the 1,000th to the 5,000th",
  async measure(bench) {
    const names = ["lockstep", "ws", "socket.io", "graphql-ws"] as const;
    const figures = await compare(
      bench,
      this.name,
      names.map((name) => memoryContender(bench, name)),
      // Each takes long, and they hardly differ.
      { rounds: Math.min(3, bench.rounds) },
    );
    const lockstep = figures.find(({ contender }) => contender === lockstepLabel);
    return {
      figures,
      bars: [
        { text: "≤ 20 KiB per subscriber", bound: "most", limit: 20, measured: lockstep?.value ?? null },
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
  const options = { projects: 1, subscribersEach: subscribers };

  async function round() {
    let ofFew = 0;
    // An empty server holds free memory of its start, from which the first ones are served.
    const few = {
      after: 1_000,
      act: async (server: Server) => {
        ofFew = await server.residentBytes();
      },
    };
    const audience =
      name === "lockstep"
        ? await openLockstepAudience(bench.services, options, few)
        : await openPeerAudience(bench.services, name, await bench.nextMessage(), options, few);
    try {
      // Few servers say when a subscription stands.
      await sleep(2_000);
      const ofAll = await audience.server.residentBytes();
      await audience.verify(0);
      return { [unit]: (ofAll - ofFew) / 1_024 / (subscribers - few.after) };
    } finally {
      await audience.close();
    }
  }

  return {
    label: name === "lockstep" ? lockstepLabel : peers[name].label,
    units: [unit],
    start: async () => ({ server: null, round, close: async () => undefined }),
  };
}
