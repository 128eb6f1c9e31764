import { projectRoot } from "../../src/config/project-root.ts";
import { launch } from "./launch.ts";
import { lockstepCommand } from "./lockstep-command.ts";
import { runAfterDeath } from "./run-after-death.ts";

/** A Lockstep server in a process of its own, started as `npm start` does. */
export interface ServerProcess {
  /** Where it says that it listens. */
  readonly url: string;
  /** Output so far. */
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
  const { child, output, ended, line } = launchServer(variables);
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
  const { output, ended } = launchServer(variables);
  return { code: await ended, output };
}

function launchServer(variables: Readonly<Record<string, string>>) {
  return launch(lockstepCommand("start"), {
    cwd: projectRoot,
    env: { ...process.env, ...variables },
  });
}
