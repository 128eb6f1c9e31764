import type { Pool } from "pg";
import { type Activity, decodeActivity } from "./activity.ts";

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
  /** The newest entries, at most as many as asked for, ascending, without holes, up to `seq`. */
  entries: LogEntry[];
}

export interface ProjectHead {
  readonly seq: number;
  readonly epoch: string;
}

/** Reads the truth: what changed in a project, in order. Every method rejects while PostgreSQL is away. */
export interface ActivityLog {
  /** Where the project stands, with at most `limit` of its newest entries after `after`. Null: no such project. */
  readProject(projectId: string, after: number, limit: number): Promise<ProjectState | null>;
  /** The entries that follow `after`, ascending. The first one is not `after + 1` where the log was pruned. */
  readPage(projectId: string, after: number, limit: number): Promise<LogEntry[]>;
  /** Where many projects stand, in one statement; a project that is gone is missing from the map. */
  readHeads(projectIds: readonly string[]): Promise<Map<string, ProjectHead>>;
}

/**
 * The history that numbers count in: the cluster, its timeline (a promotion starts a new one), the database and the
 * table (a restore creates both anew).
 */
export const epochSql = `(
  (SELECT system_identifier FROM pg_control_system())
  || '.' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
  || '.' || (SELECT oid FROM pg_database WHERE datname = current_database())
  || '.' || 'activities'::regclass::oid
)`;

/** The columns of an EntryRow, from `activities a`. */
export const entrySql = `
  a.type, a.seq, to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
  a.project_id AS "projectId", a.client_mutation_id AS "clientMutationId", a.snapshot`;

export function createActivityLog(pool: Pool): ActivityLog {
  return {
    async readProject(projectId, after, limit) {
      const { rows } = await pool.query<Omit<ProjectState, "members" | "entries"> & ProjectStateRow>({
        name: "log-project",
        text: `
          SELECT h.seq, ${epochSql} AS epoch, p.deleted_at IS NOT NULL AS "isDeleted",
            (SELECT coalesce(json_object_agg(m.user_id, m.since_seq), '{}') FROM memberships m
             WHERE m.project_id = h.project_id) AS members,
            (SELECT coalesce(json_agg(e ORDER BY e.seq), '[]') FROM (
               SELECT ${entrySql} FROM activities a
               WHERE a.project_id = h.project_id AND a.seq > $2 ORDER BY a.seq DESC LIMIT $3) e) AS entries
          FROM project_heads h JOIN projects p ON p.id = h.project_id
          WHERE h.project_id = $1`,
        values: [projectId, after, limit],
      });
      const row = rows[0];
      return row ? { ...row, members: new Map(Object.entries(row.members)), entries: row.entries.map(toEntry) } : null;
    },

    async readPage(projectId, after, limit) {
      const { rows } = await pool.query<EntryRow>({
        name: "log-page",
        text: `SELECT ${entrySql} FROM activities a WHERE a.project_id = $1 AND a.seq > $2 ORDER BY a.seq LIMIT $3`,
        values: [projectId, after, limit],
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
