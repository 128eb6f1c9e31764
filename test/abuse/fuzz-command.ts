import { parseArgs } from "node:util";
import { administer } from "../support/administer.ts";
import { createProject } from "../support/board.ts";
import { createPerson } from "../support/person.ts";
import { startServerProcess } from "../support/server-process.ts";
import { jwtSecret } from "../support/sign-token.ts";
import { startPostgres } from "../support/start-postgres.ts";
import { type FuzzReport, runFuzz } from "./fuzz.ts";
import { withoutLimits } from "./without-limits.ts";

/**
 * `npm run soak -- fuzz --messages 1000000 --seed N`: attacks a server in a process of its own. Resolves with the exit
 * code: 1 when the server did anything that it must not, or did not stop in order.
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
    return await attack(database.href, messages, seed);
  } finally {
    await postgres.close();
  }
}

async function attack(databaseUrl: string, messages: number, seed: number): Promise<number> {
  const server = await startServerProcess({
    ...withoutLimits,
    PORT: "0",
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
    NODE_OPTIONS: "--max-old-space-size=512",
  });
  const mallory = await createPerson(server.url, "mallory");
  const targets = { projectId: await createProject(mallory) };
  const { url } = server;
  const beganAt = Date.now();
  let told = beganAt;
  const report = await runFuzz({
    ...{ url, token: mallory.token, targets, seed, messages },
    onProgress(progress) {
      if (Date.now() - told < 30_000) return;
      told = Date.now();
      console.log(describe(progress, beganAt));
    },
  });
  await mallory.leave();
  const code = await server.stop("SIGTERM");
  const errors = server.output.filter((line) => /"level":[56]0/.test(line) || !/^(\{|Lockstep| {2})/.test(line));
  console.log(describe(report, beganAt));
  for (const line of [...report.problems, ...errors]) console.error(line.slice(0, 2_000));
  if (code !== 0) console.error(`The server ended with ${code}.`);
  return report.problems.length === 0 && errors.length === 0 && code === 0 ? 0 : 1;
}

function describe({ sent, outcomes, problems }: FuzzReport, beganAt: number): string {
  const seconds = Math.round((Date.now() - beganAt) / 1_000);
  const counts = [...outcomes].sort().map(([outcome, count]) => `${outcome}: ${count}`);
  return `${seconds} s, ${sent} messages, ${problems.length} problems; ${counts.join(", ")}`;
}
