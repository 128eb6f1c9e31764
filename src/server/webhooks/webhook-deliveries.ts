import { findOutage } from "../../database/find-outage.ts";
import { leaseSeconds, renewLeases, takeWebhooks } from "../../operations/webhook-leases.ts";
import { repeat } from "../../timers/repeat.ts";
import { HeldWebhook, type HeldWebhookOptions } from "./held-webhook.ts";
import { WebhookStats } from "./webhook-stats.ts";

export interface WebhookDeliveriesOptions extends Omit<HeldWebhookOptions, "stats"> {
  /** Milliseconds from the end of one look for webhooks to the begin of the next (default 1,000). */
  readonly interval?: number | undefined;
}

/** The webhooks that this instance delivers. */
export interface WebhookDeliveries {
  readonly stats: WebhookStats;
  /** Those of them that are delivered here now. */
  list(): readonly Pick<HeldWebhook, "isFailing" | "lag">[];
  /** Looks for webhooks at once: a person has changed one. */
  look(): void;
  /** Ends all deliveries, and leaves the webhooks to other instances. */
  close(): Promise<void>;
}

/** Webhooks that are taken by one statement. */
const batch = 50;

/** Milliseconds after which leases are extended. */
const renewAfter = (leaseSeconds * 1_000) / 3;

/**
 * Delivers webhooks that no other instance delivers. A lease of 10 s keeps two instances from one webhook; it is
 * extended while the instance lives. Leases spare receivers duplicates. Order needs none: a change is posted only after
 * the one before was taken.
 */
export function startWebhookDeliveries({ interval = 1_000, ...options }: WebhookDeliveriesOptions): WebhookDeliveries {
  const { pool, logger } = options;
  const stats = new WebhookStats();
  const held = new Map<string, HeldWebhook>();
  let isRenewalDue = false;
  let renewedAt = performance.now();

  async function run(signal: AbortSignal): Promise<void> {
    try {
      if (isRenewalDue || performance.now() - renewedAt >= renewAfter) await renew();
      while (!signal.aborted && (await take()) === batch);
    } catch (error) {
      // An outage is told once by those who answer clients, not once a round.
      if (!findOutage(error)) logger.error({ err: error }, "Webhooks could not be taken; the next round tries again.");
    }
  }

  async function renew(): Promise<void> {
    const begunAt = performance.now();
    isRenewalDue = false;
    renewedAt = begunAt;
    const known = [...held.values()];
    if (known.length === 0) return;
    const kept = await renewLeases(pool, known);
    for (const webhook of known) {
      if (kept.has(webhook.lease)) webhook.extend(begunAt);
      else webhook.stop();
    }
  }

  async function take(): Promise<number> {
    const taken = await takeWebhooks(pool, batch);
    for (const each of taken) {
      const former = held.get(each.id);
      former?.stop();
      const webhook = new HeldWebhook(each, { ...options, stats }, former?.ended ?? Promise.resolve());
      held.set(each.id, webhook);
      void webhook.ended.then(() => {
        if (held.get(each.id) === webhook) held.delete(each.id);
      });
    }
    return taken.length;
  }

  const rounds = repeat(run, { interval });
  return {
    stats,
    list: () => [...held.values()],
    look() {
      isRenewalDue = true;
      rounds.now();
    },
    async close() {
      await rounds.close();
      const all = [...held.values()];
      for (const webhook of all) webhook.stop();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}
