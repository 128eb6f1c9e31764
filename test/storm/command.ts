import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { administer } from "../support/administer.ts";
import { startPostgres } from "../support/start-postgres.ts";
import { describeOutcome } from "./describe-outcome.ts";
import { runStorm, type StormOptions } from "./run-storm.ts";

/** Edits a second that are asked for by default: 10,000 in ten minutes. */
const pace = 17;

const help = `Usage: npm run storm -- [options]

Tabs of two people in Chromium edit one project while tabs crash, networks fail and the server restarts. In the end every
accepted edit must be in the log once, or be shown as a conflict or refusal, and every tab must hold what the server has.
Both also mention and assign each other, and read their notices: each must be told once of what the log gives rise to.

  --seconds N  length of the storm in seconds (default 60)
  --seed N     number from which all choices follow (default: a random one)
  --tabs N     tabs of both people together, at least 2 (default 5)
  --edits N    upper bound of the edits (default: ${pace} a second)

The exit code is 1 when anything was lost, doubled or different. The whole record is in a file then. Ctrl-C ends the storm
early, and what was done so far is judged; a second Ctrl-C ends it without a verdict.`;

/**
 * `npm run storm -- --seconds 600 --seed N`. Resolves with the exit code. A signal ends it in order, a second one at
 * once.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const option = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: option, seed: option, tabs: option, edits: option, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const seconds = Number(values.seconds ?? 60);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const tabs = Number(values.tabs ?? 5);
  const edits = Number(values.edits ?? Math.ceil(seconds * pace));
  const isWhole = [seed, tabs, edits].every(Number.isInteger);
  if (!isWhole || !(seconds > 0) || tabs < 2 || edits < 1) {
    throw new Error(`The options are numbers.\n\n${help}`);
  }
  const stopping = new AbortController();
  for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.once(event, () => stopping.abort());
  console.log(`${seconds} s with seed ${seed}: ${edits} edits at most in ${tabs} tabs`);
  return runOnOwnServer({ seed, seconds, tabs, edits, signal: stopping.signal, onProgress: console.log });
}

async function runOnOwnServer(options: Omit<StormOptions, "databaseUrl">): Promise<number> {
  const postgres = await startPostgres();
  try {
    await administer(postgres.url, `CREATE DATABASE lockstep_storm TEMPLATE ${postgres.template}`);
    const databaseUrl = Object.assign(new URL(postgres.url), { pathname: "lockstep_storm" }).href;
    const outcome = await runStorm({ ...options, databaseUrl });
    console.log(describeOutcome(outcome));
    if (outcome.findings.length === 0) return 0;
    const file = join(tmpdir(), `lockstep-storm-${options.seed}-${Date.now()}.json`);
    const { record } = outcome;
    const truth = { boards: [...record.truth.boards], comments: [...record.truth.comments] };
    await writeFile(file, JSON.stringify({ ...outcome, record: { ...record, truth } }));
    console.log(`All edits, the log and the state of each tab: ${file}`);
    return 1;
  } finally {
    await postgres.close();
  }
}
