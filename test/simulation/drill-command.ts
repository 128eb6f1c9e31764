import { parseArgs } from "node:util";
import { clientBugs, clientWorker } from "../client/core/model/planted-bugs.ts";
import { buildSimulation } from "./build-simulation.ts";
import { type PlantedBug, plantedBugs } from "./planted-bugs.ts";
import { runHistories } from "./run-histories.ts";

/** Simulations, the bugs that each must find, and within how many histories. */
const suites = [
  { name: "engine", worker: undefined, bugs: plantedBugs, histories: 20_000 },
  { name: "client", worker: clientWorker, bugs: clientBugs, histories: 6_000 },
];

/**
 * `npm run soak -- drill [--histories N] [--only text]`: plants each bug in a copy of the engine, or of the client's
 * core. Runs histories until one notices, by default at most 20,000 for the engine and 6,000 for the client. `--only`
 * names a simulation, or is a part of a bug's name. Resolves with the exit code: 1 when a bug was not found. Rejects
 * when a text that a bug replaces no longer occurs.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { histories: { type: "string" }, only: { type: "string", default: "" } },
  });
  const histories = Number(values.histories ?? 1);
  if (!(histories > 0)) throw new Error("--histories is a number.");
  let missed = 0;
  for (const suite of suites) {
    const isAll = suite.name === values.only;
    for (const bug of suite.bugs.filter(({ name }) => isAll || name.includes(values.only))) {
      const { found, line } = await drill(bug, values.histories ? histories : suite.histories, suite.worker);
      if (!found) missed += 1;
      console.log(line);
    }
  }
  console.log(missed === 0 ? "Every bug was found." : `${missed} bugs were not found.`);
  return missed === 0 ? 0 : 1;
}

async function drill(
  bug: PlantedBug,
  histories: number,
  worker: string | undefined,
): Promise<{ found: boolean; line: string }> {
  const simulation = await buildSimulation(bug, worker);
  try {
    const { violation, ...report } = await runHistories({ file: simulation.file, seed: 1, histories });
    const [finding = ""] = violation?.finding.split("\n") ?? [];
    const told = violation ? `seed ${violation.seed}: ${finding.slice(0, 120)}` : "NOT FOUND";
    return { found: violation !== null, line: `${bug.name}: ${report.histories} histories, ${told}` };
  } finally {
    await simulation.close();
  }
}
