import { checkLog, checkMutations } from "./check-log.ts";
import { checkSubscriptions } from "./check-subscriptions.ts";
import type { History, Violation } from "./history.ts";

/** Returns every guarantee that the history shows broken. */
export function findViolations(history: History): Violation[] {
  return [...checkLog(history), ...checkMutations(history), ...checkSubscriptions(history)];
}
