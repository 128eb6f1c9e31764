import type { Pool, PoolClient } from "pg";
import { v7 as uuidv7 } from "uuid";
import type { WebhookState } from "../database/generated/enums.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { onlyRow } from "../database/sql.ts";
import { toTableSql } from "../engine/log/tables.ts";
import { BadUserInputError } from "../errors/expected-error.ts";
import { createWebhookSecret, readAddress, type Webhook, webhookLimits } from "../model/webhook.ts";
import { NotVisibleError } from "./not-visible-error.ts";
import { projectTables } from "./project-log.ts";
import { requireRole } from "./roles.ts";
import { requireReach, type Viewer } from "./viewer.ts";

/** Part of an instance that delivers. */
export interface WebhookSettings {
  /** True: changes may be posted to private addresses. */
  readonly mayBePrivate: boolean;
  /** Has all instances look at the webhooks of a project anew. Never throws. */
  readonly changed: (projectId: string) => void;
}

/** Everything that these operations need besides their input. */
export interface WebhookContext extends WebhookSettings {
  readonly viewer: Viewer;
  readonly pool: Pool;
}

export interface CreatedWebhook {
  /** Nobody can read it again. */
  readonly secret: string;
  readonly webhook: Webhook;
}

const sql = toTableSql(projectTables);

/** Columns of `webhooks` as `w` that give a Webhook. */
export const webhookColumns = 'w.id, w.project_id AS "projectId", w.url, w.state, w.seq, w.reason';

/**
 * Ends the lease, so that whichever instance held the webhook delivers nothing more, and delivery begins anew as the
 * row tells. Each change of a webhook sets this.
 */
const anew = "lease = NULL, leased_until = '-infinity', failures = 0, failing_since = NULL, due_at = now()";

/**
 * Makes a webhook of the changes from now on. Needs the role ADMIN. Throws BadUserInputError above the number that a
 * project may have, and for an address to which nothing can be delivered.
 */
export async function createWebhook(
  context: WebhookContext,
  { projectId, url: typed }: { readonly projectId: string; readonly url: string },
): Promise<CreatedWebhook> {
  const url = requireAddress(context, typed);
  const secret = createWebhookSecret();
  return inProject(context, projectId, async (client) => {
    await requireRoom(client, projectId);
    const { rows } = await client.query<Webhook>({
      name: "webhook-insert",
      text: `
        INSERT INTO webhooks AS w (id, project_id, url, secret, seq, token)
        SELECT $2, $1, $3, $4, h.seq, ${sql.tokenOfHead("h")} FROM ${sql.heads} h WHERE h.project_id = $1
        RETURNING ${webhookColumns}`,
      values: [projectId, uuidv7(), url, secret],
    });
    return { secret, webhook: onlyRow(rows) };
  });
}

/** Absent: stays as it is. */
export interface UpdateWebhookInput {
  readonly webhookId: string;
  readonly url?: string | undefined;
  readonly state?: Exclude<WebhookState, "FAILING"> | undefined;
}

/**
 * Changes the address, pauses the webhook, or has it go on where it stopped. It then tries at once. A paused webhook
 * stays so, with its reason, unless `state` says otherwise. Needs the role ADMIN.
 */
export async function updateWebhook(context: WebhookContext, input: UpdateWebhookInput): Promise<Webhook> {
  const { webhookId, state } = input;
  const url = input.url === undefined ? null : requireAddress(context, input.url);
  return changeWebhook(context, webhookId, {
    name: "webhook-update",
    // A webhook that stays paused keeps the reason.
    set: `url = coalesce($2, url), reason = CASE WHEN state = 'PAUSED' AND $3::webhook_state IS NULL THEN reason END,
      state = coalesce($3::webhook_state, CASE state WHEN 'FAILING' THEN 'ACTIVE' ELSE state END)`,
    values: [url, state ?? null],
  });
}

/**
 * Delivers all changes after a number again, in order, and has a paused webhook go on. Needs the role ADMIN. Throws
 * BadUserInputError for a number beyond the newest change, and for one from which on the log was pruned.
 */
export async function redeliver(
  context: WebhookContext,
  { webhookId, after }: { readonly webhookId: string; readonly after: number },
): Promise<Webhook> {
  return changeWebhook(
    context,
    webhookId,
    {
      name: "webhook-redeliver",
      set: "seq = $2, token = $3, state = 'ACTIVE', reason = NULL",
      values: [after],
    },
    async (client, projectId) => [await requireToken(client, projectId, after)],
  );
}

/** Deletes a webhook with its deliveries. Needs the role ADMIN. */
export async function deleteWebhook(context: WebhookContext, webhookId: string): Promise<void> {
  const projectId = await requireProjectOfWebhook(context, webhookId);
  await inProject(context, projectId, async (client) => {
    const { rowCount } = await client.query({
      name: "webhook-delete",
      text: "DELETE FROM webhooks WHERE id = $1",
      values: [webhookId],
    });
    if (rowCount === 0) throw new NotVisibleError();
  });
}

interface Change {
  readonly name: string;
  /** SQL of the assignments; `$2` and so on are `values`. */
  readonly set: string;
  readonly values: readonly unknown[];
}

async function changeWebhook(
  context: WebhookContext,
  webhookId: string,
  { name, set, values }: Change,
  readMore: (client: PoolClient, projectId: string) => Promise<readonly unknown[]> = async () => [],
): Promise<Webhook> {
  const projectId = await requireProjectOfWebhook(context, webhookId);
  return inProject(context, projectId, async (client) => {
    const more = await readMore(client, projectId);
    const { rows } = await client.query<Webhook>({
      name,
      text: `UPDATE webhooks AS w SET ${set}, ${anew} WHERE id = $1 RETURNING ${webhookColumns}`,
      values: [webhookId, ...values, ...more],
    });
    // It may be deleted by now.
    const [webhook] = rows;
    if (!webhook) throw new NotVisibleError();
    return webhook;
  });
}

async function requireProjectOfWebhook({ pool }: WebhookContext, webhookId: string): Promise<string> {
  const { rows } = await pool.query<{ projectId: string }>({
    name: "webhook-project",
    text: 'SELECT project_id AS "projectId" FROM webhooks WHERE id = $1',
    values: [webhookId],
  });
  const [webhook] = rows;
  if (!webhook) throw new NotVisibleError();
  return webhook.projectId;
}

/** Runs `work` in a transaction that keeps others from changing webhooks of the project, for one who manages it. */
async function inProject<R>(
  { pool, viewer, changed }: WebhookContext,
  projectId: string,
  work: (client: PoolClient) => Promise<R>,
): Promise<R> {
  requireReach(viewer, projectId);
  const result = await inTransaction(pool, async (client) => {
    await client.query({
      name: "webhook-lock",
      text: "SELECT FROM projects WHERE id = $1 FOR NO KEY UPDATE",
      values: [projectId],
    });
    // A statement that also locks would see the role as it was before its wait.
    const { rows } = await client.query<{ role: Parameters<typeof requireRole>[0] }>({
      name: "webhook-role",
      text: `
        SELECT m.role FROM memberships m JOIN projects p ON p.id = m.project_id AND p.deleted_at IS NULL
        WHERE m.project_id = $1 AND m.user_id = $2`,
      values: [projectId, viewer.userId],
    });
    requireRole(rows[0]?.role ?? null, "ADMIN");
    return work(client);
  });
  changed(projectId);
  return result;
}

/** Returns the address in its canonical form. */
function requireAddress({ mayBePrivate }: WebhookContext, typed: string): string {
  const address = readAddress(typed, mayBePrivate);
  if ("fault" in address) throw BadUserInputError.at(["input", "url"], `url ${address.fault}`);
  return address.url;
}

async function requireRoom(client: PoolClient, projectId: string): Promise<void> {
  const { rows } = await client.query<{ count: number }>({
    name: "webhook-count",
    text: "SELECT count(*)::int AS count FROM webhooks WHERE project_id = $1",
    values: [projectId],
  });
  const most = webhookLimits.perProject;
  if (onlyRow(rows).count < most) return;
  throw BadUserInputError.at(["input"], `A project has at most ${most} webhooks. Delete one first.`);
}

async function requireToken(client: PoolClient, projectId: string, after: number): Promise<string> {
  const { rows } = await client.query<{ seq: number; token: string | null }>({
    name: "webhook-token",
    text: `
      SELECT h.seq, ${sql.tokenAt("h", "$2::int")} AS token FROM ${sql.heads} h WHERE h.project_id = $1`,
    values: [projectId, after],
  });
  const { seq, token } = onlyRow(rows);
  if (token !== null) return token;
  const fault = after > seq ? `The newest change is ${seq}.` : "The changes after it are not kept any more.";
  throw BadUserInputError.at(["input", "after"], `after names no change of the log. ${fault}`);
}
