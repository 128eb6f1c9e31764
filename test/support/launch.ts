import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program in a process of its own, whose words are kept. */
export interface Launched {
  readonly child: ChildProcess;
  /** Output so far. */
  readonly output: readonly string[];
  /** Resolves when it has ended, however, with the exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Resolves with the first line that matches, also one that was printed before; rejects when it ends without. */
  line(pattern: RegExp): Promise<string>;
}

export function launch([program = "", ...args]: readonly string[], options: SpawnOptions): Launched {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on("line", (text) => {
      output.push(text);
      for (const look of waiting) look();
    });
  }
  const ended = once(child, "close").then(([code]: (number | null)[]) => code ?? null);
  return {
    child,
    output,
    ended,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = output.find((text) => pattern.test(text));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void ended.then((code) => reject(new Error(`It ended with ${code} after:\n${output.join("\n")}`)));
      }),
  };
}
