import { setTimeout as sleep } from "node:timers/promises";
import type { Audience, AudienceOptions } from "../audience.ts";
import { type Bench, type Contender, compare, type Started } from "../bench.ts";
import { type Figure, median } from "../figure.ts";
import { openLockstepAudience } from "../lockstep-audience.ts";
import { paced } from "../pace.ts";
import { openPeerAudience } from "../peer-audience.ts";
import { type PeerName, peers } from "../peers/peers.ts";
import type { Server, Weight } from "../process/server.ts";

export const lockstepLabel = "Lockstep";

export interface FanOutOptions extends AudienceOptions {
  /** One publish of a round: which projects get an event at once. */
  readonly publish: (audience: Audience, turn: number) => Promise<number>;
  /** Number of publishes a second, the same for all contenders: one that all can hold. */
  readonly turnsPerSecond: number;
  /** Number of events that each subscriber has received after a number of turns. */
  readonly eventsEach: (turns: number) => number;
  /** Length of a round; 6 by default. */
  readonly roundSeconds?: number;
  /** A round has a multiple of so many turns; one by default. */
  readonly turnsTogether?: number;
  /** True: the memory per subscriber is taken as well, after the first events. Default: false. */
  readonly weighs?: boolean;
}

export const cpuUnit = "µs CPU per delivery";
export const latencyUnit = "ms from Redis to the last subscriber";
export const wireUnit = "bytes on the wire per delivery";
export const memoryUnit = "KiB in use per subscriber after events, above the empty server";
export const residentUnit = "KiB resident per subscriber after events, above the empty server";
export const idleUnit = "ms CPU a second while nothing is published";

/** The contender's server with its audience. */
export function fanOutContender(bench: Bench, name: PeerName | "lockstep", options: FanOutOptions): Contender {
  return {
    label: name === "lockstep" ? lockstepLabel : peers[name].label,
    units: [cpuUnit, latencyUnit, wireUnit, idleUnit, ...(options.weighs ? [memoryUnit, residentUnit] : [])],
    async start() {
      let empty: Weight = { inUse: 0, resident: 0 };
      const act = async (server: Server) => {
        empty = await server.weigh(2);
      };
      const pauses = options.weighs ? [{ after: 0, act }] : [];
      const audience =
        name === "lockstep"
          ? await openLockstepAudience(bench.services, options, pauses)
          : await openPeerAudience(bench.services, name, await bench.nextMessage(), options, pauses);
      return measured(bench, audience, options, empty);
    },
  };
}

async function measured(bench: Bench, audience: Audience, options: FanOutOptions, empty: Weight): Promise<Started> {
  const { server, projects } = audience;
  const { turnsTogether = 1, roundSeconds = 6, turnsPerSecond, eventsEach, publish, subscribersEach } = options;
  const seconds = bench.isQuick ? 2 : roundSeconds;
  const turns = turnsTogether * Math.max(1, Math.round((turnsPerSecond * seconds) / turnsTogether));
  await audience.warmUp(Math.ceil((bench.isQuick ? 3 : 20) / turnsTogether));
  const full = options.weighs ? await server.weigh(2) : null;
  const sockets = projects.length * subscribersEach;
  let resting = await reading();
  let note = "";

  async function reading() {
    return { at: performance.now(), cpu: await server.cpuSeconds() };
  }

  /** From the end of the last round on, while the other contenders have their turns. */
  async function idleCpu(): Promise<number> {
    await sleep((bench.isQuick ? 1_000 : 5_000) - (performance.now() - resting.at));
    const { at, cpu } = await reading();
    return ((cpu - resting.cpu) * 1e6) / (at - resting.at);
  }

  async function round(): Promise<Readonly<Record<string, number>>> {
    const idle = await idleCpu();
    await audience.verify(0);
    const latencies: number[] = [];
    const before = await server.cpuSeconds();
    const held = await paced(turns, turnsPerSecond, async (turn) => {
      latencies.push(await publish(audience, turn));
    });
    resting = await reading();
    const { messageBytes, wireBytes, isCompressed } = await audience.verify(eventsEach(turns));
    note = `${messageBytes} bytes a message, ${turns} turns, ${held.toFixed(1)} of ${turnsPerSecond} a second`;
    if (options.compression) note += isCompressed ? ", permessage-deflate" : ", nothing negotiated";
    const deliveries = eventsEach(turns) * sockets;
    return {
      [cpuUnit]: ((resting.cpu - before) * 1e6) / deliveries,
      [latencyUnit]: median(latencies) / 1_000,
      [wireUnit]: wireBytes,
      [idleUnit]: idle,
      ...(full && {
        [memoryUnit]: (full.inUse - empty.inUse) / 1_024 / sockets,
        [residentUnit]: (full.resident - empty.resident) / 1_024 / sockets,
      }),
    };
  }

  return { server, round, note: () => note, close: () => audience.close() };
}

/** Compares Lockstep with the peers. */
export function compareFanOut(
  bench: Bench,
  measurement: string,
  contenders: readonly PeerName[],
  options: FanOutOptions,
): Promise<Figure[]> {
  const names = ["lockstep", ...contenders] as const;
  return compare(
    bench,
    measurement,
    names.map((name) => fanOutContender(bench, name, options)),
  );
}
