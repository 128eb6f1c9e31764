import { spawn } from "node:child_process";

/**
 * Makes a shell run `command` as soon as this process is gone, however it ended (kill -9 too). So an interrupted
 * test run leaves no server behind. The function returned calls it off.
 */
export function runAfterDeath(command: string): () => void {
  // The pipe to its standard input breaks when this process ends; a group of its own keeps a Ctrl-C away from it.
  const shell = spawn("sh", ["-c", `cat; ${command}`], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  shell.unref();
  return () => void shell.kill("SIGKILL");
}
