// npm run faults -- --seconds 600 --seed N: breaks what can be broken around several servers, and looks what gets lost.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";
import { buildStale } from "./build-stale.mjs";

const file = fileURLToPath(import.meta.url);

if (process.send) await run();
else startApart();

/** In a process group of its own: a Ctrl-C would reach the servers, too, before the run has ended in order. */
function startApart() {
  const child = fork(file, process.argv.slice(2), { detached: true });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill("SIGINT"));
  child.once("exit", (code) => process.exit(code ?? 1));
}

async function run() {
  try {
    await buildStale();
    const root = fileURLToPath(new URL("..", import.meta.url));
    const command = fileURLToPath(new URL("../test/faults/command.ts", import.meta.url));
    const { module } = await runnerImport(command, { configFile: false, root, logLevel: "error" });
    process.exit(await module.runCommand(process.argv.slice(2)));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
