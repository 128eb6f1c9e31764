import type { Registry } from "prom-client";
import type { Distribution } from "../engine/stats/distribution.ts";
import { registerDistribution } from "./register-distribution.ts";
import { registerCounter, registerGauge, type Values } from "./register-read.ts";

/** Webhooks that the instance delivers. */
export interface WebhookSources {
  readonly stats: { readonly deliveries: Values; readonly lag: Distribution };
  list(): readonly { readonly isFailing: boolean; readonly lag: number }[];
}

export function watchWebhooks(registry: Registry, webhooks: WebhookSources): void {
  const { stats } = webhooks;
  const count = (isFailing: boolean) => webhooks.list().filter((each) => each.isFailing === isFailing).length;
  registerGauge(registry, {
    name: "lockstep_webhooks",
    help: "Webhooks that this instance delivers, by state: active, or failing while the receiver takes nothing.",
    read: () => ({ active: count(false), failing: count(true) }),
    label: "state",
  });
  registerCounter(registry, {
    name: "lockstep_webhook_deliveries_total",
    help: "Attempts to deliver a change to a webhook, by outcome: ok or failed.",
    read: () => stats.deliveries,
    label: "outcome",
  });
  registerGauge(registry, {
    name: "lockstep_webhook_lag_seconds",
    help: "Age of the oldest change that a webhook of this instance has still to deliver; 0: none has.",
    read: () => Math.max(0, ...webhooks.list().map(({ lag }) => lag)),
  });
  registerDistribution(registry, {
    name: "lockstep_webhook_delivery_lag_seconds",
    help: "From a change's time in the log to the first attempt to deliver it to a webhook.",
    distribution: stats.lag,
  });
}
