import type { Pool } from "pg";
import type { Logger } from "pino";
import { findOutage } from "../database/find-outage.ts";
import { orAborted } from "../engine/feed/or-aborted.ts";
import type { StoredEntry } from "../engine/log/codec.ts";
import { toTableSql } from "../engine/log/tables.ts";
import { type DigestMails, digestLimits } from "../model/digest.ts";
import { inboxCodec, type Notice } from "../model/notices.ts";
import { repeat } from "../timers/repeat.ts";
import { inboxTables, isNotice } from "./inbox-log.ts";

export interface DigestOptions {
  readonly pool: Pool;
  readonly mails: DigestMails;
  /** Milliseconds from the end of one round to the start of the next (default: half a minute). */
  readonly interval?: number | undefined;
  readonly logger: Logger;
}

/**
 * Sends each person one e-mail about the notices that nobody has read for 10 minutes, at once and then in every
 * interval. Those of the last day count, of a person who confirmed the address and did not switch the e-mails off.
 * Nobody gets two within an hour. Several instances share the people. An e-mail that cannot be sent follows an
 * hour later. Returns its end, which waits for no mail server.
 */
export function startDigests({ pool, mails, interval = 30_000, logger }: DigestOptions): () => Promise<void> {
  async function run(signal: AbortSignal): Promise<void> {
    try {
      await sendDigests(pool, mails, signal);
    } catch (error) {
      // An outage is told once by those who answer clients, not once a round.
      if (!signal.aborted && !findOutage(error)) {
        logger.warn({ err: error }, "Unread notices could not be mailed; the next round tries again.");
      }
    }
  }

  return repeat(run, { interval }).close;
}

/** One round. Rejects with the reason of the signal when that aborts while an e-mail is under way. */
export async function sendDigests(pool: Pool, mails: DigestMails, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const due = await takeDue(pool);
    if (!due) return;
    const unread = await readUnread(pool, due);
    if (unread.count > 0 && !(await orAborted(mails.send({ ...due, ...unread }), signal))) continue;
    await noteMailed(pool, due);
  }
}

const sql = toTableSql(inboxTables);

/** A person who is to be told, until the rest is over by this instance alone. */
interface Due {
  readonly personId: string;
  readonly accountId: string;
  readonly email: string;
  /** Number of the newest entry. */
  readonly seq: number;
  /** Number up to which the person has read the notices, or was told of them. */
  readonly toldThrough: number;
}

/** SQL expression for the number after which the notices of the head `h` are news to its person. */
const toldThrough = "greatest(h.read_through, h.mailed_through)";

/** SQL condition for notices `n` that are young enough to be told of by e-mail. */
const isYoung = `n.at > now() - make_interval(hours => ${digestLimits.oldestHours})`;

async function takeDue(pool: Pool): Promise<Due | undefined> {
  const { rows } = await pool.query<Due>({
    name: "digest-take",
    text: `
      UPDATE inbox_heads taken SET mailed_at = now()
      FROM (
        SELECT h.person_id, a.id AS account_id, a.email, ${toldThrough} AS told_through
        FROM inbox_heads h
          JOIN users u ON u.id = h.person_id AND u.issuer = 'lockstep' AND u.disabled_at IS NULL
          JOIN auth_users a ON a.id::text = u.subject AND a.email_verified AND a.mails_notices
        WHERE h.seq > ${toldThrough} AND h.at > now() - make_interval(hours => ${digestLimits.oldestHours})
          AND (h.mailed_at IS NULL OR h.mailed_at <= now() - make_interval(hours => ${digestLimits.restHours}))
          AND EXISTS (
            SELECT FROM notices n WHERE n.person_id = h.person_id AND n.seq > ${toldThrough} AND ${isNotice}
              AND n.at <= now() - make_interval(mins => ${digestLimits.unreadMinutes}) AND ${isYoung})
        LIMIT 1 FOR UPDATE OF h SKIP LOCKED) due
      WHERE taken.person_id = due.person_id
      RETURNING taken.person_id AS "personId", due.account_id AS "accountId", due.email, taken.seq,
        due.told_through AS "toldThrough"`,
  });
  return rows[0];
}

interface Unread {
  readonly notices: readonly Notice[];
  readonly count: number;
}

/** Those that this version cannot read are counted only. */
async function readUnread(pool: Pool, { personId, toldThrough, seq }: Due): Promise<Unread> {
  const { rows } = await pool.query<StoredEntry & { count: number }>({
    name: "digest-notices",
    text: `
      SELECT ${sql.entryColumns("n")}, (count(*) OVER ())::int AS count FROM notices n
      WHERE n.person_id = $1 AND n.seq > $2 AND n.seq <= $3 AND ${isNotice} AND ${isYoung}
      ORDER BY n.seq LIMIT $4`,
    values: [personId, toldThrough, seq, digestLimits.listed],
  });
  const notices = rows.flatMap((entry) => {
    const event = inboxCodec.decode(entry);
    return event && event.type !== "NoticesRead" ? [event] : [];
  });
  return { notices, count: rows[0]?.count ?? 0 };
}

async function noteMailed(pool: Pool, { personId, seq }: Due): Promise<void> {
  await pool.query({
    name: "digest-mailed",
    text: "UPDATE inbox_heads SET mailed_through = $2 WHERE person_id = $1 AND mailed_through < $2",
    values: [personId, seq],
  });
}
