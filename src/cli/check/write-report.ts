import type { Report } from "./check-deployment.ts";
import type { GuaranteeProof } from "./guarantees/prove-all.ts";
import type { LoadReport } from "./load/run-load.ts";
import type { Latency } from "./load/tally.ts";

/** Returns true when all tested guarantees hold, under load as well, and the check left nothing behind. */
export function isGood({ proofs, load, left }: Report): boolean {
  return left.length === 0 && proofs.every(({ outcome }) => outcome !== "broken") && (!load || isFaultless(load));
}

export function writeProof({ guarantee, outcome, reason, milliseconds }: GuaranteeProof): string {
  const mark = { kept: "✓", broken: "✗", skipped: "–" }[outcome];
  return `  ${mark} ${guarantee} (${reason === null ? `${milliseconds} ms` : reason})`;
}

export function writeLoad(load: LoadReport): string[] {
  const { clients, rate, seconds, latency } = load;
  return [
    `  ${isFaultless(load) ? "✓" : "✗"} under load every client hears of every change once, in order, and all of the same`,
    `      load        ${clients} clients, ${rate} changes a second for ${seconds} s`,
    `      changes     ${load.changes}, sent again ${load.repeats} times`,
    `      deliveries  ${load.deliveries}, of them ${load.replayed} from the log, after ${load.reconnects} reconnects`,
    `      faults      ${load.lost} lost, ${load.doubled} doubled, ${load.outOfOrder} out of order, ${load.differing} differing, ${load.unheard} unheard of`,
    ...(load.resyncs > 0 ? [`      resyncs     ${load.resyncs}, each for a fresh snapshot`] : []),
    ...(latency ? [`      latency     ${writeLatency(latency)}`, `                  ${howMeasured}`] : []),
    ...load.failures.map((failure) => `      failed      ${failure}`),
  ];
}

/** Prints the report for programs. */
export function toJson(report: Report): string {
  const latency = report.load?.latency && { ...report.load.latency, unit: "milliseconds", measured: howMeasured };
  return JSON.stringify(
    { isGood: isGood(report), ...report, load: report.load && { ...report.load, latency } },
    null,
    2,
  );
}

/** The clocks of two machines differ by more than the latency. */
const howMeasured = "from the sending of a change to its arrival at a connected client, on the clock of this process";

function writeLatency({ p50, p95, p99, max }: Latency): string {
  return Object.entries({ p50, p95, p99, max })
    .map(([name, value]) => `${name} ${value.toFixed(1)} ms`)
    .join(", ");
}

function isFaultless({ changes, lost, doubled, outOfOrder, differing, unheard, failures }: LoadReport): boolean {
  return changes > 0 && lost + doubled + outOfOrder + differing + unheard + failures.length === 0;
}
