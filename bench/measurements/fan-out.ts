import type { Audience, AudienceOptions } from "../audience.ts";
import { type Bench, type Contender, compare, type Started } from "../bench.ts";
import { type Figure, median } from "../figure.ts";
import { openLockstepAudience } from "../lockstep-audience.ts";
import { openPeerAudience } from "../peer-audience.ts";
import { type PeerName, peers } from "../peers/peers.ts";

export const lockstepLabel = "Lockstep";

export interface FanOutOptions extends AudienceOptions {
  /** One publish of a round: which projects get an event at once. */
  readonly publish: (audience: Audience, turn: number) => Promise<number>;
  /** Number of events that each subscriber has received after a number of turns. */
  readonly eventsEach: (turns: number) => number;
  /** A round has a multiple of so many turns; one by default. */
  readonly turnsTogether?: number;
}

export const cpuUnit = "µs CPU per delivery";
export const latencyUnit = "ms from Redis to the last subscriber";

/** The contender's server with its audience. */
export function fanOutContender(bench: Bench, name: PeerName | "lockstep", options: FanOutOptions): Contender {
  return {
    label: name === "lockstep" ? lockstepLabel : peers[name].label,
    units: [cpuUnit, latencyUnit],
    async start() {
      const audience =
        name === "lockstep"
          ? await openLockstepAudience(bench.services, options)
          : await openPeerAudience(bench.services, name, await bench.nextMessage(), options);
      return measured(bench, audience, options);
    },
  };
}

async function measured(bench: Bench, audience: Audience, options: FanOutOptions): Promise<Started> {
  const { server } = audience;
  const { turnsTogether = 1, eventsEach, publish, projects, subscribersEach } = options;
  await audience.warmUp(Math.ceil((bench.isQuick ? 3 : 20) / turnsTogether));
  let bytes = 0;
  const turns = await countTurns();

  async function run(count: number): Promise<Readonly<Record<string, number>>> {
    const before = await server.cpuSeconds();
    const latencies: number[] = [];
    for (let turn = 0; turn < count; turn += 1) latencies.push(await publish(audience, turn));
    const seconds = (await server.cpuSeconds()) - before;
    bytes = await audience.verify(eventsEach(count));
    const deliveries = eventsEach(count) * projects * subscribersEach;
    return { [cpuUnit]: (seconds * 1e6) / deliveries, [latencyUnit]: median(latencies) / 1_000 };
  }

  /** As many as make the server work long enough. */
  async function countTurns(): Promise<number> {
    const before = await server.cpuSeconds();
    const tried = turnsTogether * Math.ceil((bench.isQuick ? 5 : 20) / turnsTogether);
    await run(tried);
    const each = Math.max(0.01, (await server.cpuSeconds()) - before) / tried;
    return turnsTogether * Math.ceil(Math.max(10, bench.roundSeconds / each) / turnsTogether);
  }

  return {
    server,
    round: () => run(turns),
    note: () => `${bytes} bytes a message, ${turns} times a round`,
    close: () => audience.close(),
  };
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
