import type { Pool } from "pg";
import type { WebhookState } from "../database/generated/enums.ts";
import type { LogPosition } from "../engine/log/cursor.ts";
import { type WebhookDelivery, webhookLimits } from "../model/webhook.ts";

/** Seconds for which a webhook is left to the instance that took it, or wrote down last how far it is. */
export const leaseSeconds = 10;

/** A webhook and the lease by which an instance holds it. */
export interface Lease {
  readonly id: string;
  readonly lease: string;
}

/** A webhook that this instance has taken, and where it stands. */
export interface TakenWebhook extends Lease {
  readonly projectId: string;
  readonly url: string;
  readonly secret: string;
  /** The last change that was delivered. */
  readonly position: LogPosition;
  /** Failed attempts to deliver the next change. */
  readonly failures: number;
  /** Seconds since the first of them. */
  readonly failingFor: number;
  /** Seconds until the next attempt; 0: at once. */
  readonly dueIn: number;
}

const leaseSql = `now() + interval '${leaseSeconds} s'`;

/** Takes up to `most` webhooks that no other instance holds. */
export async function takeWebhooks(pool: Pool, most: number): Promise<readonly TakenWebhook[]> {
  const { rows } = await pool.query<TakenWebhook>({
    name: "webhook-take",
    text: `
      UPDATE webhooks SET lease = gen_random_uuid(), leased_until = ${leaseSql}
      WHERE id IN (
        SELECT id FROM webhooks WHERE state <> 'PAUSED' AND leased_until < now()
        ORDER BY leased_until LIMIT $1 FOR UPDATE SKIP LOCKED)
      RETURNING id, lease, project_id AS "projectId", url, secret, failures,
        json_build_object('seq', seq, 'token', token) AS position,
        coalesce(extract(epoch FROM now() - failing_since), 0)::float AS "failingFor",
        greatest(0, extract(epoch FROM due_at - now()))::float AS "dueIn"`,
    values: [most],
  });
  return rows;
}

/** Extends the leases. Returns the webhooks that are still held: a person may have changed the others. */
export async function renewLeases(pool: Pool, held: readonly Lease[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ lease: string }>({
    name: "webhook-renew",
    text: `
      UPDATE webhooks w SET leased_until = ${leaseSql}
      FROM unnest($1::uuid[], $2::uuid[]) AS held (id, lease)
      WHERE w.id = held.id AND w.lease = held.lease RETURNING w.lease`,
    values: [held.map(({ id }) => id), held.map(({ lease }) => lease)],
  });
  return new Set(rows.map(({ lease }) => lease));
}

/** Place and state of a webhook. */
export interface WebhookProgress {
  readonly state: WebhookState;
  readonly reason: string | null;
  readonly position: LogPosition;
  readonly failures: number;
  /** Seconds until the next attempt. */
  readonly dueIn: number;
}

/**
 * Writes down how far a webhook is, adds to its list of deliveries, and extends the lease. False when it is no longer
 * held: nothing is written then.
 */
export async function noteProgress(
  pool: Pool,
  { id, lease }: Lease,
  { state, reason, position, failures, dueIn }: WebhookProgress,
  deliveries: readonly WebhookDelivery[],
): Promise<boolean> {
  const kept = deliveries.slice(-webhookLimits.deliveries);
  const { rowCount } = await pool.query({
    name: "webhook-progress",
    text: `
      WITH noted AS (
        UPDATE webhooks SET state = $3, reason = $4, seq = $5, token = $6, failures = $7,
          failing_since = CASE WHEN $7 > 0 THEN coalesce(failing_since, now()) END,
          due_at = now() + make_interval(secs => $8), deliveries = deliveries + $9::int, leased_until = ${leaseSql}
        WHERE id = $1 AND lease = $2 RETURNING id, deliveries),
      added AS (
        INSERT INTO webhook_deliveries (webhook_id, number, seq, at, attempt, status, duration_ms, error)
        SELECT noted.id, noted.deliveries - $9::int + d.place, d.seq, d.at, d.attempt, d.status, d."durationMs", d.error
        FROM noted, ROWS FROM (json_to_recordset($10::json) AS (
          seq int, at timestamptz, attempt int, status int, "durationMs" int, error text))
          WITH ORDINALITY AS d (seq, at, attempt, status, "durationMs", error, place)),
      dropped AS (
        DELETE FROM webhook_deliveries d USING noted
        WHERE d.webhook_id = noted.id AND d.number <= noted.deliveries - ${webhookLimits.deliveries})
      SELECT FROM noted`,
    values: [
      ...[id, lease, state, reason, position.seq, position.token, failures, dueIn],
      ...[kept.length, JSON.stringify(kept)],
    ],
  });
  return rowCount === 1;
}

/** Leaves the webhook to any instance, as when this one stops. */
export async function releaseLease(pool: Pool, { id, lease }: Lease): Promise<void> {
  await pool.query({
    name: "webhook-release",
    text: "UPDATE webhooks SET lease = NULL, leased_until = DEFAULT WHERE id = $1 AND lease = $2",
    values: [id, lease],
  });
}
