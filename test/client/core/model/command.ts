import { runCommand as simulate } from "../../../simulation/command.ts";
import { clientWorker } from "./planted-bugs.ts";

/**
 * `npm run soak -- client --seconds N --seed N [--histories N]`: runs histories of the client's core, see `simulate`.
 */
export function runCommand(args: readonly string[]): Promise<number> {
  return simulate(args, { worker: clientWorker, again: "npm run soak -- client" });
}
