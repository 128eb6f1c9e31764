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
    "token create": async () => (await import("./access-token.ts")).createToken,
    "token list": async () => (await import("./access-token.ts")).listTokens,
    "token revoke": async () => (await import("./access-token.ts")).revokeToken,
    "user list": async () => (await import("./user.ts")).listUsers,
    "user show": async () => (await import("./user.ts")).showUser,
    "user disable": async () => (await import("./user.ts")).disableUser,
    "user enable": async () => (await import("./user.ts")).enableUser,
    "user sign-out": async () => (await import("./user.ts")).signOutUser,
    "user verify": async () => (await import("./user.ts")).verifyUser,
    "user erase": async () => (await import("./user.ts")).eraseUser,
    "project list": async () => (await import("./project.ts")).listProjects,
    "project show": async () => (await import("./project.ts")).showProject,
    "project limits": async () => (await import("./project.ts")).limitProject,
    "project purge": async () => (await import("./project.ts")).purgeProject,
    "project restore": async () => (await import("./project.ts")).restoreProject,
    export: async () => (await import("./export.ts")).exportCommand,
    restore: async () => (await import("./restore.ts")).restore,
    "import trello": async () => (await import("./import.ts")).importTrello,
    "import csv": async () => (await import("./import.ts")).importCsv,
    audit: async () => (await import("./audit.ts")).audit,
    "audit export": async () => (await import("./audit-export.ts")).auditExport,
    check: async () => (await import("./check.ts")).check,
    config: async () => (await import("./config.ts")).config,
  },
};
