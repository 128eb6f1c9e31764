import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Answer, Commands, Request } from "./commands.ts";
import { type Core, pinned } from "./cores.ts";

export interface ChildOptions {
  /** The module to run. */
  readonly module: URL;
  /** Argument that `readArgument` returns there. */
  readonly argument?: unknown;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly core: Core;
}

/** A process of this run. It ends with this one, however that ends. */
export interface Child<C extends Commands> {
  readonly pid: number;
  call<N extends keyof C & string>(name: N, ...argument: Parameters<C[N]>): Promise<Awaited<ReturnType<C[N]>>>;
  /** Resolves with the first match in what it prints; rejects when it ends before. */
  find(pattern: RegExp): Promise<string>;
  /** Resolves when it is gone. */
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Ends all that still run, at once. */
export function killChildren(): void {
  for (const child of running) child.kill("SIGKILL");
}

export function startChild<C extends Commands>(options: ChildOptions): Child<C> {
  const { module, argument, nodeOptions = [], env = {}, core } = options;
  const node = [process.execPath, ...nodeOptions, fileURLToPath(module)];
  const [program = "", ...args] = pinned(core, node);
  const child = spawn(program, args, {
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["pipe", "pipe", "pipe", "ipc"],
    // Ctrl-C is for the process that started it, which then ends it.
    detached: true,
  });
  running.add(child);
  // As an argument of the command it might be too long.
  child.stdin?.on("error", () => undefined).end(JSON.stringify(argument ?? null));
  const printed: string[] = [];
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface(stream).on("line", note);
  }
  child.on("message", ({ id, ...answer }: Answer) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if ("error" in answer) call?.reject(new Error(answer.error));
    else call?.resolve(answer.result);
  });
  const ended = once(child, "close").then(() => {
    running.delete(child);
    for (const { reject } of waiting.values()) reject(death());
    waiting.clear();
    note("");
  });
  let count = 0;

  function note(line: string): void {
    if (line !== "") printed.push(line);
    if (printed.length > 200) printed.shift();
    for (const listener of listeners) listener();
  }

  function death(): Error {
    const words = printed.findLast((line) => /error/i.test(line)) ?? printed.at(-1) ?? "without a word";
    return new Error(`ended unforeseen: ${words.trim()}`);
  }

  return {
    pid: child.pid ?? 0,
    call(name, argument?: unknown) {
      return new Promise((resolve, reject) => {
        if (!child.connected) return reject(death());
        count += 1;
        waiting.set(count, { resolve: (result) => resolve(result as never), reject });
        child.send({ id: count, name, argument } satisfies Request);
      });
    },
    find(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const match = printed.map((line) => pattern.exec(line)).find((found) => found !== null);
          if (!match && !running.has(child)) reject(death());
          if (match) {
            listeners.delete(look);
            resolve(match[0]);
          }
        };
        listeners.add(look);
        look();
      });
    },
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
