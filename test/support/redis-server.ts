import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { requireProgram } from "./require-program.ts";
import { runAfterDeath } from "./run-after-death.ts";

/** One server process on 127.0.0.1, to be ill-treated. Its port stays the same through all of it. */
export interface RedisServer {
  /** False while it is paused, and from `kill` until `restart` has started it. */
  isServing(): boolean;
  /** Stops it from answering while its connections stay open and new ones are accepted. */
  pause(): void;
  resume(): void;
  /** Ends it as a crash would, with all that it held. */
  kill(): Promise<void>;
  /** After `kill`: starts it again, empty. */
  restart(): Promise<void>;
}

/**
 * Starts a Redis, or a Valkey, with these lines of configuration; it persists nothing. `REDIS_SERVER` names another
 * executable than the system's. Resolves once it answers.
 */
export async function startRedisServer(configuration: Readonly<Record<string, string>>): Promise<RedisServer> {
  const executable = process.env["REDIS_SERVER"] ?? (await requireProgram(program));
  const options = { bind: "127.0.0.1", save: "", appendonly: "no", ...configuration };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return keepRunning(() => run(executable, args, /Ready to accept connections/));
}

/** Starts a Redis Sentinel with a configuration file of its own, which it writes to. Resolves once it watches. */
export async function startRedisSentinel(configurationFile: string): Promise<RedisServer> {
  const executable = await requireProgram(sentinelProgram);
  return keepRunning(() => run(executable, [configurationFile], /\+monitor master/));
}

async function keepRunning(start: () => Promise<RunningServer>): Promise<RedisServer> {
  let running = await start();
  let isServing = true;
  return {
    isServing: () => isServing,
    pause() {
      isServing = false;
      running.process.kill("SIGSTOP");
    },
    resume() {
      running.process.kill("SIGCONT");
      isServing = true;
    },
    async kill() {
      isServing = false;
      await running.kill();
    },
    async restart() {
      running = await start();
      isServing = true;
    },
  };
}

const program = {
  names: ["redis-server", "valkey-server"],
  packages: { "apt-get": "redis-server", apk: "redis", dnf: "valkey", brew: "redis" },
  variable: "REDIS_SERVER",
};

const sentinelProgram = {
  names: ["redis-sentinel", "valkey-sentinel"],
  packages: { "apt-get": "redis-sentinel", apk: "redis", dnf: "valkey", brew: "redis" },
  variable: "PATH",
};

interface RunningServer {
  readonly process: ChildProcess;
  kill(): Promise<void>;
}

async function run(executable: string, args: readonly string[], ready: RegExp): Promise<RunningServer> {
  const child = spawn(executable, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const callOff = runAfterDeath(`kill -9 ${child.pid}`);
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (ready.test(line)) break;
  }
  if (!ready.test(said.at(-1) ?? "")) {
    throw new Error(`${executable} did not start:\n${said.join("\n")}`);
  }
  child.stdout.resume();
  return {
    process: child,
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
      callOff();
    },
  };
}
