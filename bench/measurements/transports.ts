import { ratioBar } from "../bar.ts";
import { type Bench, type Contender, compare } from "../bench.ts";
import type { GraphqlProtocolName } from "../load/protocols.ts";
import type { Measurement } from "../measurement.ts";
import { cpuUnit, fanOutContender, lockstepLabel } from "./fan-out.ts";

const labels: Readonly<Record<GraphqlProtocolName, string>> = {
  graphql: `${lockstepLabel} over WebSocket`,
  sse: `${lockstepLabel} over SSE`,
  multipart: `${lockstepLabel} over multipart`,
};

export const transports: Measurement = {
  name: "transports",
  title: "1,000 subscribers of one project over each transport, one event at a time",
  async measure(bench) {
    const contenders = (["graphql", "sse", "multipart"] as const).map((protocol) => over(bench, protocol));
    const figures = await compare(bench, this.name, contenders);
    const bar = (protocol: GraphqlProtocolName) =>
      ratioBar(figures, cpuUnit, {
        text: `CPU per delivery: ${labels[protocol]} ≤ 1.1 × WebSocket`,
        bound: "most",
        limit: 1.1,
        of: labels[protocol],
        to: labels.graphql,
      });
    return { figures, bars: [bar("sse"), bar("multipart")] };
  },
};

/** The same as `one-event`, on an instance whose subscribers all use this protocol. */
function over(bench: Bench, protocol: GraphqlProtocolName): Contender {
  const contender = fanOutContender(bench, "lockstep", {
    protocol,
    projects: 1,
    subscribersEach: 1_000,
    publish: (audience) => audience.publish([0]),
    eventsEach: (turns) => turns,
    turnsPerSecond: 8,
  });
  return { ...contender, label: labels[protocol] };
}
