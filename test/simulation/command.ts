import { parseArgs } from "node:util";
import { buildSimulation } from "./build-simulation.ts";
import { describeViolation } from "./describe-violation.ts";
import { runHistories } from "./run-histories.ts";

/**
 * `npm run simulate -- --seconds N --seed N [--histories N]`: runs histories from a seed on, by default for 60 s from a
 * random one. Resolves with the exit code: 1 after a violation, which names its seed and shows its trace.
 * `--seed <that> --histories 1` runs the same history once more.
 */
export async function runCommand(
  args: readonly string[],
  { worker, again }: { readonly worker?: string; readonly again?: string } = {},
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: { type: "string", default: "60" }, seed: { type: "string" }, histories: { type: "string" } },
  });
  const seconds = Number(values.seconds);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 30));
  const histories = Number(values.histories ?? 2 ** 30);
  if (!Number.isInteger(seed) || !(seconds > 0) || !(histories > 0)) {
    throw new Error("--seconds, --seed and --histories are numbers.");
  }
  const ending = new AbortController();
  for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => ending.abort());
  const timer = setTimeout(() => ending.abort(), seconds * 1_000);
  console.log(`Simulates histories from seed ${seed} on.`);
  const simulation = await buildSimulation(undefined, worker);
  try {
    const { violation, ...report } = await runHistories({
      file: simulation.file,
      seed,
      histories,
      signal: ending.signal,
    });
    const perHistory = ((report.cpu / report.histories) * 1_000).toFixed(1);
    console.log(`${report.histories} histories, ${report.cpu.toFixed(0)} s of CPU, ${perHistory} ms each.`);
    if (violation) console.error(describeViolation(violation, again));
    return violation ? 1 : 0;
  } finally {
    clearTimeout(timer);
    await simulation.close();
  }
}
