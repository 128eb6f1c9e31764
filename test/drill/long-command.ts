import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../../src/config/project-root.ts";

/** Tests that are short or begin with the same seed among the others, and the numbers that they are run with here. */
const numbers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "test/realtime/presence-churn.test.ts": { TEST_PEOPLE: "200", TEST_ROUNDS: "8" },
  "test/database/large-log-migration.test.ts": { TEST_ENTRIES: "1000000" },
  "test/client/apollo/converge.test.ts": { CONVERGE_ROUNDS: "10" },
  "test/abuse/fuzz.test.ts": { FUZZ_MESSAGES: "20000" },
  "test/faults/faults.test.ts": { FAULTS_SECONDS: "60" },
  "test/client/apollo/stored-list.test.ts": {},
  "test/engine/fanout/compile-selection-of-schema.test.ts": {},
};

/**
 * `npm run soak -- long [text]`: runs these, and every test file that asks `isLongRun`, one after the other, with
 * `TEST_SEED` or a new seed. The text selects files by their path. Resolves with the exit code: 1 when one failed.
 */
export async function runCommand([text = ""]: readonly string[]): Promise<number> {
  const seed = process.env["TEST_SEED"] ?? String(randomInt(2 ** 31));
  console.log(`To be repeated with TEST_SEED=${seed}`);
  const tests = new Set([...Object.keys(numbers), ...(await findLongTests())]);
  const failed: string[] = [];
  for (const test of [...tests].filter((path) => path.includes(text))) {
    const args = [join("node_modules", "vitest", "vitest.mjs"), "run", test];
    const env = { ...process.env, TEST_SEED: seed, TEST_LONG: "1", ...numbers[test] };
    const child = spawn(process.execPath, args, { cwd: projectRoot, env, stdio: "inherit" });
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) failed.push(test);
  }
  console.log(failed.length === 0 ? "All passed." : `Failed: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
}

/** The test files that run more cases in a long run. */
async function findLongTests(): Promise<string[]> {
  const paths = (await readdir(join(projectRoot, "test"), { recursive: true })).filter((path) =>
    path.endsWith(".test.ts"),
  );
  const found = paths.map(async (path) => {
    const source = await readFile(join(projectRoot, "test", path), "utf8");
    return source.includes("/support/long-run.ts") ? [`test/${path}`] : [];
  });
  return (await Promise.all(found)).flat().toSorted();
}
