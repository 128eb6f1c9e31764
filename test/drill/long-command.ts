import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { projectRoot } from "../../src/config/project-root.ts";

/** Tests that are short or begin with the same seed among the others, and the numbers that they are run with here. */
const long: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "test/realtime/presence-churn.test.ts": { TEST_PEOPLE: "200", TEST_ROUNDS: "8" },
  "test/database/large-log-migration.test.ts": { TEST_ENTRIES: "1000000" },
  "test/client/apollo/converge.test.ts": { CONVERGE_ROUNDS: "10" },
  "test/abuse/fuzz.test.ts": { FUZZ_MESSAGES: "20000" },
  "test/faults/faults.test.ts": { FAULTS_SECONDS: "60" },
  "test/client/apollo/stored-list.test.ts": {},
  "test/engine/fanout/compile-selection-of-schema.test.ts": {},
};

/** `npm run soak -- long`: runs them one after the other, with `TEST_SEED` or a new seed. Resolves with the exit code: 1 when one failed. */
export async function runCommand(): Promise<number> {
  const seed = process.env["TEST_SEED"] ?? String(randomInt(2 ** 31));
  console.log(`To be repeated with TEST_SEED=${seed}`);
  let failures = 0;
  for (const [test, variables] of Object.entries(long)) {
    const args = [join("node_modules", "vitest", "vitest.mjs"), "run", "--project", "lockstep", test];
    const env = { ...process.env, TEST_SEED: seed, ...variables };
    const child = spawn(process.execPath, args, { cwd: projectRoot, env, stdio: "inherit" });
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) failures += 1;
  }
  return failures === 0 ? 0 : 1;
}
