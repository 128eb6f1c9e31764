import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { projectRoot } from "../../src/config/project-root.ts";
import { lockstepCommand } from "../support/lockstep-command.ts";
import { runAfterDeath } from "../support/run-after-death.ts";

/** A command in a process of its own, as `npx lockstep` runs it. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds that it took. */
  readonly took: number;
}

/** Starts one. `input`: all that its standard input holds. */
export function startLockstep(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  input = "",
): Running {
  const [program, ...rest] = lockstepCommand(...args);
  const beganAt = performance.now();
  const child = spawn(program, rest, {
    cwd: projectRoot,
    env: { ...process.env, DATABASE_URL: "", REDIS_URL: "", ...variables },
    stdio: "pipe",
  });
  // A command that ends early, or is killed, leaves the rest.
  child.stdin.on("error", () => {}).end(input);
  const callOff = runAfterDeath(`kill -9 ${child.pid}`);
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]).then(
    ([stdout, stderr, [code]]): Ended => {
      callOff();
      return { code, stdout, stderr, took: performance.now() - beganAt };
    },
  );
  return { child, ended };
}

export function runLockstep(args: readonly string[], variables?: Readonly<Record<string, string>>): Promise<Ended> {
  return startLockstep(args, variables).ended;
}
