import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { projectRoot } from "../../src/project-root.ts";
import { runAfterDeath } from "./run-after-death.ts";

/** A Lockstep server in a process of its own, started as `npm start` does. */
export interface ServerProcess {
  /** Where it says that it listens. */
  readonly url: string;
  /** What it has printed so far. */
  readonly output: readonly string[];
  /** Resolves with the first line that matches, also one that was printed before. */
  line(pattern: RegExp): Promise<string>;
  /** Resolves when it has ended, however, with the exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Sends the signal and waits for the end; resolves with the exit code, null when the signal itself ended it. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Resolves once it listens; rejects with what it printed when it ends before. */
export async function startServerProcess(variables: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const { child, output, ended, line } = launch(variables);
  const callOff = runAfterDeath(`kill -9 ${child.pid}`);
  void ended.then(callOff);
  const greeting = await line(/http:\/\/\S+/);
  return {
    url: /http:\/\/[^\s/]+/.exec(greeting)?.[0] ?? "",
    output,
    line,
    ended,
    async stop(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Starts one that cannot run; resolves with its exit code and what it printed. */
export async function failToStart(
  variables: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: readonly string[] }> {
  const { output, ended } = launch(variables);
  return { code: await ended, output };
}

function launch(variables: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ["scripts/run.mjs", "src/main.js"], {
    cwd: projectRoot,
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on("line", (text) => {
      output.push(text);
      for (const look of waiting) look();
    });
  }
  const ended = once(child, "close").then(([code]: (number | null)[]) => code ?? null);

  function line(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = output.find((text) => pattern.test(text));
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      void ended.then((code) => reject(new Error(`It ended with ${code} after:\n${output.join("\n")}`)));
    });
  }

  return { child, output, ended, line };
}
