import { Distribution } from "../../engine/stats/distribution.ts";

/** Counts of the deliveries of an instance, for metrics. */
export class WebhookStats {
  /** Attempts by their outcome. */
  readonly deliveries = { ok: 0, failed: 0 };
  /** Seconds from a change's time in the log to its first attempt. */
  readonly lag = new Distribution([0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3_600]);
}
