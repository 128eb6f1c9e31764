import { isoTime } from "../database/sql.ts";
import { maxSeq } from "../engine/log/cursor.ts";
import type { Webhook, WebhookDelivery } from "../model/webhook.ts";
import { type Page, type PageRequest, toCounts, toPages } from "./page.ts";
import type { Reads } from "./reads.ts";
import { webhookColumns } from "./webhooks.ts";

/** Each webhook numbers its deliveries. */
export type WebhookDeliveryKeys = readonly [number: number];

export type NumberedDelivery = WebhookDelivery & { readonly number: number };

/** The webhooks of each project, in the order in which they were made. */
export async function listWebhooks(reads: Reads, projectIds: readonly string[]): Promise<Webhook[][]> {
  const { rows } = await reads.query<Webhook>({
    name: "webhook-list",
    text: `SELECT ${webhookColumns} FROM webhooks w WHERE w.project_id = ANY($1::uuid[]) ORDER BY w.created_at, w.id`,
    values: [projectIds],
  });
  return projectIds.map((id) => rows.filter(({ projectId }) => projectId === id));
}

/** A page of each webhook's deliveries, the newest first, in one statement. */
export async function listDeliveries(
  reads: Reads,
  webhookIds: readonly string[],
  { first, after }: PageRequest<WebhookDeliveryKeys>,
): Promise<Page<NumberedDelivery>[]> {
  const { rows } = await reads.query<NumberedDelivery & { parent: string }>({
    name: "webhook-delivery-list",
    text: `
      SELECT page.* FROM unnest($1::uuid[]) AS parent(id) CROSS JOIN LATERAL (
        SELECT parent.id AS parent, d.number, d.seq, ${isoTime("d.at")} AS at, d.attempt, d.status,
          d.duration_ms AS "durationMs", d.error
        FROM webhook_deliveries d WHERE d.webhook_id = parent.id AND d.number < $2
        ORDER BY d.number DESC LIMIT $3) page
      ORDER BY page.number DESC`,
    values: [webhookIds, after?.[0] ?? maxSeq, first + 1],
  });
  return toPages<NumberedDelivery>(webhookIds, rows, first);
}

export async function countDeliveries(reads: Reads, webhookIds: readonly string[]): Promise<number[]> {
  const { rows } = await reads.query<{ parent: string; count: number }>({
    name: "webhook-delivery-count",
    text: `
      SELECT webhook_id AS parent, count(*)::int AS count FROM webhook_deliveries
      WHERE webhook_id = ANY($1::uuid[]) GROUP BY webhook_id`,
    values: [webhookIds],
  });
  return toCounts(webhookIds, rows);
}
