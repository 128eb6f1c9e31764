import type { Pool, PoolClient } from "pg";
import { NIL } from "uuid";
import { inTransaction } from "../database/in-transaction.ts";
import { erasePerson } from "../model/erase-person.ts";
import { noteErased, type ProfileChange } from "./profile-change.ts";

/** Entries that one step looks at. Their snapshots are read whole, and each may hold texts of 64 Ki characters. */
const batchSize = 100;

/** A log that may hold something of the person: from the entry after `through` up to `head`. */
export interface LogPart {
  readonly projectId: string;
  readonly through: number;
  readonly head: number;
}

/**
 * The logs that may name the person and are not rewritten yet, by project id. They are those of all projects where the
 * person is or ever was a member, deleted ones too. Nobody else acts, is assigned or is named by an event.
 */
export async function findLogParts(
  pool: Pool,
  { userId, erasedIn, erasedThrough }: ProfileChange,
): Promise<readonly LogPart[]> {
  const { rows } = await pool.query<LogPart>({
    name: "profile-logs",
    text: `
      SELECT h.project_id AS "projectId", h.seq AS head,
        greatest(h.pruned_through, CASE WHEN h.project_id = $2 THEN $3 ELSE 0 END) AS through
      FROM project_heads h
      WHERE h.project_id >= $2 AND h.project_id IN (
        SELECT project_id FROM memberships WHERE user_id = $1
        UNION SELECT project_id FROM former_members WHERE user_id = $1)
      ORDER BY h.project_id`,
    values: [userId, erasedIn, erasedThrough],
  });
  return rows;
}

/**
 * Rewrites the entries after `through` that hold something of the person, and notes in the same transaction that it
 * did. Returns how far the work is then; undefined when it is no longer this one's. Writers never wait for it: they
 * only add entries. The rows are locked before they are read, in the order of pruning. Two erasures of one entry, or
 * one and its pruning, therefore follow each other.
 */
export async function eraseBatch(
  pool: Pool,
  change: ProfileChange,
  { projectId, through, head }: LogPart,
): Promise<ProfileChange | undefined> {
  const end = Math.min(through + batchSize, head);
  const isOwn = await inTransaction(
    pool,
    async (client) => {
      await rewrite(client, change.userId, projectId, through, end);
      return noteErased(client, change, projectId, end);
    },
    Boolean,
  );
  return isOwn ? { ...change, erasedIn: projectId, erasedThrough: end } : undefined;
}

/** Place among the remembered answers of batches. */
export interface AnswerKey {
  readonly actorId: string;
  readonly clientMutationId: string;
}

/**
 * Deletes the person's remembered answers of batches, and rewrites those of others after a place that hold something of
 * the person. Returns the place to go on from; null: all are done.
 */
export async function eraseAnswers(pool: Pool, userId: string, after: AnswerKey | null): Promise<AnswerKey | null> {
  return inTransaction(
    pool,
    async (client) => {
      await client.query({
        name: "profile-own-answers",
        text: "DELETE FROM batch_answers WHERE actor_id = $1",
        values: [userId],
      });
      const { rows } = await client.query<AnswerKey & { answer: string }>({
        name: "profile-answers",
        text: `
          SELECT b.actor_id AS "actorId", b.client_mutation_id AS "clientMutationId", b.answer::text AS answer
          FROM batch_answers b
          WHERE (b.actor_id, b.client_mutation_id) > ($2::uuid, $3::text) AND position($1::uuid::text IN b.answer::text) > 0
            AND b.project_id IN (
              SELECT project_id FROM memberships WHERE user_id = $1
              UNION SELECT project_id FROM former_members WHERE user_id = $1)
          ORDER BY b.actor_id, b.client_mutation_id LIMIT $4 FOR UPDATE`,
        values: [userId, after?.actorId ?? NIL, after?.clientMutationId ?? "", batchSize],
      });
      await client.query({
        name: "profile-answers-rewrite",
        text: `
          UPDATE batch_answers b SET answer = e.answer::json
          FROM unnest($1::uuid[], $2::text[], $3::text[]) AS e (actor_id, client_mutation_id, answer)
          WHERE b.actor_id = e.actor_id AND b.client_mutation_id = e.client_mutation_id`,
        values: [
          rows.map(({ actorId }) => actorId),
          rows.map(({ clientMutationId }) => clientMutationId),
          rows.map(({ answer }) => erasePerson(answer, userId)),
        ],
      });
      return rows.length < batchSize ? null : (rows.at(-1) ?? null);
    },
    () => true,
  );
}

/**
 * Deletes the person's access tokens, which count no more. Deletes the rest of the own account, with its sessions,
 * passwords and mailed links. Nothing of it is left after `deleteAccount`; all of it is after an operator or an older
 * version erased the person.
 */
export async function eraseAccount(pool: Pool, { userId }: ProfileChange): Promise<void> {
  await pool.query({
    name: "profile-account",
    text: `
      WITH tokens AS (DELETE FROM access_tokens WHERE user_id = $1),
        account AS (SELECT subject FROM users WHERE id = $1 AND issuer = 'lockstep'),
        links AS (DELETE FROM auth_verifications USING account WHERE value = subject)
      DELETE FROM auth_users USING account WHERE id::text = subject`,
    values: [userId],
  });
}

async function rewrite(
  client: PoolClient,
  userId: string,
  projectId: string,
  through: number,
  end: number,
): Promise<void> {
  const { rows } = await client.query<{ seq: number; snapshot: string }>({
    name: "profile-entries",
    text: `
      SELECT seq, snapshot::text AS snapshot FROM activities
      WHERE project_id = $1 AND seq > $2 AND seq <= $3
        AND (actor_id = $4 OR position($4::uuid::text IN snapshot::text) > 0)
      ORDER BY seq FOR UPDATE`,
    values: [projectId, through, end, userId],
  });
  if (rows.length === 0) return;
  await client.query({
    name: "profile-rewrite",
    text: `
      UPDATE activities a SET snapshot = e.snapshot::json,
        client_mutation_id = CASE WHEN a.actor_id <> $2 THEN a.client_mutation_id END,
        request_hash = CASE WHEN a.actor_id <> $2 THEN a.request_hash END,
        address = CASE WHEN a.actor_id <> $2 THEN a.address END,
        user_agent = CASE WHEN a.actor_id <> $2 THEN a.user_agent END,
        access_token_id = CASE WHEN a.actor_id <> $2 THEN a.access_token_id END,
        access_token_name = CASE WHEN a.actor_id <> $2 THEN a.access_token_name END
      FROM unnest($3::int[], $4::text[]) AS e (seq, snapshot)
      WHERE a.project_id = $1 AND a.seq = e.seq`,
    values: [projectId, userId, rows.map(({ seq }) => seq), rows.map(({ snapshot }) => erasePerson(snapshot, userId))],
  });
}
