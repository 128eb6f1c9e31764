import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { requireProgram } from "./require-program.ts";
import { runAfterDeath } from "./run-after-death.ts";

/** A Redis of the test's own, to be ill-treated. Its address stays the same through all of it. */
export interface TestRedis {
  readonly url: string;
  /** Stops it from answering while its connections stay open and new ones are accepted. */
  pause(): void;
  resume(): void;
  /** Ends it as a crash would, with all that it held. */
  kill(): Promise<void>;
  /** After `kill`: starts it again, empty. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Resolves once it answers. Nothing is persisted. The caller closes it. */
export async function createTestRedis(): Promise<TestRedis> {
  const program = await requireProgram({
    names: ["redis-server", "valkey-server"],
    packages: { "apt-get": "redis-server", apk: "redis", dnf: "valkey", brew: "redis" },
    variable: "TEST_REDIS_URL",
  });
  const port = await findFreePort();
  let server = await start(program, port);
  return {
    url: `redis://127.0.0.1:${port}`,
    pause: () => void server.process.kill("SIGSTOP"),
    resume: () => void server.process.kill("SIGCONT"),
    kill: () => server.kill(),
    restart: async () => {
      server = await start(program, port);
    },
    close: () => server.kill(),
  };
}

interface Server {
  readonly process: ChildProcess;
  kill(): Promise<void>;
}

async function start(program: string, port: number): Promise<Server> {
  const options = { port, bind: "127.0.0.1", save: "", appendonly: "no", dir: tmpdir() };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const callOff = runAfterDeath(`kill -9 ${child.pid}`);
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (line.includes("Ready to accept connections")) break;
  }
  if (child.exitCode !== null) throw new Error(`${program} did not start:\n${said.join("\n")}`);
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

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || !address) throw new Error("No port is free.");
  return address.port;
}
