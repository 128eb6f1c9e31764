import { version } from "../config/project-root.ts";
import type { CommandLine } from "./run-command-line.ts";

/** All commands of the program. */
export const lockstep: CommandLine = {
  meta: {
    name: "lockstep",
    version,
    description: "A server for projects that many people edit at once. Without a command it starts.",
  },
  standard: "start",
  commands: {
    start: async () => (await import("./start.ts")).start,
    migrate: async () => (await import("./migrate.ts")).migrate,
    prune: async () => (await import("./prune.ts")).prune,
    identity: async () => (await import("./identity.ts")).identity,
    seed: async () => (await import("./seed.ts")).seed,
    token: async () => (await import("./token.ts")).token,
    check: async () => (await import("./check.ts")).check,
    config: async () => (await import("./config.ts")).config,
  },
};
