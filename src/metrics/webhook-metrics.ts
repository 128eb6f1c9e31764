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
  type Held = ReturnType<WebhookSources["list"]>;
  const byState = (value: (held: Held) => number) => {
    const held = webhooks.list();
    const [active, failing] = [held.filter(({ isFailing }) => !isFailing), held.filter(({ isFailing }) => isFailing)];
    return { active: value(active), failing: value(failing) };
  };
  registerGauge(registry, {
    name: "lockstep_webhooks",
    help: "Webhooks that this instance delivers, by state: active, or failing while the receiver takes nothing.",
    read: () => byState((held) => held.length),
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
    help: "Age of the oldest change that a webhook of this instance has still to deliver, by state; 0: none has.",
    read: () => byState((held) => Math.max(0, ...held.map(({ lag }) => lag))),
    label: "state",
  });
  registerDistribution(registry, {
    name: "lockstep_webhook_delivery_lag_seconds",
    help: "From a change's time in the log to the first attempt to deliver it to a webhook.",
    distribution: stats.lag,
  });
}
