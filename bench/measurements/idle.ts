import { setTimeout as sleep } from "node:timers/promises";
import { findFileLimit } from "../../src/server/limits/limit-connections.ts";
import { figureBar } from "../bar.ts";
import { type Bench, type Contender, compare } from "../bench.ts";
import { openLockstepAudience } from "../lockstep-audience.ts";
import type { Measurement } from "../measurement.ts";
import { openPeerAudience } from "../peer-audience.ts";
import { type PeerName, peers } from "../peers/peers.ts";
import type { Weight } from "../process/server.ts";
import { lockstepLabel } from "./fan-out.ts";

const cpuUnit = "µs CPU a second per idle socket";
const usedUnit = "KiB in use per idle socket, above the empty server";
const subscribersEach = 5;

/** Open files of a server or of the load beside its sockets to one another. */
const otherFiles = 300;

export const idle: Measurement = {
  name: "idle",
  title: "5,000 idle sockets in 1,000 projects",
  async measure(bench) {
    const names = ["lockstep", "ws", "socket.io", "graphql-ws"] as const;
    const figures = await compare(
      bench,
      this.name,
      names.map((name) => idleContender(bench, name)),
    );
    const bar = (text: string, unit: string, limit: number) =>
      figureBar(figures, { text, bound: "most", limit, contender: lockstepLabel, unit });
    return {
      figures,
      bars: [bar("≤ 4 µs CPU a second per socket", cpuUnit, 4), bar("≤ 11 KiB in use per socket", usedUnit, 11)],
    };
  },
};

export const manyIdle: Measurement = {
  name: "many-idle",
  title: "20,000 idle sockets in 4,000 projects, or as many as the limit of open files allows",
  async measure(bench) {
    const files = (await findFileLimit()) ?? Number.POSITIVE_INFINITY;
    const projects = Math.min(4_000, Math.floor((files - otherFiles) / subscribersEach));
    const figures = await compare(bench, this.name, [idleContender(bench, "lockstep", projects)]);
    return { figures, bars: [] };
  },
};

/** Memory is taken once, before the rounds, since all of them have the same sockets. */
function idleContender(bench: Bench, name: PeerName | "lockstep", most = 1_000): Contender {
  const projects = bench.isQuick ? Math.floor(most / 10) : most;
  const sockets = projects * subscribersEach;
  const options = { projects, subscribersEach };

  async function start() {
    let empty: Weight = { inUse: 0, resident: 0 };
    const pauses = [
      {
        after: 0,
        act: async (server: { weigh(): Promise<Weight> }) => {
          empty = await server.weigh();
        },
      },
    ];
    const audience =
      name === "lockstep"
        ? await openLockstepAudience(bench.services, options, pauses)
        : await openPeerAudience(bench.services, name, await bench.nextMessage(), options, pauses);
    const { server } = audience;
    const full = await server.weigh();
    const inUse = (full.inUse - empty.inUse) / 1_024 / sockets;
    let last = await reading();

    async function reading() {
      return { at: performance.now(), cpu: await server.cpuSeconds() };
    }

    /** From the end of the last round on, which is longer than the interval of any contender's pings and heartbeats. */
    async function round() {
      await sleep((bench.isQuick ? 2_000 : 30_000) - (performance.now() - last.at));
      const { at, cpu } = last;
      last = await reading();
      await audience.verify(0);
      return { [cpuUnit]: ((last.cpu - cpu) * 1e9) / (last.at - at) / sockets, [usedUnit]: inUse };
    }

    return { server, round, note: () => `${sockets} sockets`, close: () => audience.close() };
  }

  return { label: name === "lockstep" ? lockstepLabel : peers[name].label, units: [cpuUnit, usedUnit], start };
}
