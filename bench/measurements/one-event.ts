import { ratioBar } from "../bar.ts";
import type { Measurement } from "../measurement.ts";
import { type PeerName, peers } from "../peers/peers.ts";
import { compareFanOut, cpuUnit, latencyUnit, lockstepLabel } from "./fan-out.ts";

const graphqlPeers: readonly PeerName[] = ["graphql-ws", "yoga", "mercurius"];

export const oneEvent: Measurement = {
  name: "one-event",
  title: "1,000 subscribers of one project, one event at a time through Redis",
  async measure(bench) {
    const figures = await compareFanOut(bench, this.name, ["ws", "socket.io", ...graphqlPeers], {
      projects: 1,
      subscribersEach: 1_000,
      publish: (audience) => audience.publish([0]),
      eventsEach: (turns) => turns,
      turnsPerSecond: 8,
    });
    const cpuBar = (text: string, limit: number, name: PeerName) =>
      ratioBar(figures, cpuUnit, { text, bound: "most", limit, of: lockstepLabel, to: peers[name].label });
    return {
      figures,
      bars: [
        cpuBar("CPU per delivery ≤ 1.15 × plain ws", 1.15, "ws"),
        cpuBar("CPU per delivery ≤ 1 × Socket.IO", 1, "socket.io"),
        ...graphqlPeers.map((name) => cpuBar(`CPU per delivery ≤ 1/5 × ${peers[name].label}`, 0.2, name)),
        ratioBar(figures, latencyUnit, {
          text: "from Redis to the last subscriber ≤ 1.2 × Socket.IO",
          bound: "most",
          limit: 1.2,
          of: lockstepLabel,
          to: peers["socket.io"].label,
        }),
      ],
    };
  },
};
