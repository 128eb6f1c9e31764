import process from "node:process";
import { type CommandLine, runCommandLine } from "./cli/run-command-line.ts";
import { version } from "./config/project-root.ts";

const lockstep: CommandLine = {
  meta: {
    name: "lockstep",
    version,
    description: "A server for projects that many people edit at once. Without a command it starts.",
  },
  standard: "start",
  commands: {
    start: async () => (await import("./cli/start.ts")).start,
    migrate: async () => (await import("./cli/migrate.ts")).migrate,
    prune: async () => (await import("./cli/prune.ts")).prune,
    identity: async () => (await import("./cli/identity.ts")).identity,
    seed: async () => (await import("./cli/seed.ts")).seed,
    token: async () => (await import("./cli/token.ts")).token,
    check: async () => (await import("./cli/check.ts")).check,
    config: async () => (await import("./cli/config.ts")).config,
  },
};

try {
  await runCommandLine(lockstep, process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
