import type { StoredEntry } from "../engine/log/codec.ts";
import { type LogPosition, maxSeq } from "../engine/log/cursor.ts";
import { toTableSql } from "../engine/log/tables.ts";
import { inboxCodec, type Notice } from "../model/notices.ts";
import { type InboxGuard, inboxTables, isNotice, unreadSql } from "./inbox-log.ts";
import type { Page, PageRequest } from "./page.ts";
import type { Reads } from "./reads.ts";

const sql = toTableSql(inboxTables);

/** A person's stream, as one statement found it. */
export interface Inbox extends InboxGuard {
  readonly position: LogPosition;
}

/** Undefined for an account that was deleted. */
export async function findInbox(reads: Reads, personId: string): Promise<Inbox | undefined> {
  const { rows } = await reads.query<LogPosition & InboxGuard>({
    name: "inbox-find",
    text: `
      SELECT h.seq, ${sql.tokenOfHead("h")} AS token, ${unreadSql} AS "unreadCount", h.read_through AS "readThrough"
      FROM inbox_heads h WHERE h.person_id = $1`,
    values: [personId],
  });
  if (!rows[0]) return undefined;
  const { seq, token, ...inbox } = rows[0];
  return { ...inbox, position: { seq, token } };
}

export type NoticeKeys = readonly [seq: number];

/** An entry of the list; `notice` is null when this version cannot read it. */
export interface ListedNotice {
  readonly seq: number;
  readonly notice: Notice | null;
}

/** A page of a person's notices, newest first. */
export async function listNotices(
  reads: Reads,
  personId: string,
  { first, after }: PageRequest<NoticeKeys>,
): Promise<Page<ListedNotice>> {
  const { rows } = await reads.query<StoredEntry & { type: string }>({
    name: "notice-list",
    text: `
      SELECT ${sql.entryColumns("n")} FROM notices n
      WHERE n.person_id = $1 AND n.seq < $2 AND ${isNotice} ORDER BY n.seq DESC LIMIT $3`,
    values: [personId, after?.[0] ?? maxSeq, first + 1],
  });
  const nodes = rows.slice(0, first).map((entry) => {
    const event = inboxCodec.decode(entry);
    return { seq: entry.seq, notice: event?.type === "NoticesRead" ? null : event };
  });
  return { nodes, hasNextPage: rows.length > first };
}

export async function countNotices(reads: Reads, personId: string): Promise<number> {
  const { rows } = await reads.query<{ count: number }>({
    name: "notice-count",
    text: `SELECT count(*)::int AS count FROM notices n WHERE n.person_id = $1 AND ${isNotice}`,
    values: [personId],
  });
  return rows[0]?.count ?? 0;
}
