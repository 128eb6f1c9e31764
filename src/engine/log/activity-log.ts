import type { Pool } from "pg";
import { isoTime } from "../../database/sql.ts";
import { generationSql, timelineSql } from "../../database/watch-history.ts";
import { type Activity, decodeActivity } from "../../model/activity.ts";

/** A row of the log: the change, or the place of one that this server cannot read (a newer version wrote it). */
export type LogEntry = Activity | { readonly type: "Unreadable"; readonly seq: number };

/** A project's place in time, read in one snapshot together with the log's newest entries. */
export interface ProjectState {
  /** The number of the newest change. */
  seq: number;
  /** Which history the numbers count in: another one after a restore or a failover. */
  epoch: string;
  isDeleted: boolean;
  /** User id → the first change that is replayed to this member. */
  members: Map<string, number>;
  /** The newest entries, within the limit, ascending, without holes, up to `seq`; none when it was pruned that far. */
  entries: LogEntry[];
}

export interface ProjectHead {
  readonly seq: number;
  readonly epoch: string;
}

/** How much one read brings. */
export interface ReadLimit {
  readonly entries: number;
  /** Of snapshots. The entry with which it is reached is the last one, so that there is always one. */
  readonly bytes: number;
}

/** Reads the truth: what changed in a project, in order. Every method rejects while PostgreSQL is away. */
export interface ActivityLog {
  /** Where the project stands, with its newest entries after `after`, within the limit. Null: no such project. */
  readProject(projectId: string, after: number, limit: ReadLimit): Promise<ProjectState | null>;
  /** The entries that follow `after`, ascending. The first one is not `after + 1` where the log was pruned. */
  readPage(projectId: string, after: number, limit: ReadLimit): Promise<LogEntry[]>;
  /** Where many projects stand, in one statement; a project that is gone is missing from the map. */
  readHeads(projectIds: readonly string[]): Promise<Map<string, ProjectHead>>;
}

/**
 * The history that numbers count in: the cluster, its timeline (a promotion starts a new one), the database and the
 * table (a restore creates both anew), and the generation once an older copy of the cluster's files was put back.
 */
export const epochSql = `(
  ${timelineSql}
  || '.' || (SELECT oid FROM pg_database WHERE datname = current_database())
  || '.' || 'activities'::regclass::oid
  || coalesce('.' || ${generationSql}, '')
)`;

/** The columns of an EntryRow, from `activities a`. */
export const entrySql = `
  a.type, a.seq, ${isoTime("a.at")} AS at,
  a.project_id AS "projectId", a.client_mutation_id AS "clientMutationId", a.snapshot`;

/** Pages are read from `replayPool`, so that long replays never stop what is live. */
export function createActivityLog(pool: Pool, replayPool: Pool): ActivityLog {
  return {
    async readProject(projectId, after, limit) {
      const { rows } = await pool.query<Omit<ProjectState, "members" | "entries"> & ProjectStateRow>({
        name: "log-project",
        text: `
          SELECT h.seq, ${epochSql} AS epoch, p.deleted_at IS NOT NULL AS "isDeleted",
            (SELECT coalesce(json_object_agg(m.user_id, m.since_seq), '{}') FROM memberships m
             WHERE m.project_id = h.project_id) AS members,
            (SELECT coalesce(json_agg(e ORDER BY e.seq), '[]') FROM (
               ${walkSql(
                 "a.project_id = h.project_id AND a.seq = h.seq AND a.seq > $2",
                 "a.seq = walk.seq - 1 AND a.seq > greatest($2, h.seq - $3) AND walk.bytes < $4",
               )}
               SELECT ${entrySql} FROM walk a) e) AS entries
          FROM project_heads h JOIN projects p ON p.id = h.project_id
          WHERE h.project_id = $1`,
        values: [projectId, after, limit.entries, limit.bytes],
      });
      const row = rows[0];
      return row ? { ...row, members: new Map(Object.entries(row.members)), entries: row.entries.map(toEntry) } : null;
    },

    async readPage(projectId, after, limit) {
      const { rows } = await replayPool.query<EntryRow>({
        name: "log-page",
        text: `
          ${walkSql(
            "a.project_id = $1 AND a.seq > $2 ORDER BY a.seq LIMIT 1",
            "a.seq = walk.seq + 1 AND a.seq <= $2 + $3 AND walk.bytes < $4",
          )}
          SELECT ${entrySql} FROM walk a ORDER BY a.seq`,
        values: [projectId, after, limit.entries, limit.bytes],
      });
      return rows.map(toEntry);
    },

    async readHeads(projectIds) {
      const { rows } = await pool.query<ProjectHead & { projectId: string }>({
        name: "log-heads",
        text: `
          SELECT h.project_id AS "projectId", h.seq, e.epoch
          FROM project_heads h, (SELECT ${epochSql} AS epoch) e WHERE h.project_id = ANY($1::uuid[])`,
        values: [projectIds],
      });
      return new Map(rows.map(({ projectId, seq, epoch }) => [projectId, { seq, epoch }]));
    },
  };
}

/**
 * A row, then the next, and so on from the log: no more is read than is handed out, however large the snapshots are.
 * `first` and `next` choose the rows as `a`; `walk.bytes` are those of the snapshots up to the row before `next`.
 */
function walkSql(first: string, next: string): string {
  return `
    WITH RECURSIVE walk AS (
      (SELECT a.*, octet_length(a.snapshot::text) AS bytes FROM activities a WHERE ${first})
      UNION ALL
      SELECT a.*, walk.bytes + octet_length(a.snapshot::text)
      FROM walk JOIN activities a ON a.project_id = walk.project_id AND ${next})`;
}

interface ProjectStateRow {
  readonly members: Record<string, number>;
  readonly entries: EntryRow[];
}

export interface EntryRow {
  readonly type: string;
  readonly seq: number;
  readonly snapshot: object;
}

/** Reads a row of the log. */
export function toEntry({ snapshot, ...columns }: EntryRow): LogEntry {
  return decodeActivity({ ...snapshot, ...columns }) ?? { type: "Unreadable", seq: columns.seq };
}
