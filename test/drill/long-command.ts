import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { projectRoot } from "../../src/config/project-root.ts";

/** Tests whose numbers are small among the others, and the numbers that they are run with here. */
const long: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "test/realtime/presence-churn.test.ts": { TEST_PEOPLE: "200", TEST_ROUNDS: "8" },
  "test/database/large-log-migration.test.ts": { TEST_ENTRIES: "1000000" },
  "test/client/apollo/converge.test.ts": { CONVERGE_ROUNDS: "10" },
  "test/abuse/fuzz.test.ts": { FUZZ_MESSAGES: "20000" },
};

/** `npm run soak -- long`: runs them one after the other. Resolves with the exit code: 1 when one failed. */
export async function runCommand(): Promise<number> {
  let failures = 0;
  for (const [test, variables] of Object.entries(long)) {
    const args = [join("node_modules", "vitest", "vitest.mjs"), "run", "--project", "lockstep", test];
    const env = { ...process.env, ...variables };
    const child = spawn(process.execPath, args, { cwd: projectRoot, env, stdio: "inherit" });
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) failures += 1;
  }
  return failures === 0 ? 0 : 1;
}
