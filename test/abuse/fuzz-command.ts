import { parseArgs } from "node:util";
import { administer } from "../support/administer.ts";
import { startPostgres } from "../support/start-postgres.ts";
import { describeFuzz, fuzzServer } from "./fuzz-server.ts";

/** Milliseconds between two lines that tell how far it is. */
const interval = 30_000;

/**
 * `npm run soak -- fuzz --messages 1000000 --seed N`: attacks a server in a process of its own. Resolves with the exit
 * code: 1 when there was any problem. A problem names the seed of its batch: `--seed <that> --messages 1` makes the
 * same attacks once more.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { messages: { type: "string", default: "1000000" }, seed: { type: "string" } },
  });
  const messages = Number(values.messages);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 30));
  if (!Number.isInteger(seed) || !(messages > 0)) throw new Error("--messages and --seed are numbers.");
  console.log(`${messages} messages with seed ${seed}`);

  const postgres = await startPostgres();
  try {
    await administer(postgres.url, `CREATE DATABASE lockstep_fuzz TEMPLATE ${postgres.template}`);
    const database = new URL(postgres.url);
    database.pathname = "lockstep_fuzz";
    const beganAt = Date.now();
    let told = beganAt;
    const report = await fuzzServer({
      ...{ databaseUrl: database.href, messages, seed },
      onProgress(progress) {
        if (Date.now() - told < interval) return;
        told = Date.now();
        console.log(describeFuzz(progress, beganAt));
      },
    });
    console.log(describeFuzz(report, beganAt));
    for (const problem of report.problems) console.error(problem.slice(0, 2_000));
    return report.problems.length === 0 ? 0 : 1;
  } finally {
    await postgres.close();
  }
}
