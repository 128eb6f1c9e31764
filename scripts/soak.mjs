// npm run soak -- fuzz --messages 1000000 --seed N: long runs that look for what the tests are too short to find.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";
import { buildStale } from "./build-stale.mjs";

/**
 * Each run's module exports `runCommand(args)`, which resolves with the exit code. `isOfSource`: it needs no build of
 * the server.
 */
const runs = {
  faults: { module: "../test/faults/command.ts", what: "breaks what can be broken around several servers" },
  long: {
    module: "../test/drill/long-command.ts",
    what: "runs tests with more cases and larger numbers than npm test does",
  },
  mutants: {
    module: "../test/drill/command.ts",
    what: "plants bugs in a copy of the project; the tests must find each",
  },
  fuzz: { module: "../test/abuse/fuzz-command.ts", what: "sends hostile messages of every kind to a server" },
  simulate: {
    module: "../test/simulation/command.ts",
    isOfSource: true,
    what: "runs the engine on a fake log and bus, history by history",
  },
  spec: {
    module: "../test/spec/command.ts",
    isOfSource: true,
    what: "simulates the specification, replays its samples on the engine, and plants bugs in it",
  },
  client: {
    module: "../test/client/core/model/command.ts",
    isOfSource: true,
    what: "runs the client's core on a fake server, network and disk, history by history",
  },
  storm: {
    module: "../test/storm/command.ts",
    what: "edits in tabs of Chromium that crash, on networks that fail, with servers that restart",
  },
  scale: {
    module: "../test/scale/command.ts",
    isOfSource: true,
    what: "opens subscriptions on many instances of the engine in one process, and tells what they cost",
  },
  drill: {
    module: "../test/simulation/drill-command.ts",
    isOfSource: true,
    what: "plants bugs that the simulations must find",
  },
};

const file = fileURLToPath(import.meta.url);
const [name, ...args] = process.argv.slice(2);

if (!Object.hasOwn(runs, name ?? "")) tellRuns();
else if (process.send) await run();
else startApart();

function tellRuns() {
  console.error("Usage: npm run soak -- <run> [options]. The runs:");
  for (const [name, { what }] of Object.entries(runs)) console.error(`  ${name.padEnd(10)} ${what}`);
  process.exit(1);
}

/** In a process group of its own: a Ctrl-C would reach the servers, too, before the run has ended in order. */
function startApart() {
  const child = fork(file, process.argv.slice(2), { detached: true });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill("SIGINT"));
  child.once("exit", (code) => process.exit(code ?? 1));
}

async function run() {
  try {
    if (runs[name].isOfSource !== true) await buildStale();
    const root = fileURLToPath(new URL("..", import.meta.url));
    const command = fileURLToPath(new URL(runs[name].module, import.meta.url));
    const { module } = await runnerImport(command, { configFile: false, root, logLevel: "error" });
    process.exit(await module.runCommand(args));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
