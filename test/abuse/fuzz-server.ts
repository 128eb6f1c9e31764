import { createPerson } from "../support/person.ts";
import { startServerProcess } from "../support/server-process.ts";
import { jwtSecret } from "../support/sign-token.ts";
import { startBystander } from "./bystander.ts";
import { type FuzzReport, findUncovered, runFuzz } from "./fuzz.ts";
import { createTargets } from "./fuzz-targets.ts";
import { withoutLimits } from "./without-limits.ts";

export interface FuzzServerOptions {
  /** Address of a migrated database. */
  readonly databaseUrl: string;
  readonly messages: number;
  readonly seed: number;
  readonly onProgress?: (report: FuzzReport) => void;
}

/**
 * Attacks a server in a process of its own while a bystander works on it. Its problems include errors in the server's
 * log, an unexpected exit, losses of the bystander, and a transport that was not covered.
 */
export async function fuzzServer(options: FuzzServerOptions): Promise<FuzzReport> {
  const { databaseUrl, messages, seed, onProgress } = options;
  const { url, output, stop } = await startServerProcess({
    ...withoutLimits,
    PORT: "0",
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
    NODE_OPTIONS: "--max-old-space-size=512",
  });
  const people = await Promise.all([
    createPerson(url, "mallory"),
    createPerson(url, "member"),
    createPerson(url, "spare"),
  ]);
  const [mallory, member, spare] = people;
  const targets = await createTargets(mallory, member, spare);
  const bystander = await startBystander(url);
  let looked = output.length;
  const findErrors = () => {
    const news = output.slice(looked);
    looked = output.length;
    return news.filter((line) => /"level":[56]0/.test(line) || !/^(\{|Lockstep| {2})/.test(line));
  };
  const report = await runFuzz({
    ...{ url, token: mallory.token, targets, seed, messages },
    inspect(progress) {
      onProgress?.(progress);
      return findErrors();
    },
  });
  const problems = [...report.problems];
  await bystander.expectUnharmed().catch((error) => problems.push(`The bystander was harmed: ${error}`));
  await Promise.all(people.map((person) => person.leave()));
  const code = await stop("SIGTERM");
  problems.push(...findErrors());
  // A few that are made again need not have everything.
  if (messages > 1_000) problems.push(...findUncovered(report).map((what) => `Never seen: ${what}`));
  if (code !== 0) problems.push(`The server ended with ${code}.`);
  return { ...report, problems };
}

/** One line for people: how long it took so far, and what was seen. */
export function describeFuzz({ handled, outcomes, problems }: FuzzReport, beganAt: number): string {
  const seconds = Math.round((Date.now() - beganAt) / 1_000);
  const counts = [...outcomes].sort().map(([outcome, count]) => `${outcome}: ${count}`);
  return `${seconds} s, ${handled} messages, ${problems.length} problems; ${counts.join(", ")}`;
}
