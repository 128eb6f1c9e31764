import process from "node:process";
import { lockstep } from "./cli/lockstep.ts";
import { runCommandLine } from "./cli/run-command-line.ts";

try {
  await runCommandLine(lockstep, process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
