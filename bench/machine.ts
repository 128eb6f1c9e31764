import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../src/config/project-root.ts";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
  };
}

const compared = ["ws", "socket.io", "@socket.io/redis-adapter", "graphql-yoga", "@graphql-yoga/redis-event-target"];
const others = ["mercurius", "mqemitter-redis", "graphql-ws", "graphql-redis-subscriptions", "graphql", "ioredis"];
const clients = ["@tanstack/db", "react"];
const usual = ["@apollo/server", "@as-integrations/fastify", "fastify", "@prisma/client", "@prisma/adapter-pg", "pg"];

/** Versions of this program, of Node, and of the peers. */
export function listVersions(): Readonly<Record<string, string>> {
  const packages = [...compared, ...others, ...usual, ...clients].map((name) => [name, versionOf(name)] as const);
  return { Lockstep: commitOf(), Node: process.version, Redis: redisVersion(), ...Object.fromEntries(packages) };
}

/** The version that this program gets when it imports the package. */
function versionOf(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")) as { version?: unknown };
      return String(manifest.version);
    } catch {
      // Not there: the next folder up may have it.
    }
  }
  return "missing";
}

function commitOf(): string {
  return firstLine("git", ["-C", projectRoot, "describe", "--always", "--dirty"]) ?? "unknown";
}

function redisVersion(): string {
  return /v=(\S+)/.exec(firstLine("redis-server", ["--version"]) ?? "")?.[1] ?? "unknown";
}

function firstLine(program: string, args: readonly string[]): string | null {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}
