import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Child, startChild } from "./child.ts";
import type { ControlCommands } from "./control.ts";
import type { Core } from "./cores.ts";

/** A server that is measured, on the core that is its own. */
export interface Server {
  /** Where it listens, e.g. http://127.0.0.1:4000. */
  readonly url: string;
  readonly control: Child<ControlCommands>;
  /** User and system time that the operating system has counted for it, all its threads, in seconds. */
  cpuSeconds(): Promise<number>;
  /** Memory in use after unused memory is released. Takes so many seconds, of which the least counts (default 7). */
  weigh(seconds?: number): Promise<Weight>;
  stop(): Promise<void>;
}

/** Bytes. */
export interface Weight {
  /** Objects of JavaScript, and the memory outside the heap that hangs on them, buffers among it. */
  readonly inUse: number;
  /** Memory that the process has of the system, in use or free. */
  readonly resident: number;
}

export interface ServerOptions {
  readonly module: URL;
  readonly argument?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: that of the server that is measured. */
  readonly core?: Core;
}

const control = new URL("./control.js", import.meta.url).href;

/** Resolves when it has printed where it listens. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const nodeOptions = ["--expose-gc", "--import", control];
  const child = startChild<ControlCommands>({ core: "server", ...options, nodeOptions });
  const url = await child.find(/http:\/\/[^\s/"]+/);
  return {
    url,
    control: child,
    cpuSeconds: async () => (await child.call("cpu")) / 1e6,
    weigh: (seconds = 7) => weigh(child, seconds),
    stop: () => child.stop(),
  };
}

/**
 * V8 gives memory back some seconds after it found it unused, and then not all at once: the least that is seen counts.
 */
async function weigh(child: Child<ControlCommands>, seconds: number): Promise<Weight> {
  let least: Weight = { inUse: Number.POSITIVE_INFINITY, resident: Number.POSITIVE_INFINITY };
  for (let times = 0; times < seconds; times += 1) {
    const inUse = await child.call("collect");
    await sleep(1_000);
    const status = await readFile(`/proc/${child.pid}/status`, "utf8");
    const resident = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
    least = { inUse: Math.min(least.inUse, inUse), resident: Math.min(least.resident, resident) };
  }
  return least;
}
