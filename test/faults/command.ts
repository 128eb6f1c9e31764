import { parseArgs } from "node:util";
import { administer } from "../support/administer.ts";
import { createTestRedis } from "../support/redis.ts";
import { startPostgres } from "../support/start-postgres.ts";
import { describeOutcome, describeProgress } from "./report.ts";
import { type Outcome, runScenario } from "./scenario.ts";

/**
 * `npm run faults -- --seconds 600 --seed N`. Resolves with the exit code: 1 when anything was lost. A signal ends it
 * in order.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: { type: "string", default: "60" }, seed: { type: "string" } },
  });
  const seconds = Number(values.seconds);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  if (!Number.isInteger(seed) || !(seconds > 0)) throw new Error("--seconds and --seed are numbers.");

  const stopping = new AbortController();
  for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => stopping.abort());
  console.log(`${seconds} s with seed ${seed}`);
  const startedAt = Date.now();
  const outcome = await runOnOwnServers(seed, seconds, stopping.signal, startedAt);
  console.log(describeOutcome(outcome));
  return outcome.violations.length === 0 ? 0 : 1;
}

async function runOnOwnServers(
  seed: number,
  seconds: number,
  signal: AbortSignal,
  startedAt: number,
): Promise<Outcome> {
  const [postgres, redis] = await Promise.all([startPostgres(), createTestRedis()]);
  try {
    await administer(postgres.url, `CREATE DATABASE lockstep_faults TEMPLATE ${postgres.template}`);
    const database = new URL(postgres.url);
    database.pathname = "lockstep_faults";
    return await runScenario({
      seed,
      seconds,
      databaseUrl: database.href,
      redis,
      signal,
      onRound: (journal) => console.log(describeProgress(journal, startedAt)),
    });
  } finally {
    await Promise.all([postgres.close(), redis.close()]);
  }
}
