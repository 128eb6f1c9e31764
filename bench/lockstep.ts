import { pathToFileURL } from "node:url";
import { projectRoot } from "../src/config/project-root.ts";
import { jwtSecret } from "../test/support/sign-token.ts";
import type { Core } from "./process/cores.ts";
import { type Server, startServer } from "./process/server.ts";

/** The environment of an instance. */
export function lockstepEnvironment(databaseUrl: string, redisUrl: string): Readonly<Record<string, string>> {
  return {
    PORT: "0",
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    AUTH_SECRET: "5be7d2094c1fa8360be95d7c4f128a63e07d94bc",
    AUTH_JWT_SECRET: jwtSecret,
    DRAIN_SECONDS: "0",
    // As long as the usual way waits; the default is too short for a busy machine.
    DATABASE_LOCK_TIMEOUT_SECONDS: "30",
    DATABASE_STATEMENT_TIMEOUT_SECONDS: "40",
    // One user stands for many here; each change is counted all the same.
    MUTATIONS_PER_MINUTE: "1000000",
    USER_COST_PER_MINUTE: "0",
    // Longer than a measurement takes: the load does not resume.
    MAX_STREAM_SECONDS: "86400",
  };
}

/** Lockstep as it is built. `variables` are more of its environment. */
export function startLockstep(
  databaseUrl: string,
  redisUrl: string,
  variables: Readonly<Record<string, string>> = {},
  core: Core = "server",
): Promise<Server> {
  const module = pathToFileURL(`${projectRoot}/dist/server/src/main.js`);
  return startServer({ module, env: { ...lockstepEnvironment(databaseUrl, redisUrl), ...variables }, core });
}
