import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, open, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "../../src/config/project-root.ts";
import { type Mutant, mutants } from "./mutants.ts";

/** Limit of one run of tests, in milliseconds: a bug may make them hang. */
const limit = 300_000;

/** Parts of the project that the copy does without. */
const leftOut: ReadonlySet<string> = new Set(["node_modules", ".git", ".data", "test-results"]);

/**
 * `npm run soak -- mutants [--only text] [--part 1/2] [--skip-control]`: plants one bug after the other in a copy of
 * the project and runs the tests that should find it. `--only` selects the bugs whose name contains the text,
 * `--part 1/2` the first, third and so on. Resolves with the exit code: 1 when a bug was not found. Throws when a bug's
 * text no longer occurs exactly once, and when a test fails without any bug.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: "" },
      part: { type: "string", default: "1/1" },
      "skip-control": { type: "boolean", default: false },
    },
  });
  const [part = 1, parts = 1] = values.part.split("/").map(Number);
  const chosen = mutants.filter(({ name }, index) => name.includes(values.only) && index % parts === part - 1);
  const texts = await Promise.all(chosen.map((mutant) => plant(projectRoot, mutant)));
  const copy = await copyProject();
  try {
    const tests = new Set(chosen.flatMap((mutant) => mutant.tests));
    if (!values["skip-control"] && !(await pass(copy, [...tests], {}))) {
      throw new Error(`The tests fail without any bug, so they cannot tell:\n${await readLog(copy)}`);
    }
    const missed = [];
    for (const [index, mutant] of chosen.entries()) {
      const startedAt = performance.now();
      const isFound = await finds(copy, mutant, texts[index] ?? "");
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
      console.log(`${isFound ? "found    " : "NOT FOUND"} ${seconds.padStart(4)} s  ${mutant.name}`);
      if (!isFound) missed.push(mutant);
    }
    console.log(`${chosen.length - missed.length} of ${chosen.length} bugs were found.`);
    return missed.length === 0 ? 0 : 1;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** Returns the file's text with the bug in it. */
async function plant(root: string, { name, file, find, replace }: Mutant): Promise<string> {
  const [before, after, ...more] = (await readFile(join(root, file), "utf8")).split(find);
  if (after === undefined || more.length > 0) {
    throw new Error(`The text of the bug "${name}" must occur exactly once in ${file}; mend test/drill/mutants.ts.`);
  }
  return `${before}${replace}${after}`;
}

async function copyProject(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "lockstep-mutants-"));
  await cp(projectRoot, copy, { recursive: true, filter: (path) => !leftOut.has(basename(path)) });
  await symlink(join(projectRoot, "node_modules"), join(copy, "node_modules"));
  return copy;
}

async function finds(copy: string, { file, tests, needsBuild }: Mutant, text: string): Promise<boolean> {
  const path = join(copy, file);
  const original = await readFile(path, "utf8");
  await writeFile(path, text);
  try {
    if (needsBuild && (await run(copy, ["scripts/build.mjs"])) !== 0) throw new Error(`${file} no longer builds.`);
    return !(await pass(copy, tests, { timeout: limit, bail: true }));
  } finally {
    await writeFile(path, original);
    if (needsBuild) await run(copy, ["scripts/build.mjs"]);
  }
}

/** The end of the output of the last run. */
async function readLog(copy: string): Promise<string> {
  return (await readFile(join(copy, logFile), "utf8")).split("\n").slice(-60).join("\n");
}

const logFile = "test-results.log";

interface Patience {
  /** Milliseconds; no limit when absent. */
  readonly timeout?: number;
  /** Ends at the first test that fails. */
  readonly bail?: boolean;
}

/** Returns whether the tests pass; those that do not end in time do not. */
async function pass(copy: string, tests: readonly string[], { timeout, bail }: Patience): Promise<boolean> {
  const vitest = join("node_modules", "vitest", "vitest.mjs");
  const limits = ["--testTimeout", "120000", "--hookTimeout", "120000"];
  const options = ["--project", "lockstep", "--maxWorkers", "2", ...limits, ...(bail ? ["--bail", "1"] : [])];
  return (await run(copy, [vitest, "run", ...options, ...tests], timeout)) === 0;
}

/** Resolves with the exit code; null when it was ended at the limit. */
async function run(copy: string, args: readonly string[], timeout?: number): Promise<number | null> {
  const log = await open(join(copy, logFile), "w");
  const stdio = ["ignore", log.fd, log.fd] as const;
  // Many bugs show by what never comes.
  const env = { TEST_PATIENCE: "15000", ...process.env };
  const child = spawn(process.execPath, args, { cwd: copy, env, stdio: [...stdio], timeout, killSignal: "SIGKILL" });
  const [code] = (await once(child, "exit")) as [number | null];
  await log.close();
  return code;
}
