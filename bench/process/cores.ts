import { execFileSync } from "node:child_process";

/** The server that is measured has one for itself; all else (load, publishers, PostgreSQL, Redis) runs on the other. */
export type Core = "server" | "load";

interface Cores {
  readonly server: string;
  readonly load: string;
}

let cores: Cores | null = null;

/**
 * Moves this process, and with it all that it starts later, away from the server's core. Returns how the work is
 * spread, in a sentence.
 */
export function spreadOverCores(): string {
  try {
    const list = execFileSync("taskset", ["-cp", String(process.pid)], { encoding: "utf8" });
    const allowed = expand(/list: (.*)$/m.exec(list)?.[1] ?? "");
    const [server, ...rest] = allowed;
    if (server === undefined || rest.length === 0) return "There is one core: server and load share it.";
    const load = rest.join(",");
    execFileSync("taskset", ["-acp", load, String(process.pid)], { stdio: "ignore" });
    cores = { server, load };
    return `The server has core ${server} for itself; load, publishers, PostgreSQL and Redis share ${load}.`;
  } catch {
    return "There is no taskset: server and load are not kept apart.";
  }
}

/** The command, bound to its core. */
export function pinned(core: Core, command: readonly string[]): readonly string[] {
  return cores ? ["taskset", "-c", cores[core], ...command] : command;
}

function expand(list: string): string[] {
  return list.split(",").flatMap((part) => {
    const [from = Number.NaN, to = from] = part.split("-").map(Number);
    return Number.isNaN(from) ? [] : Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
  });
}
