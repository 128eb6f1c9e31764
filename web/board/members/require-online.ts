import type { OnlineResult } from "../../../client/react/index.ts";
import { Refusal } from "../design/refusal.ts";
import { describeKitReason } from "../requests/describe-outcome.ts";

/** Throws the reason where a change of members was not made. */
export function requireOnline(result: OnlineResult): void {
  if (!result.isDone) throw new Refusal(describeKitReason(result.reason));
}
