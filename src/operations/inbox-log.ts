import { createLog, type Log } from "../engine/log/log.ts";
import type { Tables } from "../engine/log/tables.ts";
import { type InboxDraft, type InboxEvent, inboxCodec, noticeTypes } from "../model/notices.ts";
import type { LogPools } from "./project-log.ts";

/** The log of a person's notices. Its streams have the ids of the persons. */
export type InboxLog = Log<InboxState, InboxEvent, InboxDraft, InboxGuard>;

/** State of a person's stream besides its entries, as of its head. */
export interface InboxState {
  /** Number of notices that were not read. */
  readonly unreadCount: number;
}

/** Facts about a person's notices, read under the lock. */
export interface InboxGuard extends InboxState {
  /** Number up to which the notices are read. */
  readonly readThrough: number;
}

export const inboxTables: Tables = {
  heads: "inbox_heads",
  entries: "notices",
  columns: { streamId: "person_id", idempotencyKey: "client_mutation_id" },
};

/** SQL condition for entries `n` that are notices. */
export const isNotice = `n.type IN (${noticeTypes.map((type) => `'${type}'`).join(", ")})`;

/** SQL expression for the number of unread notices of the head `h`. */
export const unreadSql = `(
  SELECT count(*)::int FROM notices n WHERE n.person_id = h.person_id AND n.seq > h.read_through AND ${isNotice})`;

export function createInboxLog({ pool, logPool, replayPool, tracer }: LogPools): InboxLog {
  return createLog<InboxEvent, InboxDraft, InboxState, InboxGuard>({
    kind: "inbox",
    tables: inboxTables,
    codec: inboxCodec,
    pool,
    readPool: logPool,
    replayPool,
    tracer,
    state: {
      sql: `json_build_object('unreadCount', ${unreadSql})`,
      parse: (json) => json as InboxState,
    },
    guard: {
      mayLock: "h.person_id = $2",
      sql: `CASE WHEN h.person_id = $2 THEN
        json_build_object('unreadCount', ${unreadSql}, 'readThrough', h.read_through) END`,
      parse: (json) => json as InboxGuard,
    },
  });
}

/** Applies one entry. */
export function reduceInbox({ unreadCount }: InboxState, event: InboxEvent): InboxState {
  return { unreadCount: event.type === "NoticesRead" ? event.unreadCount : unreadCount + 1 };
}
